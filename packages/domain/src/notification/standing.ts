import { type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { NotificationEvent } from './events.ts'
import type { NotificationRejection } from './rejections.ts'
import { isOver, type Notification, type NotificationState, unsettledAttempt } from './state.ts'
import type { GateVerdict } from './words.ts'

// How a notification stands, as every decision on it asks.

export type NotificationDecision = Decision<NotificationEvent, NotificationRejection>
export type KnownNotification = Extract<NotificationState, { notification: Notification }>

export const happened = ({ notification }: KnownNotification, now: number) => ({
  notificationId: notification.notificationId,
  visitId: notification.visitId,
  at: instantOf(now),
})

export const over = ({ status, notification }: KnownNotification): NotificationDecision =>
  reject({ type: 'notification-over', status, resolution: notification.resolution })

export const tooLate = ({ notAfter }: Notification): NotificationDecision =>
  reject({ type: 'notification-too-late', notAfter: instantOf(notAfter) })

/** Why it is not one that waits to be sent, or null. */
export function notWaiting(state: KnownNotification): NotificationDecision | null {
  const { status, notification } = state
  if (isOver(state) || status === 'sent') return over(state)
  const attempt = unsettledAttempt(notification)
  if (status === 'pending' || !attempt) return null
  const type = attempt.outcome === 'open' ? 'notification-attempt-open' : 'notification-outcome-unknown'
  return reject({ type, attempt: attempt.attempt })
}

/** An attempt went out perhaps, and nobody knows. That is no reason to keep on: it is only never repeated. */
export const isLost = ({ status, notification }: KnownNotification): boolean =>
  status === 'processing' && notification.resolution === null && unsettledAttempt(notification)?.outcome === 'lost'

/** What was asked, as an event before what comes of it; nothing where nothing was asked. */
export function judged(
  { gates, now }: { readonly gates?: readonly GateVerdict[]; readonly now: number },
  state: KnownNotification,
): readonly NotificationEvent[] {
  if (!gates || gates.length === 0) return []
  return [{ type: 'NotificationGatesJudged', data: { ...happened(state, now), gates: [...gates] } }]
}
