import { bookSeries, cancelSeries, type SeriesRequest } from '@visita/agenda'
import { addDays, ResourceId, SeriesId, StreamName, VisitId, VisitTypeId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { test } from 'tap'
import { cancellation } from '../src/policies/cancellation.ts'
import { reservation } from '../src/policies/reservation.ts'
import { series } from '../src/policies/series.ts'
import { seriesCancellation } from '../src/policies/series-cancellation.ts'
import { context, dieAt, Killed, minute, requestOf, startStage, tenant, viewing } from './stage.ts'

const stage = await startStage()
const { agenda, book, clock, liveClaims, newAgenda, settled, store, withReactors } = stage
const policies = [cancellation, reservation, series, seriesCancellation]
const ana = ResourceId.parse('ana')
await stage.setPolicies({ maxAdvanceDays: 365 })

const wish = (date: string, mode: SeriesRequest['mode'] = 'all-or-nothing'): SeriesRequest => ({
  start: parseInstant(`${date}T10:00:00Z`),
  repeat: { freq: 'weekly', interval: 1, count: 4, until: null },
  mode,
  booking: {
    typeId: viewing.id,
    resourceIds: [ana],
    seats: 1,
    customer: { name: 'Cora' },
    participants: [],
    notes: 'rings twice',
    origin: 'api',
  },
})
const streamOf = (key: string) => StreamName.series(tenant, SeriesId.derive(tenant, key))
const seriesIdOf = (key: string) => SeriesId.derive(tenant, key)
const stateOf = async (key: string) => {
  const { series: found } = (await agenda.aggregates.series.load(streamOf(key), 0)).state
  if (!found) throw new Error('no series')
  return found
}
const resultsOf = async (key: string) =>
  (await stateOf(key)).occurrences.map((one) =>
    one.feasible && 'why' in one.result ? one.result.why : one.feasible && one.result.kind,
  )
const eventsOf = async (key: string) => (await store.read(streamOf(key))).map(({ type }) => type)
/** How the visits of the series stand. */
const statusesOf = async (key: string) =>
  Promise.all(
    (await stateOf(key)).occurrences.map(async (one) => {
      const visitId = one.feasible ? one.visitId : VisitId.derive('none')
      return (await agenda.aggregates.visit.load(StreamName.visit(tenant, visitId), 0)).state.status
    }),
  )
/** What lives on the days of the series. */
const claimsOf = async (dates: readonly string[]) =>
  Promise.all(dates.map(async (date) => (await liveClaims('ana', date)).map(({ kind }) => kind)))
const weeks = (date: string) => [0, 7, 14, 21].map((days) => addDays(date, days))

/** Dies when the step is reached for the second time. */
function dieLater(step: Parameters<typeof dieAt>[0]) {
  let times = 2
  return newAgenda((reached) => {
    if (reached === step && --times === 0) throw new Killed(step)
  })
}

test('what was only held when its process died is recorded nowhere, and runs out', async (t) => {
  const date = '2026-03-10'
  await t.rejects(bookSeries(newAgenda(dieAt('held')), requestOf('held'), wish(date)), Killed)
  t.same(await eventsOf('held'), [])
  clock.set(clock.now() + 6 * minute)
  await withReactors(policies, settled)
  await book('somebody else', `${date}T10:00:00Z`)
})

const crashes = {
  'series-planned': '2026-03-11',
  reserved: '2026-03-12',
  requested: '2026-03-13',
  'series-occurrence': '2026-03-14',
} as const
for (const [step, date] of Object.entries(crashes)) {
  test(`a series whose booking died at ${step} is finished by the reactor, each visit once`, async (t) => {
    const dying = step === 'series-planned' ? newAgenda(dieAt(step)) : dieLater(step as 'reserved')
    await t.rejects(bookSeries(dying, requestOf(step), wish(date)), Killed)
    clock.set(clock.now() + minute)
    await withReactors(policies, settled, { instances: 2 })
    t.same(await resultsOf(step), Array(4).fill('booked'))
    t.same(await statusesOf(step), Array(4).fill('confirmed'))
    t.same(await claimsOf(weeks(date)), Array(4).fill(['reservation']))
    const events = await eventsOf(step)
    t.equal(events.filter((type) => type === 'SeriesOccurrenceBooked').length, 4)
    t.equal(events.at(-1), 'SeriesSettled')

    const again = await bookSeries(agenda, requestOf(step), wish(date))
    t.match(again, { replayed: true, seriesId: seriesIdOf(step) })
    t.same(await eventsOf(step), events)
  })
}

test('an occurrence whose hold ran out is booked if it still is free, and else has failed', async (t) => {
  const date = '2026-03-16'
  await t.rejects(bookSeries(newAgenda(dieAt('series-planned')), requestOf('late'), wish(date)), Killed)
  clock.set(clock.now() + 6 * minute)
  await book('faster', '2026-03-30T10:00:00Z')
  await withReactors(policies, settled)
  t.same(await resultsOf('late'), ['booked', 'booked', 'reserved', 'booked'])
  t.same(await statusesOf('late'), ['confirmed', 'confirmed', 'none', 'confirmed'])
})

test('a cancellation that died is finished by the reactor, which is bound as whoever asked', async (t) => {
  const date = '2026-03-17'
  await bookSeries(agenda, requestOf('off'), wish(date))
  const from = parseInstant('2026-03-24T00:00:00Z')
  await t.rejects(cancelSeries(dieLater('series-visit-cancelled'), requestOf('x'), seriesIdOf('off'), { from }), Killed)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await statusesOf('off'), ['confirmed', 'cancelled', 'cancelled', 'cancelled'])
  t.same(await claimsOf(weeks(date)), [['reservation'], [], [], []])

  // An hour before the first one, which the window of two hours does not let a channel cancel.
  clock.set(parseInstant(`${date}T09:00:00Z`))
  const asChannel = { ...requestOf('y'), caller: { actor: 'key:test', role: 'channel' } }
  await t.rejects(cancelSeries(newAgenda(dieAt('series-cancelled')), asChannel, seriesIdOf('off'), {}), Killed)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await statusesOf('off'), ['confirmed', 'cancelled', 'cancelled', 'cancelled'])
})

