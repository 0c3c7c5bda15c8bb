import { invalid } from '../configuration.ts'
import { accept, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import { decideAttempt } from './attempts.ts'
import type {
  CancelNotification,
  DeferNotification,
  ExpireNotification,
  FailNotification,
  FallBack,
  NotificationCommand,
  RequestNotification,
  RetryNotification,
  ScheduleNotification,
  SupersedeNotification,
  SuppressNotification,
} from './commands.ts'
import type { NotificationEvent } from './events.ts'
import { decideInbox } from './inbox.ts'
import { identify } from './key.ts'
import {
  happened,
  isLost,
  judged,
  type KnownNotification,
  type NotificationDecision,
  notWaiting,
  over,
  tooLate,
} from './standing.ts'
import {
  deliveryOf,
  evolveNotification,
  isOver,
  type Notification,
  type NotificationResolution,
  type NotificationState,
  type NotificationStatus,
} from './state.ts'

export function decideNotification(command: NotificationCommand, state: NotificationState): NotificationDecision {
  if (command.type === 'RequestNotification') return request(command, state)
  if (state.status === 'none') return reject({ type: 'notification-not-found' })
  switch (command.type) {
    case 'ScheduleNotification':
      return schedule(command, state)
    case 'DeferNotification':
      return defer(command, state)
    case 'FailNotification':
      return fail(command, state)
    case 'FallBack':
      return fallBack(command, state)
    case 'RetryNotification':
      return retry(command, state)
    case 'SupersedeNotification':
      return withdraw(command, state, 'superseded', {
        type: 'NotificationSuperseded',
        data: { ...happened(state, command.now), byRevision: command.byRevision },
      })
    case 'CancelNotification':
      return withdraw(command, state, 'cancelled', {
        type: 'NotificationCancelled',
        data: { ...happened(state, command.now), why: command.why },
      })
    case 'SuppressNotification':
      return withdraw(command, state, 'suppressed', {
        type: 'NotificationSuppressed',
        data: { ...happened(state, command.now), why: command.why },
      })
    case 'ExpireNotification':
      return withdraw(command, state, command.why === 'stale' ? 'skipped_stale' : 'expired', {
        type: 'NotificationExpired',
        data: { ...happened(state, command.now), why: command.why },
      })
    case 'SeeInboxItem':
    case 'ReadInboxItem':
    case 'ArchiveInboxItem':
      return decideInbox(command, state)
    default:
      return decideAttempt(command, state)
  }
}

function request(command: RequestNotification, state: NotificationState): NotificationDecision {
  const { type: _, cause, dueAt, notAfter, content, expires, now, ...details } = command
  const { dedupeKey, notificationId } = identify(details)
  if (details.dedupeKey !== dedupeKey || details.notificationId !== notificationId) {
    return reject({ type: 'notification-misnamed' })
  }
  if (state.status !== 'none') return completed(command, state)
  const { fallbackOrder, fallbackIndex, channel } = details
  const problem = invalid([
    ...(notAfter > dueAt ? [] : [{ path: '/notAfter', message: 'must be after dueAt' }]),
    ...(fallbackOrder[fallbackIndex] === channel
      ? []
      : [{ path: '/fallbackIndex', message: `must be the place of ${channel} in fallbackOrder` }]),
  ])
  if (problem) return reject(problem)
  const requested: NotificationEvent = {
    type: 'NotificationRequested',
    data: {
      ...details,
      cause: { ...cause, at: instantOf(cause.at) },
      dueAt: instantOf(dueAt),
      notAfter: instantOf(notAfter),
      at: instantOf(now),
    },
  }
  const known = evolveNotification(state, requested)
  if (known.status === 'none') return accept(requested)
  const more = completed(command, known)
  return more.accepted ? accept(requested, ...more.events) : more
}

/** What is asked for beside the request itself, once it is there: its text, or its end. */
function completed({ content, expires, now }: RequestNotification, state: KnownNotification): NotificationDecision {
  if (isOver(state) || state.notification.content !== null) return accept()
  if (expires) return accept({ type: 'NotificationExpired', data: { ...happened(state, now), why: expires } })
  return content ? schedule({ type: 'ScheduleNotification', content, now }, state) : accept()
}

const runOf = ({ channel, priority, notAfter, visitRevision }: Notification) => ({
  ...{ channel, priority, visitRevision },
  notAfter: instantOf(notAfter),
})

function schedule({ content, now }: ScheduleNotification, state: KnownNotification): NotificationDecision {
  // The first text stays: a redelivered request does not change what was frozen.
  if (state.notification.content !== null) return accept()
  if (isOver(state)) return over(state)
  const dueAt = instantOf(state.notification.dueAt)
  return accept({
    type: 'NotificationScheduled',
    data: { ...happened(state, now), ...runOf(state.notification), dueAt, content },
  })
}

function defer(command: DeferNotification, state: KnownNotification): NotificationDecision {
  const { until, why, now } = command
  const { notification } = state
  const stop = notWaiting(state)
  if (stop) return stop
  if (until <= now || (until <= notification.nextAt && now < notification.nextAt)) return accept()
  if (until >= notification.notAfter) return tooLate(notification)
  return accept<NotificationEvent>(...judged(command, state), {
    type: 'NotificationDeferred',
    data: { ...happened(state, now), until: instantOf(until), why },
  })
}

/** Ends it unsent. What has gone out is a fact, and what is going out at this moment may become one. */
function withdraw(
  command: SupersedeNotification | CancelNotification | SuppressNotification | ExpireNotification,
  state: KnownNotification,
  as: NotificationResolution,
  event: NotificationEvent,
): NotificationDecision {
  if (state.notification.resolution === as) return accept()
  const stop = notWaiting(state)
  if (stop && !isLost(state)) return stop
  return accept<NotificationEvent>(...judged(command, state), event)
}

function fail(command: FailNotification, state: KnownNotification): NotificationDecision {
  const { class: kind, code, deadLetter, now } = command
  const wanted: NotificationStatus = deadLetter ? 'dead_letter' : 'failed'
  const { status, notification } = state
  const { resolution } = notification
  if (status === wanted && (resolution === null || resolution === 'fell_back')) return accept()
  const stop = notWaiting(state)
  if (stop && !isLost(state)) return stop
  const attempt = notification.attempts.at(-1)?.attempt ?? null
  return accept<NotificationEvent>(...judged(command, state), {
    type: deadLetter ? 'NotificationDeadLettered' : 'NotificationFailed',
    data: { ...happened(state, now), attempt, class: kind, code },
  })
}

/** Once only: each step of the order has one successor. */
function fallBack({ channel, childId, why, now }: FallBack, state: KnownNotification): NotificationDecision {
  const { status, notification } = state
  if (notification.resolution === 'fell_back') return accept()
  const hasFailed = status === 'failed' || status === 'dead_letter'
  const arrived = ['delivered', 'read'].includes(deliveryOf(notification))
  const fits = why === 'failed' ? hasFailed : status === 'sent' && !arrived
  if (notification.resolution !== null) return over(state)
  if (!fits) return reject({ type: 'notification-not-failed', status, resolution: null })
  const problem = invalid(
    notification.fallbackOrder[notification.fallbackIndex + 1] === channel
      ? []
      : [{ path: '/channel', message: 'must be the next one in fallbackOrder' }],
  )
  if (problem) return reject(problem)
  return accept({ type: 'NotificationFellBack', data: { ...happened(state, now), channel, childId, why } })
}

/** By hand: what failed or waits for a person, or what nobody knows the outcome of. Then it is theirs that it may come twice. */
/** Also what another channel took the place of, unless it arrived after all: whoever asks has seen that. */
function retry({ now }: RetryNotification, state: KnownNotification): NotificationDecision {
  const { status, notification } = state
  const { resolution, attempts, attemptsBefore, retriedAt } = notification
  if (status === 'pending' && retriedAt !== null && attempts.length === attemptsBefore) return accept()
  const wants = status === 'failed' || status === 'dead_letter' || isLost(state)
  const arrived = ['delivered', 'read'].includes(deliveryOf(notification))
  const isOpen = resolution === null || (resolution === 'fell_back' && !arrived)
  if (!wants || !isOpen) return reject({ type: 'notification-not-failed', status, resolution })
  if (now >= notification.notAfter) return tooLate(notification)
  return accept({ type: 'NotificationRetried', data: { ...happened(state, now), ...runOf(notification) } })
}
