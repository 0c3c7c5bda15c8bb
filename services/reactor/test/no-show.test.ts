import { cancelVisit, changeStatus, confirmVisit, moveVisit } from '@visita/agenda'
import { StreamName, type VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { noShow } from '../src/policies/no-show.ts'
import { hour, minute, monday, requestOf, startStage, tenant } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, owed, setPolicies, settled, withReactors } = stage
const run = (work: () => Promise<void>, instances = 1) => withReactors([noShow], work, { instances })

const streamOf = (visitId: VisitId) => StreamName.visit(tenant, visitId)
const eventsOf = (visitId: VisitId) => stage.eventsOf(streamOf(visitId))
const marks = async (visitId: VisitId) =>
  (await eventsOf(visitId)).filter((type) => type === 'VisitNoShowMarked').length
const dueOf = async (visitId: VisitId) => (await owed()).find(({ key }) => key === visitId)?.dueAt

let day = 2
/** A day of its own for each test, from where the clock stands on. */
const nextDay = () => {
  day += 1
  clock.set(Date.UTC(2026, 2, day, 6))
  return `2026-03-${String(day).padStart(2, '0')}`
}

test('who has not come some minutes after the start is a no-show, as of exactly then, marked once by two reactors', async (t) => {
  const date = nextDay()
  const start = parseInstant(`${date}T10:00:00Z`)
  const visitId = await book('missed', `${date}T10:00:00Z`)
  await run(async () => {
    await until('the timer is set', async () => (await dueOf(visitId)) === start + minute)
    clock.set(start + 15 * minute - 1)
    await settled()
    t.equal(await marks(visitId), 0, 'not a moment early')
    clock.set(start + hour)
    await settled()
  }, 2)
  const recorded = await stage.store.read(streamOf(visitId))
  t.same(
    recorded.map(({ type }) => type),
    ['VisitRequested', 'VisitConfirmed', 'VisitNoShowMarked'],
  )
  t.match(recorded.at(-1), {
    data: { automatic: true, at: `${date}T10:15:00Z` },
    meta: { actor: 'system:no-show', recordedAt: `${date}T11:00:00Z` },
  })
  t.same(await owed(), [])
})

test('a timer that is due while no reactor runs fires at the next start, once', async (t) => {
  const date = nextDay()
  const visitId = await book('restarted', `${date}T10:00:00Z`)
  await run(settled)
  t.ok(await dueOf(visitId))
  clock.set(parseInstant(`${date}T10:05:00Z`))
  await run(settled)
  t.equal(await marks(visitId), 0)
  clock.set(parseInstant(`${date}T12:00:00Z`))
  await run(settled)
  await run(settled)
  t.equal(await marks(visitId), 1)
})

test('the tenant may change its mind until the time has come', async (t) => {
  const date = nextDay()
  const start = parseInstant(`${date}T10:00:00Z`)
  const visitId = await book('patient', `${date}T10:00:00Z`)
  await run(async () => {
    clock.set(start + 5 * minute)
    await settled()
    t.equal(await dueOf(visitId), start + 15 * minute)
    await setPolicies({ noShowAfterMinutes: 45 })
    clock.set(start + 15 * minute)
    await settled()
    t.equal(await marks(visitId), 0)
    t.equal(await dueOf(visitId), start + 45 * minute)
    clock.set(start + 45 * minute)
    await settled()
    t.equal(await marks(visitId), 1)
  })
  t.match((await stage.store.read(streamOf(visitId))).at(-1), { data: { at: `${date}T10:45:00Z` } })
  await setPolicies()
})

test('a visit that is moved takes its timer along', async (t) => {
  const date = nextDay()
  const visitId = await book('moved', `${date}T10:00:00Z`)
  await run(async () => {
    await settled()
    await moveVisit(agenda, requestOf('move'), { visitId, start: parseInstant(`${date}T15:00:00Z`) })
    clock.set(parseInstant(`${date}T12:00:00Z`))
    await settled()
    t.equal(await marks(visitId), 0)
    clock.set(parseInstant(`${date}T15:15:00Z`))
    await settled()
    t.equal(await marks(visitId), 1)
  })
})

test('who comes, or has cancelled, is no no-show', async (t) => {
  const date = nextDay()
  const came = await book('came', `${date}T10:00:00Z`)
  const cancelled = await book('cancelled', `${date}T11:00:00Z`)
  const change = (visitId: VisitId) => ({ request: requestOf('change'), visitId, stream: streamOf(visitId) })
  await run(async () => {
    await settled()
    await changeStatus(agenda, change(came), 'checked_in', {})
    await cancelVisit(agenda, change(cancelled), undefined)
    await settled()
    t.same(await owed(), [])
  })
  clock.set(clock.now() + 12 * hour)
  await run(settled)
  t.notOk((await eventsOf(came)).includes('VisitNoShowMarked'))
  t.notOk((await eventsOf(cancelled)).includes('VisitNoShowMarked'))
})

test('nobody has promised to come to a visit that is pending; confirmed late, it is looked at again', async (t) => {
  const date = nextDay()
  const start = parseInstant(`${date}T10:00:00Z`)
  await setPolicies({ confirmation: 'manual' })
  const [late, never] = [await book('late', `${date}T10:00:00Z`), await book('never', `${date}T11:00:00Z`)]
  await run(async () => {
    clock.set(start + 2 * hour)
    await settled()
    t.equal(await marks(late), 0)
    await confirmVisit(agenda, { request: requestOf('confirm'), visitId: late, stream: streamOf(late) })
    clock.set(start + 2 * hour + 15 * minute)
    await settled()
    t.equal(await marks(late), 1)
    clock.set(start + 25 * hour)
    await settled()
    t.same(await owed(), [], 'and after a day nobody looks any more')
  })
  t.same(await eventsOf(never), ['VisitRequested'])
  await setPolicies()
})

test('a visit that was over when it was written down is left alone', async (t) => {
  nextDay()
  const visitId = await book('imported', '2026-03-02T12:00:00Z', { origin: 'import' })
  t.ok(clock.now() > monday + 3 * hour)
  await run(settled)
  clock.set(clock.now() + 24 * hour)
  await run(settled)
  t.notOk((await eventsOf(visitId)).includes('VisitNoShowMarked'))
})

test('end', () => stage.stop())
