import {
  ClaimId,
  type ContactPointState,
  defaultPolicies,
  HoldId,
  type Notification,
  noChoices,
  PersonId,
  ResourceId,
  type VisitDetails,
  type VisitState,
  type WaitlistState,
} from '@visita/domain'
import { test } from 'tap'
import type { Facts } from './facts.ts'
import { judge } from './gates.ts'

const now = Date.UTC(2026, 2, 2, 21)
const hour = 3_600_000
const laura = ResourceId.parse('laura')
const policies = defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es', country: 'ES' })
const point: ContactPointState = { lastHeardAt: {}, optedOut: false, saidAt: null, bounced: false, complained: false }

const message = (changes: Partial<Notification> = {}, kind = 'visit.reminder.t24h'): Notification =>
  ({
    ...{ channel: 'whatsapp', fallbackOrder: ['whatsapp', 'email'], fallbackIndex: 0, priority: 1, quietHours: 'send' },
    ...{ recipient: { kind: 'customer', personId: PersonId.derive('ana') }, timezone: 'Europe/Madrid' },
    ...{ notAfter: now + 12 * hour, visitRevision: 3, attempts: [], attemptsBefore: 0 },
    cause: { eventId: '', kind, reminder: null, at: now },
    ...changes,
  }) as Notification

const visit = (status: VisitState['status'] = 'confirmed', placedAtRevision = 3): VisitState =>
  ({
    ...{ status, attempt: 1, revision: 5, placedAtRevision },
    visit: {
      claims: [{ claimId: ClaimId.create(), resourceId: laura, date: '2026-03-03' }],
    } as unknown as VisitDetails,
  }) as VisitState

const facts = (changes: Partial<Facts> = {}): Facts => ({
  ...{ now, notification: message(), visit: visit(), waitlist: null, policies, choices: noChoices, isErased: false },
  ...{ address: '+34612345678', contactPoint: point },
  ...changes,
})
/** The gate at which it ended, and what follows. */
const end = (changes: Partial<Facts> = {}) => {
  const { gates, follows } = judge(facts(changes))
  return follows === null ? null : { at: gates.at(-1)?.gate, ...follows }
}

test('what nothing speaks against passes every gate, in order', async (t) => {
  const { gates, follows } = judge(facts())
  t.equal(follows, null)
  t.same(
    gates.map(({ gate, verdict }) => `${gate} ${verdict}`),
    ['visit', 'not-after', 'suppression', 'preference', 'quiet-hours', 'address'].map((gate) => `${gate} pass`),
  )
})

test('only what still is so is told', async (t) => {
  const cancel = (why: string) => ({ at: 'visit', type: 'CancelNotification', why })
  t.same(end({ visit: visit('confirmed', 4) }), { at: 'visit', type: 'SupersedeNotification', byRevision: 4 })
  t.equal(end({ visit: visit('confirmed', 2) }), null, 'a visit that is behind the message was read too early to speak')
  t.same(end({ visit: visit('cancelled') }), cancel('visit-cancelled'))
  for (const status of ['checked_in', 'completed', 'no_show'] as const) {
    t.same(end({ visit: visit(status) }), cancel('visit-over'), status)
  }
  t.equal(end({ visit: visit('pending') }), null)
  t.same(end({ visit: { ...visit(), status: 'abandoned', visit: null } }), cancel('visit-cancelled'))
  const told = (kind: string, status: VisitState['status'], placedAt = 3) =>
    end({ notification: message({}, kind), visit: visit(status, placedAt) })
  t.equal(told('visit.canceled', 'cancelled'), null)
  t.equal(told('visit.no_show', 'no_show'), null)
  t.same(told('visit.no_show', 'checked_in'), cancel('visit-over'), 'they had been there')
  t.equal(told('reply.canceled', 'cancelled', 9), null, 'an answer tells how it stood when it was asked')
  t.equal(end({ visit: null }), null)
})

test('whoever was taken off a visit hears of it unless they were put on it again', async (t) => {
  const agent = (resourceId: ResourceId) =>
    end({
      notification: message({ channel: 'in_app', recipient: { kind: 'resource', resourceId } }, 'visit.unassigned'),
      visit: visit('confirmed', 9),
      contactPoint: null,
    })
  t.equal(agent(ResourceId.parse('marc')), null)
  t.match(agent(laura), { at: 'visit', type: 'CancelNotification' })
})

