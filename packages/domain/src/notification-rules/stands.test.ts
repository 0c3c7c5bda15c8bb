import { test } from 'tap'
import { ada, after, bob, cancelled, confirmed, moved, noShow, requested, room } from '../../test/planning-examples.ts'
import { person } from '../testing.ts'
import { type VisitEvent, visit } from '../visit/index.ts'
import { outdatedBy } from './index.ts'

const customer = { kind: 'customer', personId: person } as const
const agent = (resourceId: typeof ada) => ({ kind: 'resource', resourceId }) as const
const done = (type: 'VisitCheckedIn' | 'VisitCompleted') => ({ type, data: confirmed().data }) as VisitEvent
const why = (kind: string, visitRevision: number | null, events: VisitEvent[], recipient: object = customer) =>
  outdatedBy({ kind, visitRevision, recipient: recipient as never }, events.reduce(visit.evolve, visit.initial))

test('what tells of a visit is right while the visit is where it was, and goes on', (t) => {
  const first = after(requested(), confirmed())
  const booked = [requested(), confirmed()]
  const elsewhere = [...booked, moved(first, { on: [bob, room] })]
  t.equal(why('visit.reminder.t2h', 0, booked), null)
  t.equal(why('visit.reminder.t2h', 0, elsewhere), 'moved')
  t.equal(why('visit.reminder.t2h', 2, elsewhere), null)
  t.equal(why('visit.created', null, elsewhere), null, 'of several visits nothing is asked')
  t.equal(why('visit.reminder.t2h', 0, [...booked, cancelled()]), 'visit-cancelled')
  t.equal(why('visit.canceled', 0, [...booked, cancelled()]), null)
  t.equal(why('visit.canceled', 0, booked), 'visit-over')
  t.equal(why('visit.no_show', 0, [...booked, noShow]), null)
  t.equal(why('visit.no_show', 0, [...booked, noShow, done('VisitCheckedIn')]), 'visit-over')
  t.equal(why('visit.confirmed', 0, [...booked, noShow]), 'visit-over')
  t.equal(why('visit.reminder.t2h', 0, [...booked, done('VisitCheckedIn'), done('VisitCompleted')]), 'visit-over')
  t.equal(why('visit.created', 0, []), 'visit-cancelled')
  t.equal(why('reply.moved_on', 0, [...elsewhere, cancelled()]), null, 'an answer is an answer')
  t.end()
})

test('whoever was taken off hears of it, unless they are back', (t) => {
  const off = [requested(), moved(after(requested()), { on: [bob, room] })]
  const back = [...off, moved(after(...off), { on: [ada, room] })]
  t.equal(why('visit.unassigned', 1, off, agent(ada)), null)
  t.equal(why('visit.unassigned', 1, back, agent(ada)), 'visit-over')
  t.equal(why('visit.unassigned', 1, back, agent(bob)), null)
  t.end()
})
