import { test } from 'tap'
import {
  accept,
  acceptedAt,
  cancel,
  failed,
  fallBack,
  fellBack,
  judgedAt,
  leases,
  lose,
  lostAt,
  out,
  passing,
  refuse,
  refusedAt,
  report,
  reported,
  requested,
  retry,
  scheduled,
  sending,
  start,
  startedAt,
  told,
  unavailable,
  undelivered,
} from '../../test/notification-examples.ts'
import { at, instant, scenario, sealed } from '../testing.ts'
import type { NotificationCommand } from './commands.ts'
import { deliveryOf, notification } from './index.ts'

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
