import type { SendResult } from '@visita/channels'
import type { NotificationChannel } from '@visita/domain'
import type { Metrics } from '@visita/runtime'
import type { Facts } from './facts.ts'

/** A call of a provider, and what came of it; epoch ms. */
export interface Sent {
  readonly channel: NotificationChannel
  readonly provider: string
  readonly result: SendResult
  readonly facts: Facts
  readonly now: number
}

/** Up to a day: what waited for the morning is not late, and what waited for a dead queue is. */
const latenessBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3_600, 14_400, 86_400]

const carriers = [
  ['whatsapp', 'whatsapp-cloud'],
  ['email', 'resend'],
  ['email', 'smtp'],
  ['sms', 'twilio'],
] as const

/** What every call of a provider is counted as. */
export function watchSending(metrics: Metrics): (sent: Sent) => void {
  const attempts = metrics.counter(
    'visita_notification_attempts_total',
    'Calls of providers, by what came of them; class is that of a refusal',
    ['channel', 'provider', 'outcome', 'class'],
  )
  const lateness = metrics.histogram(
    'visita_notification_lateness_seconds',
    'From when a message was due, or what it tells of happened, until a provider took it',
    ['channel', 'priority'],
    latenessBuckets,
  )
  // From 0 on: a count that begins at its first failure shows no growth.
  for (const [channel, provider] of carriers) {
    attempts.inc({ channel, provider, outcome: 'accepted', class: 'none' }, 0)
    for (const kind of ['account', 'template', 'our-bug']) {
      attempts.inc({ channel, provider, outcome: 'refused', class: kind }, 0)
    }
  }
  return ({ channel, provider, result, facts, now }) => {
    const kind = result.kind === 'refused' ? result.class : 'none'
    attempts.inc({ channel, provider, outcome: result.kind, class: kind })
    if (result.kind !== 'accepted') return
    const { dueAt, cause, priority, requestedAt } = facts.notification
    const since = Math.max(dueAt, cause.at, requestedAt)
    lateness.observe({ channel, priority: priority === 0 ? 'critical' : 'normal' }, Math.max(0, now - since) / 1000)
  }
}
