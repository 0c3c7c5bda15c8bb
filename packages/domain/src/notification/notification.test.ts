import { test } from 'tap'
import {
  acceptedAt,
  content,
  judgedAt,
  leases,
  lostAt,
  notificationId,
  passing,
  refusedAt,
  requested,
  run,
  scheduled,
  start,
  startedAt,
  told,
  wamid,
  wanted,
} from '../../test/notification-examples.ts'
import { NotificationId, VisitId } from '../ids.ts'
import { at, instant, scenario, sealed } from '../testing.ts'
import type { FailNotification, NotificationCommand, ReportStatus } from './commands.ts'
import { deliveryOf, identify, notification, reminderKey } from './index.ts'

const unavailable = { class: 'unavailable', code: '131016' } as const
const accept = (attempt = 1, time = '10:01') =>
  ({ type: 'RecordAccepted', attempt, providerMessageId: wamid, now: at(time) }) as const
const refuse = (next: { retryAt: number } | 'fail' | 'dead-letter', attempt = 1) =>
  ({ type: 'RecordRefused', attempt, ...unavailable, next, now: at('10:01') }) as const
const lose = { type: 'RecordLost', attempt: 1, lookAgainAt: at('10:05'), now: at('10:01') } as const
const report = (status: ReportStatus['status'], attempt = 1): ReportStatus => ({
  type: 'ReportStatus',
  ...{ attempt, status, providerAt: at('10:02'), providerMessageId: wamid },
  ...(status === 'undelivered' && { class: 'unreachable', code: '131026' }),
  now: at('10:03'),
})
const reported = (type: 'NotificationSent' | 'NotificationDelivered' | 'NotificationRead') =>
  told(type, '10:03', { attempt: 1, providerAt: instant('10:02') })
const undelivered = told('NotificationUndelivered', '10:03', {
  ...{ attempt: 1, providerAt: instant('10:02'), class: 'unreachable', code: '131026' },
})
const unreachable = { attempt: 1, class: 'unreachable', code: '131026' } as const
const failed = told('NotificationFailed', '10:03', unreachable)
const childId = NotificationId.derive('child')
const fallBack = (why: 'failed' | 'undelivered-in-time') =>
  ({ type: 'FallBack', channel: 'sms', childId, why, now: at('10:15') }) as const
const fellBack = (why: 'failed' | 'undelivered-in-time') =>
  told('NotificationFellBack', '10:15', { channel: 'sms', childId, why })
const retry = (time = '10:30') => ({ type: 'RetryNotification', now: at(time) }) as const
const cancel = { type: 'CancelNotification', why: 'visit-cancelled', now: at('09:00') } as const
const sending = [requested, scheduled, judgedAt('10:00'), startedAt('10:00')]
const out = [...sending, acceptedAt('10:01')]

test('one message is requested once, and its text frozen once', (t) => {
  const { when } = scenario(t, notification)
  when(wanted())
    .yields(requested)
    .when(wanted({ now: at('08:30') }))
    .changesNothing()
    .when({ type: 'ScheduleNotification', content, now: at('08:00') })
    .yields(scheduled)
    .when({ type: 'ScheduleNotification', content: sealed('another text'), now: at('08:40') })
    .changesNothing()
  t.end()
})

test('its id is the one of its key, and of nothing else', (t) => {
  const { when } = scenario(t, notification)
  const other = wanted({ ruleId: 'another-rule' })
  when({ ...wanted(), notificationId: other.notificationId }).isRefused({ type: 'notification-misnamed' })
  when({ ...wanted(), dedupeKey: other.dedupeKey }).isRefused({ type: 'notification-misnamed' })
  const of = wanted()
  const visitId = VisitId.derive('visit')
  const ids = [
    of,
    { ...of, mode: 'shadow' as const },
    { ...of, ruleId: 'another' },
    { ...of, channel: 'sms' as const },
    { ...of, recipient: { kind: 'staff' as const, staffId: 'ana' } },
    { ...of, recipient: { kind: 'participant' as const, personId: of.visitId as never } },
    { ...of, eventKey: reminderKey(visitId, 2, 'PT2H') },
    { ...of, eventKey: reminderKey(visitId, 2, 'PT30M') },
  ].map((one) => identify(one).notificationId)
  t.equal(new Set(ids).size, ids.length)
  t.equal(identify({ ...of }).notificationId, notificationId)
  t.end()
})

