import type { NotificationEvent, VisitEvent } from '@visita/domain'
import t from 'tap'
import { bookedOnce, planned } from './bookings.ts'
import type { Proof } from './proof.ts'
import type { Fact, Handed, Records } from './records.ts'
import { ended, notEarly, recorded, stillStood } from './sending.ts'
import { notTwice } from './twice.ts'

// Records that nobody made, each with something wrong: a proof that cannot fail proves nothing.

const visitId = '11111111-1111-4111-8111-111111111111'
const customerId = '22222222-2222-4222-8222-222222222222'
const first = '33333333-3333-5333-8333-333333333333'
const second = '44444444-4444-5444-8444-444444444444'
const causeId = '55555555-5555-4555-8555-555555555555'
const noon = Date.UTC(2026, 2, 2, 12)
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString()

let position = 0n
/** The next in the log; `minutes` after noon by every clock. */
function fact<E extends NotificationEvent | VisitEvent>(type: E['type'], minutes: number, data: object): Fact<E> {
  position += 1n
  const event = { type, data: { visitId, at: at(minutes), ...data } } as unknown as E
  const eventId = type === 'VisitRequested' ? causeId : `event-${position}`
  return { event, eventId, position, created: noon + minutes * 60_000, recordedAt: noon + minutes * 60_000 }
}

const booked = () =>
  fact<VisitEvent>('VisitRequested', 0, {
    ...{ customerId, attempt: 1, claims: [], participants: [], start: at(60), end: at(65), timezone: 'UTC' },
  })

function requested(notificationId: string, minutes: number, more: object = {}) {
  return fact<NotificationEvent>('NotificationRequested', minutes, {
    ...{ notificationId, channel: 'whatsapp', fallbackIndex: 0, parentId: null, visitRevision: 0, eventKey: causeId },
    cause: { eventId: causeId, kind: 'visit.created', reminder: null, at: at(0) },
    ...{ recipient: { kind: 'customer', personId: customerId }, dueAt: at(10), notAfter: at(60), visitIds: undefined },
    ...more,
  })
}
const started = (notificationId: string, minutes: number, attempt = 1, more: object = {}) =>
  fact<NotificationEvent>('NotificationAttemptStarted', minutes, {
    ...{ notificationId, attempt, provider: 'whatsapp-cloud', requestHash: '', leaseToken: '' },
    ...more,
  })
const accepted = (notificationId: string, minutes: number, attempt = 1) =>
  fact<NotificationEvent>('NotificationAccepted', minutes, { notificationId, attempt, as: 'first', fallbackAt: null })

const handed = (notificationId: string, minutes: number, attempt = 1): Handed => ({
  ...{ provider: 'whatsapp-cloud', at: noon + minutes * 60_000, notificationId, attempt, reached: true },
})

/** One visit, told once, and all is well. */
function records(changes: Partial<Records> = {}): Records {
  return {
    ...{ now: noon + 3_600_000, bookings: [{ visitId, customerId }], unanswered: [], reminders: [] },
    visits: new Map([[visitId, [booked()]]]),
    notifications: new Map([[first, [requested(first, 0), started(first, 10), accepted(first, 10)]]]),
    handed: [handed(first, 10)],
    ...changes,
  }
}
const notifications = (...of: [string, Fact<NotificationEvent>[]][]) => ({ notifications: new Map(of) })
const failed = (proof: Proof) => proof.failures.map(({ id, what }) => `${id} ${what}`).join()

t.test('what is well is proven', async (t) => {
  for (const prove of [bookedOnce, planned, ended, notEarly, recorded, notTwice, stillStood]) {
    const proof = prove(records())
    t.same(proof.failures, [], proof.name)
    t.equal(proof.checked > 0, true, `${proof.name}: and it was looked at`)
  }
})

t.test('a booking that is gone, one made twice, one that nobody was answered', async (t) => {
  t.match(failed(bookedOnce(records({ visits: new Map() }))), `${visitId} answered 201 and not in the log`)
  const twice = new Map([
    [visitId, [booked()]],
    [second, [booked()]],
  ])
  t.match(failed(bookedOnce(records({ visits: twice }))), `booked again as ${second}`)
  t.match(failed(bookedOnce(records({ bookings: [] }))), 'answered to nobody')
})

