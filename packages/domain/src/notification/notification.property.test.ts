import fc from 'fast-check'
import { test } from 'tap'
import {
  content,
  leases,
  passing,
  requested,
  scheduled,
  start,
  startedAt,
  wamid,
  wanted,
} from '../../test/notification-examples.ts'
import { NotificationId } from '../ids.ts'
import { at, minutes, sealed } from '../testing.ts'
import type { NotificationCommand, ReportStatus } from './commands.ts'
import { deliveryOf, type NotificationEvent, type NotificationState, notification } from './index.ts'

/** A draw of everything that any command could want; `kind` picks the command. */
const step = fc.record({
  kind: fc.constantFrom(
    ...(['request', 'schedule', 'start', 'start', 'start', 'defer', 'accept', 'refuse', 'lose', 'lose'] as const),
    ...(['report', 'report', 'fail', 'fall-back', 'retry', 'retry', 'withdraw', 'shadow'] as const),
  ),
  attempt: fc.integer({ min: 1, max: 3 }),
  lease: fc.constantFrom(leases.first, leases.second),
  repeats: fc.option(fc.constantFrom('provider-deduplicates' as const, 'provider-denies' as const), { nil: undefined }),
  status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'undelivered' as const),
  next: fc.constantFrom('fail' as const, 'dead-letter' as const, 'again' as const, 'again' as const),
  why: fc.constantFrom('failed' as const, 'undelivered-in-time' as const),
  withdrawn: fc.constantFrom('superseded', 'cancelled', 'suppressed', 'expired'),
  flag: fc.boolean(),
  passes: fc.integer({ min: 0, max: 4 }),
})
type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never

const report = (attempt: number, status: ReportStatus['status'], now: number): ReportStatus => ({
  type: 'ReportStatus',
  ...{ attempt, status, providerAt: now, providerMessageId: wamid, now },
})

function commandOf(draw: Step, now: number): NotificationCommand {
  const { attempt, lease, repeats, status, next, why, withdrawn, flag } = draw
  const failure = { class: 'unavailable', code: null } as const
  switch (draw.kind) {
    case 'request':
      return wanted({ now })
    case 'schedule':
      return { type: 'ScheduleNotification', content: flag ? content : sealed('another'), now }
    case 'start':
      return start('10:00', { now, leaseToken: lease, ...(repeats && { repeats }) })
    case 'shadow':
      return { type: 'ShadowNotification', gates: passing, now }
    case 'defer':
      return { type: 'DeferNotification', until: now + minutes(attempt), why: 'rate', now }
    case 'accept':
      return { type: 'RecordAccepted', attempt, providerMessageId: flag ? wamid : null, now }
    case 'refuse': {
      const retryAt = now + minutes(1)
      return { type: 'RecordRefused', attempt, ...failure, next: next === 'again' ? { retryAt } : next, now }
    }
    case 'lose':
      return { type: 'RecordLost', attempt, lookAgainAt: now + minutes(5), now }
    case 'report':
      return report(attempt, status, now)
    case 'fail':
      return { type: 'FailNotification', ...failure, deadLetter: flag, now }
    case 'fall-back':
      return { type: 'FallBack', channel: 'sms', childId: NotificationId.derive('child'), why, now }
    case 'retry':
      return { type: 'RetryNotification', now }
    case 'withdraw':
      if (withdrawn === 'superseded') return { type: 'SupersedeNotification', byRevision: 2, now }
      if (withdrawn === 'cancelled') return { type: 'CancelNotification', why: 'by-hand', now }
      if (withdrawn === 'suppressed') return { type: 'SuppressNotification', why: 'bounced', now }
      return { type: 'ExpireNotification', why: flag ? 'stale' : 'not-after', now }
  }
}

const resolving = new Set<NotificationEvent['type']>([
  'NotificationFellBack',
  'NotificationSuperseded',
  'NotificationCancelled',
  'NotificationSuppressed',
  'NotificationExpired',
  'NotificationShadowed',
])

