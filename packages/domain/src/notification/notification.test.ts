import { test } from 'tap'
import {
  accept,
  acceptedAt,
  cancel,
  content,
  failed,
  fallBack,
  fellBack,
  judgedAt,
  leases,
  lose,
  lostAt,
  notificationId,
  out,
  passing,
  refuse,
  report,
  reported,
  requested,
  retry,
  run,
  scheduled,
  sending,
  start,
  startedAt,
  told,
  undelivered,
  wanted,
} from '../../test/notification-examples.ts'
import { VisitId } from '../ids.ts'
import { at, instant, scenario, sealed } from '../testing.ts'
import type { FailNotification, NotificationCommand } from './commands.ts'
import { identify, notification, reminderKey } from './index.ts'

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

test('with its text it is requested and scheduled in one, and what has no use any more is only written down', (t) => {
  const { when, given } = scenario(t, notification)
  when(wanted({ content }))
    .yields(requested, scheduled)
    .when(wanted({ content: sealed('another text') }))
    .changesNothing()
  given(requested).when(wanted({ content })).yields(scheduled)
  for (const why of ['late', 'stale'] as const) {
    when(wanted({ expires: why }))
      .yields(requested, told('NotificationExpired', '08:00', { why }))
      .when(wanted({ expires: why }))
      .changesNothing()
      .when(wanted({ content }))
      .changesNothing()
  }
  given(requested, scheduled)
    .when(wanted({ expires: 'stale' }))
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