t.test('a lost one: never planned, or planned and never sent', async (t) => {
  t.match(failed(planned(records(notifications()))), 'VisitRequested: nobody is told visit.created')
  const withReminders = planned(records({ reminders: ['PT1M'] }))
  t.match(failed(withReminders), 'nobody is told visit.reminder.t1m')
  t.match(
    failed(ended(records(notifications([first, [requested(first, 0)]])))),
    `${first} pending, and due since 3000 s`,
  )
  t.match(failed(recorded(records({ handed: [] }))), 'attempt 1 was accepted and never sent')
})

t.test('an early one, at the provider or in the log', async (t) => {
  t.match(failed(notEarly(records({ handed: [handed(first, 9)] }))), `${first} at the provider 60 s before it was due`)
  const early = notifications([first, [requested(first, 0), started(first, 9)]])
  t.match(failed(notEarly(records(early))), 'attempt 1 60 s before its time')
})

t.test('a request of nobody, of no attempt, and one attempt sent twice', async (t) => {
  t.match(failed(recorded(records({ handed: [handed(second, 10)] }))), 'had a request of no message')
  t.match(
    failed(recorded(records({ handed: [handed(first, 10), handed(first, 11, 2)] }))),
    'of no recorded attempt (2)',
  )
  t.match(failed(recorded(records({ handed: [handed(first, 10), handed(first, 10)] }))), 'was sent 2 times')
})

t.test('a double send: the same message again, unless a reason for it is on record', async (t) => {
  const again = (more: object) => ({
    ...notifications([first, [requested(first, 0), started(first, 10), started(first, 11, 2, more)]]),
    handed: [handed(first, 10), handed(first, 11, 2)],
  })
  t.match(failed(notTwice(records(again({})))), `${first} sent twice, as attempts 1, 2`)
  const sameAttempt = records({ handed: [handed(first, 10), handed(first, 10)] })
  t.match(failed(notTwice(sameAttempt)), `${first} sent twice, as attempts 1, 1`)
  const excused = notTwice(records(again({ repeats: 'provider-denies' })))
  t.same([excused.failures, excused.seen], [[], { 'provider-denies': 1 }])
})

t.test('a double send over two channels, unless nobody knew of the first', async (t) => {
  const child = [
    requested(second, 20, { channel: 'sms', fallbackIndex: 1, parentId: first }),
    started(second, 20),
    accepted(second, 20),
  ]
  const fellBack = (...between: Fact<NotificationEvent>[]) => ({
    ...notifications([first, [requested(first, 0), started(first, 10), ...between]], [second, child]),
    handed: [handed(first, 10), handed(second, 20)],
  })
  const fell = () =>
    fact<NotificationEvent>('NotificationFellBack', 20, { notificationId: first, childId: second, why: 'failed' })
  const lost = () => fact<NotificationEvent>('NotificationAttemptLost', 11, { attempt: 1, lookAgainAt: at(12) })
  const unknown = () => fact<NotificationEvent>('NotificationFailed', 12, { class: 'unknown-outcome', code: null })
  const delivered = () => fact<NotificationEvent>('NotificationDelivered', 12, { attempt: 1 })
  t.match(failed(notTwice(records(fellBack()))), `${second} told already by ${first}`)
  t.match(failed(notTwice(records(fellBack(accepted(first, 10), fell())))), `${second} told already by ${first}`)
  t.match(failed(notTwice(records(fellBack(lost(), delivered(), unknown(), fell())))), 'told already')
  t.same(notTwice(records(fellBack(lost(), unknown(), fell()))).seen, { 'unknown outcome': 1 })
})

t.test('one of a visit that was cancelled by then; a moment is allowed to cross', async (t) => {
  const cancelled = (minutes: number) => [booked(), fact<VisitEvent>('VisitCancelled', minutes, {})]
  const sent = (minutes: number) => [requested(first, 0), started(first, minutes)]
  const visits = new Map([[visitId, cancelled(9)]])
  const late = records({ ...notifications([first, sent(10)]), visits })
  t.match(failed(stillStood(late)), `attempt 1 60000 ms after VisitCancelled of ${visitId}`)
  const crossing = stillStood(records({ ...notifications([first, sent(9.1)]), visits }))
  t.match(crossing, { failures: [], seen: { crossed: 1, longestCrossingMs: 6000 } })
})
