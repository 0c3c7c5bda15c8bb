import fc from 'fast-check'
import { test } from 'tap'
import {
  ada,
  after,
  bob,
  cancelled,
  confirmed,
  ground,
  joined,
  moved,
  requested,
  room,
} from '../../test/planning-examples.ts'
import { EventId, VisitId } from '../ids.ts'
import { epochOf, instantOf } from '../instant.ts'
import { notification } from '../notification/index.ts'
import type { TenantEvent } from '../tenant/index.ts'
import { at, instant, minutes, policies, scenario } from '../testing.ts'
import type { VisitEvent } from '../visit/index.ts'
import {
  defaultRules,
  fixedRuleEvents,
  type NotificationRule,
  type Occasion,
  type PlannedMessage,
  planMessages,
  type RuleEvent,
  reminderEvent,
  remindersOf,
  requestFor,
  staleAfterMs,
} from './index.ts'

const reminders = ['PT24H', 'PT2H', 'PT30M', 'P1D', 'PT90M', 'P7D', 'PT5M'] as const
const events: readonly RuleEvent[] = [...fixedRuleEvents, ...reminders.map(reminderEvent)]

/** Any rules that a tenant may put, made of the default ones so that they are allowed. */
const ownRules = fc.constantFrom(...events).chain((event) =>
  fc.record({
    event: fc.constant(event),
    rules: fc
      .array(
        fc.record({
          of: fc.constantFrom(...defaultRules(event)),
          enabled: fc.boolean(),
          everybody: fc.boolean(),
          quietHours: fc.constantFrom('send' as const, 'send-if-soon' as const, 'defer' as const, 'drop' as const),
          notAfter: fc.constantFrom('PT1M', 'PT20M', 'P3D'),
        }),
        { maxLength: 4 },
      )
      .map((drawn) =>
        drawn.map(
          ({ of, everybody, ...changes }, index): NotificationRule => ({
            ...of,
            ...changes,
            id: `rule-${index}`,
            recipients:
              everybody && of.id === 'customer' && event !== 'waitlist.matched'
                ? ['customer', 'participants']
                : of.recipients,
          }),
        ),
      ),
  }),
)

const settings = fc
  .record({
    reminders: fc.subarray([...reminders]),
    own: fc.array(ownRules, { maxLength: 4 }),
    percent: fc.constantFrom(0, 50, 100),
    configured: fc.subarray(['whatsapp' as const, 'email' as const, 'sms' as const]),
  })
  .map(({ reminders, own, percent, configured }) => {
    const given: TenantEvent[] = [
      {
        type: 'TenantPoliciesSet',
        data: { policies: { ...policies, reminders, rollout: { percent } }, at: instant('07:00') },
      },
      ...own.map((data): TenantEvent => ({ type: 'NotificationRulesSet', data: { ...data, at: instant('07:00') } })),
    ]
    return { events: given, configured: new Set(configured) }
  })

/** A life: booked so many minutes ahead, and moved, confirmed, joined or called off, each some minutes later. */
const life = fc.record({
  ahead: fc.integer({ min: -60, max: 3 * 24 * 60 }),
  automatic: fc.boolean(),
  origin: fc.constantFrom('web', 'web', 'import'),
  steps: fc.array(
    fc.record({
      passes: fc.integer({ min: 0, max: 600 }),
      what: fc.constantFrom(
        'move' as const,
        'back' as const,
        'agents' as const,
        'confirm' as const,
        'join' as const,
        'cancel' as const,
      ),
      by: fc.integer({ min: -600, max: 3000 }),
    }),
    { maxLength: 6 },
  ),
})
type Life = typeof life extends fc.Arbitrary<infer Drawn> ? Drawn : never

const timed = (event: VisitEvent, now: number): VisitEvent =>
  ({ ...event, data: { ...event.data, at: instantOf(now) } }) as VisitEvent

/** Everything that happens in it, each as the planner is told. */
function occasionsOf({ ahead, automatic, origin, steps }: Life): Occasion[] {
  let now = at('08:00')
  const start = now + minutes(ahead)
  const events: VisitEvent[] = [requested({ start, origin })]
  if (automatic) events.push(timed(confirmed(true), now))
  for (const { passes, what, by } of steps) {
    now += minutes(passes)
    const state = after(...events)
    if (state.status === 'cancelled') break
    if (what === 'move' || what === 'back') {
      const to = what === 'back' ? start : state.visit.start + minutes(by === 0 ? 1 : by)
      if (to !== state.visit.start) events.push(timed(moved(state, { start: to }), now))
    }
    if (what === 'agents') events.push(timed(moved(state, { on: by % 2 === 0 ? [bob, room] : [ada, room] }), now))
    if (what === 'confirm' && state.status === 'pending') events.push(timed(confirmed(), now))
    if (what === 'join' && state.visit.participants.length === 0) events.push(timed(joined, now))
    if (what === 'cancel') events.push(timed(cancelled(), now))
  }
  return events.map((event, index) => {
    const happenedAt = epochOf(event.data.at)
    const cause = { eventId: EventId.derive('life', index), at: happenedAt, recordedAt: happenedAt }
    return {
      about: 'visit',
      cause,
      event,
      state: after(...events.slice(0, index + 1)),
      next: events[index + 1] ?? null,
    }
  })
}