test('a series that is called off while it is being booked leaves no visit behind', async (t) => {
  const date = '2026-06-03'
  const dying = newAgenda(async (step) => {
    if (step !== 'requested') return
    await cancelSeries(agenda, requestOf('z'), seriesIdOf('half'), { from: parseInstant('2026-06-10T00:00:00Z') })
    throw new Killed(step)
  })
  await t.rejects(bookSeries(dying, requestOf('half'), wish(date)), Killed)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  const [first, ...others] = await statusesOf('half')
  t.equal(first, 'confirmed')
  t.ok(
    others.every((status) => status === 'cancelled' || status === 'none'),
    others.join(),
  )
  t.same((await claimsOf(weeks(date))).slice(1), [[], [], []], 'nor anything held')
  t.equal((await eventsOf('half')).at(-1), 'SeriesSettled')
})

test('an occurrence that can no longer be booked gives its time back', async (t) => {
  const date = '2026-08-05'
  const gone = { ...viewing, id: VisitTypeId.parse('gone') }
  const stream = StreamName.visitType(tenant, gone.id)
  const { visitType } = agenda.aggregates
  await visitType.execute(stream, { type: 'ConfigureVisitType', visitType: gone, now: clock.now() }, context)
  const { booking, ...times } = wish(date)
  const asked = { ...times, booking: { ...booking, typeId: gone.id } }
  await t.rejects(bookSeries(newAgenda(dieAt('series-planned')), requestOf('gone'), asked), Killed)
  t.same(await claimsOf(weeks(date)), Array(4).fill(['hold']))
  await visitType.execute(stream, { type: 'ArchiveVisitType', hasVisitsAhead: false, now: clock.now() }, context)
  clock.set(clock.now() + minute)
  await withReactors(policies, settled)
  t.same(await resultsOf('gone'), Array(4).fill('not-found'))
  t.same(await claimsOf(weeks(date)), [[], [], [], []])
})

test('an occurrence that was called off while it was being booked is cancelled by whoever booked it', async (t) => {
  const date = '2026-07-01'
  let calledOff = false
  const by = newAgenda(async (step) => {
    if (step !== 'requested' || calledOff) return
    calledOff = true
    await cancelSeries(agenda, requestOf('w'), seriesIdOf('off at once'), { from: parseInstant(`${date}T00:00:00Z`) })
  })
  const { state } = await bookSeries(by, requestOf('off at once'), wish(date))
  t.equal(state.status, 'settled')
  t.same(await claimsOf(weeks(date)), [[], [], [], []])
  t.ok((await statusesOf('off at once')).every((status) => status === 'cancelled' || status === 'none'))
})

test('end', () => stage.stop())
