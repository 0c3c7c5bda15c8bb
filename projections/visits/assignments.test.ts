import { randomUUID } from 'node:crypto'
import type { LocationId, PersonId, ResourceId } from '@visita/domain'
import { test } from 'tap'
import { lastAssigned, usualAgents, visits, visitsOn } from '../index.ts'
import { book, cancel, confirm, move, tell } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const date = '2026-03-02'
const at = (time: string) => `${date}T${time}:00Z`
const ids = (...names: string[]) => names as ResourceId[]
const common = { tenant: demo, date }

test('visits on a stretch of time are those whose time meets it and that somebody still waits for', async (t) => {
  const on = await stage(t, [visits])
  const booked = (start: string, more: object = {}) =>
    book(on, { ...common, resourceIds: ['ana'], start: at(start), ...more })
  booked('09:30')
  const long = booked('09:00', { minutes: 61, locationId: 'centro' })
  const first = booked('10:00', { resourceIds: ['bea', 'room-1'] })
  const confirmed = booked('11:30', { locationId: 'centro' })
  booked('12:00')
  const enRoute = booked('11:00')
  const over = ['cancelled', 'completed', 'no_show', 'checked_in'].map(() => booked('10:30'))
  confirm(on, demo, confirmed)
  tell(on, demo, enRoute, 'VisitSetOut')
  const [off, done, missed, here] = over
  if (off) cancel(on, demo, off)
  if (done) tell(on, demo, done, 'VisitCompleted')
  if (missed) tell(on, demo, missed, 'VisitNoShowMarked', { automatic: true })
  if (here) tell(on, demo, here, 'VisitCheckedIn')
  book(on, { ...common, tenant: other, resourceIds: ['ana'], start: at('10:00') })
  await on.settled()
  const found = (where: { resourceIds?: ResourceId[]; locationId?: LocationId } = {}) =>
    on.ask(demo, (db) => visitsOn(db, demo, { from: Date.parse(at('10:00')), to: Date.parse(at('12:00')), ...where }))
  const idsOf = async (...asked: Parameters<typeof found>) => (await found(...asked)).map(({ visitId }) => visitId)
  t.same(
    await idsOf(),
    [long, first, enRoute, confirmed].map(({ visitId }) => visitId),
  )
  t.same(await idsOf({ resourceIds: ids('room-1', 'nobody') }), [first.visitId])
  t.same(await idsOf({ resourceIds: [] }), [])
  t.same(await idsOf({ locationId: 'centro' as LocationId }), [long.visitId, confirmed.visitId])
  t.same((await found())[1], {
    ...{ visitId: first.visitId, revision: 0n, status: 'pending', timezone: 'America/Sao_Paulo' },
    ...{ start: Date.parse(at('10:00')), end: Date.parse(at('10:30')), resourceIds: ['bea', 'room-1'] },
    ...{ typeId: 'viewing', customerId: first.customerId, seats: 1, locationId: null },
  })
})

test('whose turn it is, the log says: a resource’s last visit counts, also when it was called off', async (t) => {
  const on = await stage(t, [visits])
  const last = async (...names: string[]) => {
    await on.settled()
    return on.ask(demo, (db) => lastAssigned(db, demo, ids(...names)))
  }
  const longestAgo = async (on: Stage) => {
    await on.settled()
    const turns = await on.ask(demo, (db) => lastAssigned(db, demo, ids('ana', 'bea')))
    return [...turns].sort(([, a], [, b]) => (a < b ? -1 : 1))[0]?.[0]
  }
  book(on, { ...common, resourceIds: ['ana'], start: at('12:00') })
  const second = book(on, { ...common, resourceIds: ['bea'], start: at('09:00') })
  t.same([...(await last('ana', 'bea', 'cai')).keys()].sort(), ['ana', 'bea'])
  t.equal(await longestAgo(on), 'ana', 'by when it was given, not by when it is')
  const third = book(on, { ...common, resourceIds: ['ana'], start: at('10:00') })
  t.equal(await longestAgo(on), 'bea')
  cancel(on, demo, third)
  confirm(on, demo, second)
  t.equal(await longestAgo(on), 'bea')
  move(on, {
    ...common,
    visit: second,
    attempt: 2,
    from: at('09:00'),
    start: at('11:00'),
    resourceIds: ['bea'],
  }).recorded()
  t.equal(await longestAgo(on), 'bea', 'another time is not another visit')
  move(on, {
    ...common,
    visit: third,
    attempt: 2,
    from: at('10:00'),
    start: at('10:00'),
    resourceIds: ['cai'],
  }).recorded()
  t.equal(await longestAgo(on), 'ana', 'what was taken from it does not count')
  t.same(await last(), new Map())
  t.same(await on.ask(other, (db) => lastAssigned(db, other, ids('ana'))), new Map())
})

test('a customer’s usual agent is the one of most visits', async (t) => {
  const on = await stage(t, [visits])
  const customerId = randomUUID()
  const booked = (start: string, ...resourceIds: string[]) =>
    book(on, { ...common, resourceIds, start: at(start), customerId })
  booked('09:00', 'ana')
  tell(on, demo, booked('10:00', 'bea', 'room-1'), 'VisitCompleted')
  booked('11:00', 'bea')
  cancel(on, demo, booked('12:00', 'ana'))
  tell(on, demo, booked('13:00', 'ana'), 'VisitNoShowMarked', { automatic: true })
  book(on, { ...common, resourceIds: ['ana'], start: at('14:00') })
  await on.settled()
  const usual = (tenant = demo) => on.ask(tenant, (db) => usualAgents(db, tenant, customerId as PersonId))
  t.same([...(await usual())].sort(), [
    ['ana', 1],
    ['bea', 2],
    ['room-1', 1],
  ])
  t.same(await usual(other), new Map())
})