const visitOf = (occasion: Occasion) => (occasion.about === 'visit' ? occasion.state.visit : null)
const idsOf = (messages: readonly PlannedMessage[]) => messages.map(({ notificationId }) => notificationId)

test('nothing is due or of use after the start of a visit ahead, and all of it can be requested', (t) => {
  let seen = 0
  const { when } = scenario({ strictSame: () => true }, notification)
  fc.assert(
    fc.property(settings, life, fc.integer({ min: 0, max: 3000 }), (given, drawn, later) => {
      for (const occasion of occasionsOf(drawn)) {
        const start = visitOf(occasion)?.start ?? 0
        const now = occasion.cause.recordedAt + minutes(later)
        for (const message of planMessages(ground({ ...given, now }), occasion)) {
          seen += 1
          if (message.dueAt >= start || message.notAfter > start) throw new Error('after the start')
          const decision = notification.decide(requestFor(message, { version: 1, now }), notification.initial)
          if (!decision.accepted) throw new Error(decision.rejection.type)
          // Checks the events against their schemas.
          when(requestFor(message, { version: 1, now })).yields(...decision.events)
        }
      }
    }),
    { numRuns: 300 },
  )
  t.ok(seen > 300, `${seen} messages`)
  t.end()
})

test('in a whole life no two messages have one key, and asked again at any time the same ones have the same', (t) => {
  fc.assert(
    fc.property(settings, life, fc.integer({ min: 0, max: 3000 }), (given, drawn, later) => {
      const occasions = occasionsOf(drawn)
      const planAt = (passed: number) =>
        occasions.map((occasion) =>
          planMessages(ground({ ...given, now: occasion.cause.recordedAt + minutes(passed) }), occasion),
        )
      const first = planAt(0)
      const reminding = new Map<string, string>()
      for (const messages of first) {
        if (new Set(idsOf(messages)).size !== messages.length) throw new Error('two of one key in one plan')
        for (const { notificationId, cause, recipient, visitRevision } of messages) {
          // Whoever joins is reminded of the placing that there was: that is the same message, planned by another event.
          const what = `${cause.kind} ${JSON.stringify(recipient)} ${visitRevision}`
          const known = reminding.get(notificationId)
          if (known !== undefined && (known !== what || cause.reminder === null)) throw new Error('two of one key')
          reminding.set(notificationId, what)
        }
      }
      const again = planAt(later)
      for (const [index, messages] of again.entries()) {
        const before = new Map((first[index] ?? []).map((message) => [message.notificationId, message]))
        for (const { outcome: _, ...message } of messages) {
          const { outcome: __, ...same } = before.get(message.notificationId) ?? { outcome: null }
          if (JSON.stringify(same) !== JSON.stringify(message)) throw new Error('another message at another time')
        }
      }
    }),
    { numRuns: 300 },
  )
  t.pass()
  t.end()
})

test('each placing of a visit has reminders of its own, also where it comes back to a time that it had', (t) => {
  let returned = 0
  fc.assert(
    fc.property(settings, life, (given, drawn) => {
      const occasions = occasionsOf({ ...drawn, steps: drawn.steps.filter(({ what }) => what !== 'join') })
      const byStart = new Map<number, string[]>()
      for (const occasion of occasions) {
        const ids = planMessages(ground({ ...given, now: occasion.cause.recordedAt }), occasion).flatMap(
          ({ cause, notificationId }) => (cause.reminder ? notificationId : []),
        )
        const start = visitOf(occasion)?.start ?? 0
        const before = byStart.get(start) ?? []
        if (ids.some((id) => before.includes(id))) throw new Error('it does not remind again')
        if (ids.length > 0 && before.length > 0) returned += 1
        byStart.set(start, [...before, ...ids])
      }
    }),
    { numRuns: 500 },
  )
  t.ok(returned > 20, `${returned} came back`)
  t.end()
})