test('a request that could never be sent is refused with the place named', (t) => {
  const { when } = scenario(t, notification)
  when(wanted({ notAfter: at('10:00') })).isRefused({
    type: 'invalid-configuration',
    errors: [{ path: '/notAfter', message: 'must be after dueAt' }],
  })
  when(wanted({ fallbackIndex: 1 })).isRefused({
    type: 'invalid-configuration',
    errors: [{ path: '/fallbackIndex', message: 'must be the place of whatsapp in fallbackOrder' }],
  })
  t.end()
})

test('nothing happens to a notification that nobody requested', (t) => {
  const { when } = scenario(t, notification)
  const commands: NotificationCommand[] = [start('10:00'), accept(), refuse('fail'), lose, report('read'), cancel]
  for (const command of [...commands, retry(), fallBack('failed')]) {
    when(command).isRefused({ type: 'notification-not-found' })
  }
  t.end()
})

test('an attempt is claimed before the call, with what was asked before it, and by one', (t) => {
  const { given } = scenario(t, notification)
  given(requested, scheduled)
    .when(start('10:00'))
    .yields(judgedAt('10:00'), startedAt('10:00'))
    .when(start('10:00'))
    .changesNothing()
    .when(start('10:00', { leaseToken: leases.second }))
    .isRefused({ type: 'notification-attempt-open', attempt: 1 })
  t.end()
})

test('nothing is sent early, late, without text, against a gate, or as a shadow', (t) => {
  const { given } = scenario(t, notification)
  given(requested).when(start('10:00')).isRefused({ type: 'notification-unscheduled' })
  const ready = given(requested, scheduled)
  ready.when(start('09:59')).isRefused({ type: 'notification-not-due', dueAt: instant('10:00') })
  ready.when(start('12:00')).isRefused({ type: 'notification-too-late', notAfter: instant('12:00') })
  const gates = [...passing, { gate: 'rate', verdict: 'wait', why: 'pair' } as const]
  ready.when(start('10:00', { gates })).isRefused({ type: 'notification-gated', gate: 'rate' })
  ready
    .when({ type: 'ShadowNotification', gates: passing, now: at('10:00') })
    .isRefused({ type: 'notification-wrong-mode', mode: 'live' })
  t.end()
})

test('a shadow is judged and recorded, and nothing is sent', (t) => {
  const { given } = scenario(t, notification)
  // The examples' events tell of the live one; only the mode is another here.
  const pretended = { ...requested, data: { ...requested.data, mode: 'shadow' } } as typeof requested
  const shadow = { type: 'ShadowNotification', gates: passing, now: at('10:00') } as const
  given(pretended, scheduled)
    .when(start('10:00'))
    .isRefused({ type: 'notification-wrong-mode', mode: 'shadow' })
    .when(shadow)
    .yields(judgedAt('10:00'), told('NotificationShadowed', '10:00', {}))
    .when(shadow)
    .changesNothing()
    .when(retry())
    .isRefused({ type: 'notification-not-failed', status: 'sent', resolution: 'shadowed' })
  t.end()
})

test('what it waits for is recorded with the gate that said so, and it waits until then', (t) => {
  const { given } = scenario(t, notification)
  const gates = [{ gate: 'quiet-hours', verdict: 'wait', why: null } as const]
  const defer = (until: string) =>
    ({ type: 'DeferNotification', gates, until: at(until), why: 'quiet-hours', now: at('10:00') }) as const
  given(requested, scheduled)
    .when(defer('11:00'))
    .yields(
      judgedAt('10:00', gates),
      told('NotificationDeferred', '10:00', { until: instant('11:00'), why: 'quiet-hours' }),
    )
    .when(defer('11:00'))
    .changesNothing()
    .when(start('10:59'))
    .isRefused({ type: 'notification-not-due', dueAt: instant('11:00') })
    .when(start('11:00'))
    .yields(judgedAt('11:00'), startedAt('11:00'))
  given(requested, scheduled).when(defer('10:00')).changesNothing()
  given(requested, scheduled)
    .when(defer('12:00'))
    .isRefused({ type: 'notification-too-late', notAfter: instant('12:00') })
  t.end()
})

