import type { InvalidConfiguration } from '../configuration.ts'
import type { NotificationResolution, NotificationStatus } from './state.ts'

export interface NotificationNotFound {
  readonly type: 'notification-not-found'
}

/** Its id is not the one that its key gives: a second message could come of it. */
export interface NotificationMisnamed {
  readonly type: 'notification-misnamed'
}

/** It has no text yet. */
export interface NotificationUnscheduled {
  readonly type: 'notification-unscheduled'
}

/** It is not due yet. */
export interface NotificationNotDue {
  readonly type: 'notification-not-due'
  /** RFC 3339, UTC. */
  readonly dueAt: string
}

/** By then it is of no use to anybody. */
export interface NotificationTooLate {
  readonly type: 'notification-too-late'
  /** RFC 3339, UTC. */
  readonly notAfter: string
}

/** It only pretends, or does not: a shadow is never sent, and a live one never shadowed. */
export interface NotificationWrongMode {
  readonly type: 'notification-wrong-mode'
  readonly mode: 'live' | 'shadow'
}

/** What was asked before sending does not allow that. */
export interface NotificationGated {
  readonly type: 'notification-gated'
  readonly gate: string
}

/** Somebody is sending it. */
export interface NotificationAttemptOpen {
  readonly type: 'notification-attempt-open'
  readonly attempt: number
}

/** Nobody knows what became of this attempt, so it is not repeated without a reason. */
export interface NotificationOutcomeUnknown {
  readonly type: 'notification-outcome-unknown'
  readonly attempt: number
}

/** There was no such attempt, or its outcome is known, and another one. */
export interface NotificationAttemptClosed {
  readonly type: 'notification-attempt-closed'
  readonly attempt: number
}

/** It has gone out, or come to its end without. */
export interface NotificationOver {
  readonly type: 'notification-over'
  readonly status: NotificationStatus
  readonly resolution: NotificationResolution | null
}

/** There is nothing to try again: it is on its way, or was not to be sent at all. */
export interface NotificationNotFailed {
  readonly type: 'notification-not-failed'
  readonly status: NotificationStatus
  readonly resolution: NotificationResolution | null
}

/** It is for another channel, or has not arrived: there is nothing to see. */
export interface NotificationNotInInbox {
  readonly type: 'notification-not-in-inbox'
}

export type NotificationRejection =
  | InvalidConfiguration
  | NotificationNotFound
  | NotificationMisnamed
  | NotificationUnscheduled
  | NotificationNotDue
  | NotificationTooLate
  | NotificationWrongMode
  | NotificationGated
  | NotificationAttemptOpen
  | NotificationOutcomeUnknown
  | NotificationAttemptClosed
  | NotificationOver
  | NotificationNotFailed
  | NotificationNotInInbox