/** The books, kept a second time from the events alone: what may be sent, and what is out. */
interface Books {
  started: number
  /** The attempt whose outcome nobody has recorded. */
  open: number | null
  lost: boolean
  isResolved: boolean
  /** Taken, failed or waiting for a person, and nobody wanted it tried again since. */
  isSettled: boolean
}

/** What is wrong with the event at this place, or null. */
function entered(books: Books, event: NotificationEvent): string | null {
  if (event.type === 'NotificationAttemptStarted') {
    const { attempt, repeats } = event.data
    if (attempt !== books.started + 1) return 'attempts are counted from 1'
    if (books.open !== null) return 'two attempts at once'
    if (books.isResolved) return 'sent after its end'
    if (books.isSettled) return 'sent again'
    if (books.lost && repeats === undefined) return 'repeated blindly'
    Object.assign(books, { started: attempt, open: attempt, lost: false })
    return null
  }
  const of = 'attempt' in event.data ? event.data.attempt : null
  if (of !== null && of > books.started) return 'an outcome without a claim'
  if (of === books.open && /Accepted|AttemptRefused|AttemptLost/.test(event.type)) books.open = null
  if (event.type === 'NotificationAttemptLost') books.lost = true
  if (event.type === 'NotificationAttemptRefused' && of === books.started) books.lost = false
  if (resolving.has(event.type)) books.isResolved = true
  if (/^Notification(Accepted|Failed|DeadLettered)$/.test(event.type) || 'settles' in event.data) books.isSettled = true
  if (event.type === 'NotificationRetried') Object.assign(books, { isSettled: false, isResolved: false, lost: false })
  return null
}

test('whatever is asked in whatever order: no attempt without a claim, never two at once, nothing repeated blindly or after the end', (t) => {
  let sent = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (draws) => {
      const books: Books = { started: 0, open: null, lost: false, isResolved: false, isSettled: false }
      let state: NotificationState = [requested, scheduled].reduce(notification.evolve, notification.initial)
      let now = at('10:00')
      for (const draw of draws) {
        now += minutes(draw.passes)
        const command = commandOf(draw, now)
        const decision = notification.decide(command, state)
        if (!decision.accepted) continue
        for (const event of decision.events) {
          const wrong = entered(books, event)
          if (wrong !== null) throw new Error(wrong)
          state = notification.evolve(state, event)
        }
        const again = notification.decide(command, state)
        if (!again.accepted || again.events.length > 0) throw new Error(`${command.type} asked twice`)
      }
      sent += books.started
    }),
    { numRuns: 2_000 },
  )
  t.ok(sent > 500, `${sent} attempts were made`)
  t.end()
})

test('in any order and told any number of times, the same statuses lead as far, and each is recorded once', (t) => {
  const statuses = ['sent', 'delivered', 'read', 'undelivered'] as const
  const told = fc
    .subarray([...statuses], { minLength: 1 })
    .chain((some) => fc.tuple(fc.constant(some), fc.array(fc.constantFrom(...some), { maxLength: 12 })))
    .chain(([some, more]) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...more], { minLength: some.length + more.length })),
    )
  fc.assert(
    fc.property(told, ([some, order]) => {
      let state: NotificationState = [requested, scheduled, startedAt('10:00')].reduce(
        notification.evolve,
        notification.initial,
      )
      const recorded: string[] = []
      for (const status of order) {
        const decision = notification.decide(report(1, status, at('10:05')), state)
        if (!decision.accepted) return false
        recorded.push(...decision.events.map(({ type }) => type))
        state = decision.events.reduce(notification.evolve, state)
      }
      const furthest = statuses.findLast((status) => status !== 'undelivered' && some.includes(status)) ?? 'accepted'
      const isFar = state.notification !== null && deliveryOf(state.notification) === furthest
      const once = recorded.filter((type) => /Sent|Delivered|Read|Undelivered/.test(type))
      return (
        isFar && once.length === some.length && recorded.filter((type) => type === 'NotificationAccepted').length === 1
      )
    }),
    { numRuns: 500 },
  )
  t.pass()
  t.end()
})