test('what the provider took is sent, and is not sent again', (t) => {
  const { given } = scenario(t, notification)
  const over = { type: 'notification-over', status: 'sent', resolution: null } as const
  given(...sending)
    .when(accept())
    .yields(acceptedAt('10:01'))
    .when(accept())
    .changesNothing()
    .when(refuse('fail'))
    .isRefused({ type: 'notification-attempt-closed', attempt: 1 })
    .when(start('10:02', { leaseToken: leases.second }))
    .isRefused(over)
    .when(cancel)
    .isRefused(over)
  given(...sending)
    .when(accept(2))
    .isRefused({ type: 'notification-attempt-closed', attempt: 2 })
  t.end()
})

test('what was refused for now is tried again then, and not before', (t) => {
  const { given } = scenario(t, notification)
  given(...sending)
    .when(refuse({ retryAt: at('10:02') }))
    .yields(refusedAt('10:01', '10:02'))
    .when(refuse({ retryAt: at('10:09') }))
    .changesNothing()
    .when(start('10:01', { leaseToken: leases.second }))
    .isRefused({ type: 'notification-not-due', dueAt: instant('10:02') })
    .when(start('10:02', { leaseToken: leases.second }))
    .yields(judgedAt('10:02'), startedAt('10:02', 2, leases.second))
    .when(accept(2, '10:03'))
    .yields(acceptedAt('10:03', 2))
  t.end()
})

test('what was refused for good, or would be tried too late, fails; what is our mistake waits for a person', (t) => {
  const { given } = scenario(t, notification)
  const data = { attempt: 1, ...unavailable }
  for (const next of ['fail', { retryAt: at('12:00') }] as const) {
    given(...sending)
      .when(refuse(next))
      .yields(refusedAt('10:01', null), told('NotificationFailed', '10:01', data))
      .when(refuse(next))
      .changesNothing()
  }
  given(...sending)
    .when(refuse('dead-letter'))
    .yields(refusedAt('10:01', null), told('NotificationDeadLettered', '10:01', data))
    .when(start('10:05'))
    .isRefused({ type: 'notification-over', status: 'dead_letter', resolution: null })
  t.end()
})

test('what nobody knows the outcome of is never repeated without a reason', (t) => {
  const { given } = scenario(t, notification)
  const again = start('10:05', { leaseToken: leases.second })
  const lost = given(...sending)
    .when(lose)
    .yields(lostAt('10:01'))
    .when(lose)
    .changesNothing()
    .when(again)
    .isRefused({ type: 'notification-outcome-unknown', attempt: 1 })
  lost
    .when({ ...again, repeats: 'provider-denies', now: at('10:04') })
    .isRefused({ type: 'notification-not-due', dueAt: instant('10:05') })
  lost
    .when({ ...again, repeats: 'provider-deduplicates' })
    .yields(
      judgedAt('10:05'),
      told('NotificationAttemptStarted', '10:05', {
        ...{ attempt: 2, provider: 'whatsapp-cloud', requestHash: 'a'.repeat(64), leaseToken: leases.second },
        ...{ to: sealed('+34612345678'), repeats: 'provider-deduplicates' as const },
      }),
    )
    // The first answer, late: it counts, and what the second try comes to changes nothing.
    .when(accept(1, '10:06'))
    .yields(acceptedAt('10:06'))
    .when(refuse({ retryAt: at('10:30') }, 2))
    .yields(refusedAt('10:01', null, 2))
    .when(start('10:40', { leaseToken: leases.second }))
    .isRefused({ type: 'notification-over', status: 'sent', resolution: null })
  lost.when(accept()).yields(acceptedAt('10:01'))
  t.end()
})

