import type { VisitStatus } from './transitions.ts'

export interface VisitNotFound {
  readonly type: 'visit-not-found'
}

/** The visit is there already. Whether the same caller made it by the same key, the caller compares. */
export interface VisitExists {
  readonly type: 'visit-exists'
}

/** The watchdog gave this attempt up and released its time. Asking again takes a newer attempt, and so a new claim. */
export interface VisitAbandoned {
  readonly type: 'visit-abandoned'
  /** The last attempt that was given up. */
  readonly attempt: number
}

export interface IllegalTransition {
  readonly type: 'illegal-transition'
  readonly from: VisitStatus
  readonly to: VisitStatus
  readonly allowed: readonly VisitStatus[]
}

export interface CancellationWindowClosed {
  readonly type: 'cancellation-window-closed'
  /** RFC 3339, UTC: the last instant at which the customer could still cancel. */
  readonly until: string
}

export interface RescheduleWindowClosed {
  readonly type: 'reschedule-window-closed'
  /** RFC 3339, UTC: the last instant at which the customer could still move the visit. */
  readonly until: string
}

/** It is under way or over. */
export interface VisitNotMovable {
  readonly type: 'visit-not-movable'
  /** Not `status`: that is the answer's own. */
  readonly visitStatus: VisitStatus
}

/** Somebody else moved it meanwhile, or the watchdog gave this move up. Moving it from where it is now takes a newer attempt. */
export interface MoveSuperseded {
  readonly type: 'move-superseded'
  readonly attempt: number
}

/** A block or an external busy time covers it. */
export interface VisitBlocked {
  readonly type: 'visit-blocked'
  readonly blockedBy: readonly string[]
}

/** It is said to have happened later than now. */
export interface OccurredInFuture {
  readonly type: 'occurred-in-future'
  /** RFC 3339, UTC. */
  readonly now: string
}

export type VisitRejection =
  | VisitNotFound
  | VisitExists
  | VisitAbandoned
  | IllegalTransition
  | CancellationWindowClosed
  | RescheduleWindowClosed
  | VisitNotMovable
  | MoveSuperseded
  | VisitBlocked
  | OccurredInFuture
