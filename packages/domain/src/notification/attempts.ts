import { accept, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type {
  RecordAccepted,
  RecordLost,
  RecordRefused,
  ReportStatus,
  ShadowNotification,
  StartAttempt,
} from './commands.ts'
import type { NotificationEvent } from './events.ts'
import { inboxOf } from './inbox.ts'
import {
  happened,
  isLost,
  judged,
  type KnownNotification,
  type NotificationDecision,
  notWaiting,
  tooLate,
} from './standing.ts'
import { isOver, type NotificationAttempt, unsettledAttempt } from './state.ts'

export type AttemptCommand =
  | StartAttempt
  | ShadowNotification
  | RecordAccepted
  | RecordRefused
  | RecordLost
  | ReportStatus

export function decideAttempt(command: AttemptCommand, state: KnownNotification): NotificationDecision {
  switch (command.type) {
    case 'StartAttempt':
      return start(command, state)
    case 'ShadowNotification':
      return shadow(command, state)
    case 'RecordAccepted':
      return accepted(command, state)
    case 'RecordRefused':
      return refused(command, state)
    case 'RecordLost':
      return lost(command, state)
    case 'ReportStatus':
      return report(command, state)
  }
}

/** Why it must not go out now, or null: mode, text, time, gates. */
function notReady(
  { gates, now }: StartAttempt | ShadowNotification,
  { notification }: KnownNotification,
  mode: 'live' | 'shadow',
): NotificationDecision | null {
  const { nextAt, notAfter } = notification
  if (notification.mode !== mode) return reject({ type: 'notification-wrong-mode', mode: notification.mode })
  if (notification.content === null) return reject({ type: 'notification-unscheduled' })
  if (now < nextAt) return reject({ type: 'notification-not-due', dueAt: instantOf(nextAt) })
  if (now >= notAfter) return tooLate(notification)
  const stops = gates.find(({ verdict }) => verdict !== 'pass')
  return stops ? reject({ type: 'notification-gated', gate: stops.gate }) : null
}

/** One writer gets the event, and calls. Whoever finds it written by another claim is refused. */
function start(command: StartAttempt, state: KnownNotification): NotificationDecision {
  const { provider, requestHash, leaseToken, to, repeats, now } = command
  const { attempts } = state.notification
  const last = unsettledAttempt(state.notification)
  if (state.status === 'processing' && last?.outcome === 'open' && last.leaseToken === leaseToken) return accept()
  const stop = notWaiting(state)
  if (stop && !(repeats !== undefined && isLost(state))) return stop
  const refusal = notReady(command, state, 'live')
  if (refusal) return refusal
  const attempt = attempts.length + 1
  return accept<NotificationEvent>(...judged(command, state), {
    type: 'NotificationAttemptStarted',
    data: {
      ...happened(state, now),
      ...{ attempt, provider, requestHash, leaseToken, to },
      ...(repeats === undefined ? {} : { repeats }),
    },
  })
}

function shadow(command: ShadowNotification, state: KnownNotification): NotificationDecision {
  if (state.notification.resolution === 'shadowed') return accept()
  const stop = notWaiting(state) ?? notReady(command, state, 'shadow')
  if (stop) return stop
  return accept<NotificationEvent>(...judged(command, state), {
    type: 'NotificationShadowed',
    data: happened(state, command.now),
  })
}

const attemptOf = ({ notification }: KnownNotification, number: number): NotificationAttempt | undefined =>
  notification.attempts[number - 1]

const closed = (attempt: number): NotificationDecision => reject({ type: 'notification-attempt-closed', attempt })

function accepted(command: RecordAccepted, state: KnownNotification): NotificationDecision {
  const { attempt } = command
  const one = attemptOf(state, attempt)
  if (one?.outcome === 'accepted') return accept()
  // An answer that comes after it was given up is a fact all the same.
  if (one?.outcome !== 'open' && one?.outcome !== 'lost') return closed(attempt)
  return accept(taken(command, state))
}

function taken(
  { attempt, providerMessageId, answer, now }: Pick<RecordAccepted, 'attempt' | 'providerMessageId' | 'answer' | 'now'>,
  state: KnownNotification,
): NotificationEvent {
  const before = state.notification.attempts.some(({ outcome }) => outcome === 'accepted')
  const as = isOver(state) ? 'late' : before ? 'again' : 'first'
  const { fallbackAfterSeconds, fallbackOrder, fallbackIndex } = state.notification
  const waits = as !== 'late' && fallbackAfterSeconds !== null && fallbackIndex + 1 < fallbackOrder.length
  const fallbackAt = waits ? instantOf(now + fallbackAfterSeconds * 1000) : null
  const inbox = as === 'late' ? null : inboxOf(state)
  const data = { ...happened(state, now), attempt, as, fallbackAt, providerMessageId } as const
  return { type: 'NotificationAccepted', data: { ...data, ...(inbox && { inbox }), ...(answer ? { answer } : {}) } }
}

function refused(command: RecordRefused, state: KnownNotification): NotificationDecision {
  const { attempt, class: kind, code, next, answer, now } = command
  const one = attemptOf(state, attempt)
  if (one?.outcome === 'refused') return accept()
  if (one?.outcome !== 'open' && one?.outcome !== 'lost') return closed(attempt)
  const { notification } = state
  // What is over, is out, or is being sent again stays so, whatever became of this attempt; and a try too late is none.
  const isLast = attempt === notification.attempts.length
  const counts = isLast && !isOver(state) && state.status !== 'sent'
  const again = counts && typeof next === 'object' && next.retryAt < notification.notAfter ? next.retryAt : null
  const events: NotificationEvent[] = [
    {
      type: 'NotificationAttemptRefused',
      data: {
        ...happened(state, now),
        ...{ attempt, class: kind, code },
        retryAt: again === null ? null : instantOf(again),
        ...(answer ? { answer } : {}),
      },
    },
  ]
  if (counts && again === null) {
    events.push({
      type: next === 'dead-letter' ? 'NotificationDeadLettered' : 'NotificationFailed',
      data: { ...happened(state, now), attempt, class: kind, code },
    })
  }
  return accept(...events)
}

function lost({ attempt, lookAgainAt, answer, now }: RecordLost, state: KnownNotification): NotificationDecision {
  const one = attemptOf(state, attempt)
  if (!one) return closed(attempt)
  // Its outcome is known, or known to be unknown: nothing is lost any more.
  if (one.outcome !== 'open') return accept()
  return accept({
    type: 'NotificationAttemptLost',
    data: {
      ...happened(state, now),
      ...{ attempt, lookAgainAt: instantOf(lookAgainAt) },
      ...(answer ? { answer } : {}),
    },
  })
}

/** Each distinct thing that the provider tells is kept, in whatever order; told again it says nothing new. */
function report(command: ReportStatus, state: KnownNotification): NotificationDecision {
  const { attempt, status, providerAt, providerMessageId, now } = command
  const one = attemptOf(state, attempt)
  if (!one || one.outcome === 'refused') return closed(attempt)
  if (one.reported.includes(status)) return accept()
  const reported = { ...happened(state, now), attempt, providerAt: instantOf(providerAt) }
  const events: NotificationEvent[] = []
  // Whatever is told of it, the provider had it: that settles an attempt whose answer nobody heard.
  if (one.outcome !== 'accepted') events.push(taken({ attempt, providerMessageId, now }, state))
  if (status === 'sent') return accept<NotificationEvent>(...events, { type: 'NotificationSent', data: reported })
  if (status !== 'undelivered') {
    const type = status === 'read' ? 'NotificationRead' : 'NotificationDelivered'
    const settles = state.status === 'pending' && one.outcome === 'accepted' && !isOver(state)
    return accept<NotificationEvent>(...events, { type, data: { ...reported, ...(settles && { settles }) } })
  }
  const failure = { class: command.class ?? 'unreachable', code: command.code ?? null }
  events.push({ type: 'NotificationUndelivered', data: { ...reported, ...failure } })
  const arrived = one.reported.some((told) => told === 'delivered' || told === 'read')
  const isLast = attempt === state.notification.attempts.length
  if (!isOver(state) && !arrived && isLast) {
    events.push({ type: 'NotificationFailed', data: { ...happened(state, now), attempt, ...failure } })
  }
  return accept(...events)
}