test('shadow plans what live plans, under keys of its own', (t) => {
  fc.assert(
    fc.property(settings, life, ({ events }, drawn) => {
      const all = new Set(['whatsapp', 'email', 'sms'] as const)
      const during = (percent: number) => {
        // As the tenant was made with: going over from one to the other is another matter.
        const made = ground({ events, configured: all })
        const given = {
          ...made,
          settings: { ...made.settings, policies: { ...made.settings.policies, rollout: { percent } } },
        }
        return occasionsOf(drawn).flatMap((occasion) =>
          planMessages({ ...given, now: occasion.cause.recordedAt }, occasion),
        )
      }
      const [shadow, live] = [during(0), during(100)]
      if (shadow.length !== live.length) throw new Error('not the same')
      if (shadow.some(({ mode }) => mode !== 'shadow') || live.some(({ mode }) => mode !== 'live'))
        throw new Error('mode')
      const liveIds = new Set(idsOf(live))
      if (idsOf(shadow).some((id) => liveIds.has(id))) throw new Error('one blocks the other')
    }),
    { numRuns: 200 },
  )
  t.pass()
  t.end()
})

test('what is read again a quarter of an hour later sends nothing but the reminders that still lie ahead', (t) => {
  fc.assert(
    fc.property(settings, life, fc.integer({ min: 1, max: 5000 }), (given, drawn, later) => {
      for (const occasion of occasionsOf(drawn)) {
        const now = occasion.cause.recordedAt + staleAfterMs + minutes(later)
        const messages = planMessages(ground({ ...given, now }), occasion)
        const wrong = messages.filter(
          ({ outcome, cause, dueAt }) => outcome === 'schedule' && (cause.reminder === null || dueAt <= now),
        )
        if (wrong.length > 0) throw new Error(`${wrong[0]?.cause.kind} would go out`)
        const isOver = (visitOf(occasion)?.start ?? 0) <= now && now - occasion.cause.recordedAt >= minutes(24 * 60)
        if (isOver && messages.length > 0) throw new Error('what is over is not even written down')
      }
    }),
    { numRuns: 300 },
  )
  t.pass()
  t.end()
})

test('a reminder that was due before the visit was placed is late, and any other is not', (t) => {
  fc.assert(
    fc.property(settings, life, (given, drawn) => {
      for (const occasion of occasionsOf(drawn)) {
        const { recordedAt } = occasion.cause
        const here = ground({ ...given, now: recordedAt })
        const messages = planMessages(here, occasion)
        if (
          messages.some(({ outcome, dueAt }) => (outcome === 'late') !== dueAt < recordedAt && dueAt !== recordedAt)
        ) {
          throw new Error('late or not')
        }
        const known = new Set(remindersOf(here.settings))
        if (messages.some(({ cause }) => cause.reminder !== null && !known.has(cause.reminder)))
          throw new Error('unknown')
      }
    }),
    { numRuns: 200 },
  )
  t.pass()
  t.end()
})

test('many visits moved at once are one message to each for each thing that it is to them, and name every visit', (t) => {
  const resources = fc.subarray([ada, bob, room], { minLength: 1 })
  const moves = fc.array(fc.record({ before: resources, now: resources, by: fc.integer({ min: -60, max: 300 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  fc.assert(
    fc.property(settings, moves, (given, drawn) => {
      const cause = { eventId: EventId.derive('bulk'), at: at('09:00'), recordedAt: at('09:00') }
      const visits = drawn.map(({ before, now, by }, index) => {
        const first = requested({
          visitId: VisitId.derive(index),
          start: at('12:00') + minutes(index * 60),
          on: before,
        })
        const state = after(first)
        const event = moved(state, { start: state.visit.start + minutes(by), on: now, isBulk: true })
        return { state: after(first, event), former: 'former' in event.data ? event.data.former : null }
      })
      const messages = planMessages(ground({ ...given, now: at('09:00') }), { about: 'bulk-move', cause, visits })
      if (new Set(idsOf(messages)).size !== messages.length) throw new Error('two of one key')
      const told = new Map<string, number>()
      for (const { cause, ruleId, recipient, visitIds, visitId, notAfter } of messages) {
        const key = `${cause.kind} ${ruleId} ${JSON.stringify(recipient)}`
        if (told.has(key)) throw new Error('somebody is told the same twice')
        told.set(key, visitIds.length)
        if ((visitId === null) !== visitIds.length > 1) throw new Error('one visit has a name')
        const starts = visits
          .filter(({ state }) => visitIds.includes(state.visit.visitId))
          .map(({ state }) => state.visit.start)
        if (notAfter > Math.min(...starts)) throw new Error('after the start of one of them')
      }
      const byDefault = planMessages(ground({ now: at('09:00') }), { about: 'bulk-move', cause, visits })
      const toAna = byDefault.filter(({ recipient }) => recipient.kind === 'customer')
      const elsewhere = visits.filter(({ state, former }) => former && epochOf(former.start) !== state.visit.start)
      if (toAna.length !== (elsewhere.length > 0 ? 1 : 0)) throw new Error('one message of all')
      if ((toAna[0]?.visitIds.length ?? 0) !== elsewhere.length) throw new Error('a visit is not named')
    }),
    { numRuns: 200 },
  )
  t.pass()
  t.end()
})