test('told by its status, a lost attempt was taken after all', (t) => {
  const { given } = scenario(t, notification)
  for (const before of [[...sending, lostAt('10:01')], sending]) {
    given(...before)
      .when(report('delivered'))
      .yields(acceptedAt('10:03'), reported('NotificationDelivered'))
      .when(accept())
      .changesNothing()
  }
  t.end()
})

test('a lost attempt that nobody will explain is given up, and may be cancelled', (t) => {
  const { given } = scenario(t, notification)
  const fail: NotificationCommand = {
    type: 'FailNotification',
    class: 'unknown-outcome',
    code: null,
    deadLetter: false,
    now: at('10:10'),
  }
  given(...sending, lostAt('10:01'))
    .when(fail)
    .yields(told('NotificationFailed', '10:10', { attempt: 1, class: 'unknown-outcome', code: null }))
    .when(fail)
    .changesNothing()
    .when(fallBack('failed'))
    .yields(fellBack('failed'))
    .when(fail)
    .changesNothing()
    // The first one arrived after all: recorded, and nothing else.
    .when(report('read'))
    .yields(acceptedAt('10:03', 1, 'late'), reported('NotificationRead'))
    .when(retry())
    .isRefused({ type: 'notification-not-failed', status: 'failed', resolution: 'fell_back' })
  given(...sending, lostAt('10:01'))
    .when(cancel)
    .yields(told('NotificationCancelled', '09:00', { why: 'visit-cancelled' }))
  t.end()
})

test('every distinct status is kept, and told again it says nothing new', (t) => {
  const { given } = scenario(t, notification)
  given(...out)
    .when(report('read'))
    .yields(reported('NotificationRead'))
    .when(report('delivered'))
    .yields(reported('NotificationDelivered'))
    .when(report('read'))
    .changesNothing()
    .when(report('undelivered'))
    .yields(undelivered)
    .when(report('undelivered'))
    .changesNothing()
  t.end()
})

test('what was taken and could not be delivered has failed, and a late delivery is only recorded', (t) => {
  const { given } = scenario(t, notification)
  given(...out)
    .when(report('undelivered'))
    .yields(undelivered, failed)
    .when(fallBack('failed'))
    .yields(fellBack('failed'))
    .when(report('delivered'))
    .yields(reported('NotificationDelivered'))
    .when(report('sent', 2))
    .isRefused({ type: 'notification-attempt-closed', attempt: 2 })
  t.end()
})

test('what was neither delivered nor read in time falls back once, to the next channel', (t) => {
  const { given } = scenario(t, notification)
  given(...out)
    .when({ ...fallBack('undelivered-in-time'), channel: 'email' })
    .isRefused({
      type: 'invalid-configuration',
      errors: [{ path: '/channel', message: 'must be the next one in fallbackOrder' }],
    })
    .when(fallBack('undelivered-in-time'))
    .yields(fellBack('undelivered-in-time'))
    .when(fallBack('undelivered-in-time'))
    .changesNothing()
  given(...out, reported('NotificationDelivered'))
    .when(fallBack('undelivered-in-time'))
    .isRefused({ type: 'notification-not-failed', status: 'sent', resolution: null })
  given(requested, scheduled)
    .when(fallBack('failed'))
    .isRefused({ type: 'notification-not-failed', status: 'pending', resolution: null })
  t.end()
})