test('an offer that ended is not made', async (t) => {
  const offer = { number: 1, outcome: 'open', expiresAt: now + hour, holdId: HoldId.create() }
  const waiting = (changes: object) =>
    end({
      notification: message({ visitRevision: null }, 'waitlist.matched'),
      visit: null,
      waitlist: { status: 'offered', entry: { offers: [{ ...offer, ...changes }] } } as unknown as WaitlistState,
    })
  t.equal(waiting({}), null)
  t.match(waiting({ outcome: 'declined' }), { at: 'visit', why: 'waitlist-ended' })
  t.match(waiting({ expiresAt: now }), { at: 'visit', why: 'waitlist-ended' })
})

test('too late is too late', async (t) => {
  t.same(end({ notification: message({ notAfter: now }) }), {
    at: 'not-after',
    type: 'ExpireNotification',
    why: 'not-after',
  })
})

test('who said no to the law, or at that address, is not written to, however critical it is; the inbox is ours', async (t) => {
  const critical = message({ priority: 0 })
  const suppressed = (why: string) => ({ at: 'suppression', type: 'SuppressNotification', why })
  const legal = { ...noChoices, legalOptOut: true }
  t.same(end({ notification: critical, contactPoint: { ...point, optedOut: true } }), suppressed('opted-out'))
  t.same(end({ notification: critical, choices: legal }), suppressed('legal-opt-out'))
  t.same(end({ notification: critical, contactPoint: { ...point, complained: true } }), suppressed('complained'))
  t.match(end({ contactPoint: { ...point, bounced: true } }), { type: 'FailNotification', class: 'unreachable' })
  t.equal(end({ notification: message({ channel: 'in_app' }), choices: legal, contactPoint: null }), null)
})

test('what they would rather not hear here is told where they would, or not at all; what is critical is told', async (t) => {
  const choices = { ...noChoices, preferences: { whatsapp: { reminder: false } } }
  t.match(end({ choices }), { at: 'preference', type: 'FailNotification', class: 'unreachable' })
  const last = message({ fallbackOrder: ['email', 'whatsapp'], fallbackIndex: 1 })
  t.same(end({ choices, notification: last }), { at: 'preference', type: 'SuppressNotification', why: 'preference' })
  const nowhere = { ...noChoices, preferences: { all: { reminder: false } } }
  t.match(end({ choices: nowhere }), { type: 'SuppressNotification' })
  t.equal(end({ choices: nowhere, notification: message({ priority: 0 }) }), null)
  t.equal(end({ choices: nowhere, notification: message({}, 'reply.confirmed') }), null, 'they have just asked')
})

test('at night it waits, or is dropped, as its rule says, by their hours or else the tenant’s, in their zone', async (t) => {
  const night = { ...policies, quietHours: { start: '21:00', end: '09:00' } }
  const waits = message({ quietHours: 'defer' })
  // 22:00 in Madrid.
  const until = Date.UTC(2026, 2, 3, 8)
  t.same(end({ policies: night, notification: waits }), {
    ...{ at: 'quiet-hours', type: 'DeferNotification', until, why: 'quiet-hours' },
  })
  t.equal(judge(facts({ policies: night, notification: waits })).gates.at(-1)?.verdict, 'wait')
  t.equal(end({ policies: night }), null, 'its rule sends')
  t.match(end({ policies: night, notification: message({ quietHours: 'drop' }) }), { type: 'SuppressNotification' })
  t.match(end({ policies: night, notification: message({ quietHours: 'defer', notAfter: until }) }), {
    type: 'SuppressNotification',
  })
  const own = { ...noChoices, quietHours: { start: '23:00', end: '07:00' } }
  t.equal(end({ policies: night, notification: waits, choices: own }), null)
  const elsewhere = message({ quietHours: 'defer', timezone: 'America/Santiago' })
  t.equal(end({ policies: night, notification: elsewhere }), null, 'it is evening there')
  t.equal(end({ policies: night, notification: { ...waits, channel: 'in_app' }, contactPoint: null }), null)
})

test('without an address it takes the next channel; whoever was erased is told of nothing', async (t) => {
  t.match(end({ address: null, contactPoint: null }), { at: 'address', type: 'FailNotification', class: 'no-address' })
  t.same(end({ isErased: true }), { at: 'address', type: 'CancelNotification', why: 'erased' })
})