test('by hand, what failed is tried again at once and with all its tries, while it is of use', (t) => {
  const { given } = scenario(t, notification)
  const retried = told('NotificationRetried', '10:30', run)
  given(...out, undelivered, failed)
    .when(retry('12:00'))
    .isRefused({ type: 'notification-too-late', notAfter: instant('12:00') })
    .when(retry())
    .yields(retried)
    .when(retry())
    .changesNothing()
    .when(start('10:30', { leaseToken: leases.second }))
    .yields(judgedAt('10:30'), startedAt('10:30', 2, leases.second))
    .when(retry())
    .isRefused({ type: 'notification-not-failed', status: 'processing', resolution: null })
    .when(accept(2, '10:31'))
    .yields(acceptedAt('10:31', 2, 'again'))
  given(...out, undelivered, failed, retried)
    .when(report('delivered'))
    .yields(told('NotificationDelivered', '10:03', { attempt: 1, providerAt: instant('10:02'), settles: true }))
    .when(start('10:30', { leaseToken: leases.second }))
    .isRefused({ type: 'notification-over', status: 'sent', resolution: null })
  given(...sending, lostAt('10:01'))
    .when(retry())
    .yields(retried)
    .when(start('10:30', { leaseToken: leases.second }))
    .yields(judgedAt('10:30'), startedAt('10:30', 2, leases.second))
  given(requested, scheduled)
    .when(retry())
    .isRefused({ type: 'notification-not-failed', status: 'pending', resolution: null })
  t.end()
})

test('what waits can be superseded, cancelled, suppressed or run out of time, and then nothing is sent', (t) => {
  const { given } = scenario(t, notification)
  const now = at('09:00')
  const ends = [
    [{ type: 'SupersedeNotification', byRevision: 4, now }, 'superseded', 'NotificationSuperseded', { byRevision: 4 }],
    [cancel, 'cancelled', 'NotificationCancelled', { why: 'visit-cancelled' }],
    [
      { type: 'SuppressNotification', why: 'opted-out', now },
      'suppressed',
      'NotificationSuppressed',
      { why: 'opted-out' },
    ],
    [{ type: 'ExpireNotification', why: 'not-after', now }, 'expired', 'NotificationExpired', { why: 'not-after' }],
    [{ type: 'ExpireNotification', why: 'stale', now }, 'skipped_stale', 'NotificationExpired', { why: 'stale' }],
  ] as const
  for (const [command, resolution, type, data] of ends) {
    const over = { type: 'notification-over', status: 'failed', resolution } as const
    given(requested, scheduled)
      .when(command)
      .yields(told(type, '09:00', data as never))
      .when(command)
      .changesNothing()
      .when(start('10:00'))
      .isRefused(over)
      .when({ type: 'ExpireNotification', why: resolution === 'expired' ? 'stale' : 'late', now })
      .isRefused(over)
      .when(fallBack('failed'))
      .isRefused(over)
      .when(retry())
      .isRefused({ type: 'notification-not-failed', status: 'failed', resolution })
    given(...sending)
      .when(command)
      .isRefused({ type: 'notification-attempt-open', attempt: 1 })
  }
  t.end()
})

test('without an address or a text it fails before any attempt, with the gate that found it', (t) => {
  const { given } = scenario(t, notification)
  const gates = [{ gate: 'address', verdict: 'stop', why: 'no-phone' } as const]
  const fail: FailNotification = {
    type: 'FailNotification',
    gates,
    class: 'no-address',
    code: null,
    deadLetter: false,
    now: at('10:00'),
  }
  const none = { attempt: null, class: 'no-address', code: null } as const
  given(requested, scheduled)
    .when(fail)
    .yields(judgedAt('10:00', [...gates]), told('NotificationFailed', '10:00', none))
  given(requested)
    .when({ ...fail, deadLetter: true })
    .yields(judgedAt('10:00', [...gates]), told('NotificationDeadLettered', '10:00', none))
    .when(retry())
    .yields(told('NotificationRetried', '10:30', run))
    .when(retry())
    .changesNothing()
  t.end()
})

test('how far it came is the furthest that any attempt came', (t) => {
  const folded = (events: Parameters<typeof notification.evolve>[1][]) =>
    events.reduce(notification.evolve, notification.initial).notification
  const far = (...events: Parameters<typeof notification.evolve>[1][]) => deliveryOf(folded(events) ?? { attempts: [] })
  t.equal(far(...sending), 'none')
  t.equal(far(...out), 'accepted')
  t.equal(far(...out, reported('NotificationSent'), undelivered), 'sent')
  t.equal(far(...out, reported('NotificationRead'), reported('NotificationDelivered')), 'read')
  t.end()
})
