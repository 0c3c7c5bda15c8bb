import type { VisitId } from '../ids.ts'

export interface BulkMoveNotFound {
  readonly type: 'bulk-move-not-found'
}

/** More visits than one plan may hold. */
export interface BulkMoveTooLarge {
  readonly type: 'bulk-move-too-large'
  readonly limit: number
  readonly found: number
}

/** Visits are on their way, `remaining` of them: undoing and finishing wait for the last. */
export interface BulkMoveRunning {
  readonly type: 'bulk-move-running'
  readonly remaining: number
}

/** It is undone, or about to be. Moving the visits again takes a new plan. */
export interface BulkMoveUndone {
  readonly type: 'bulk-move-undone'
}

/** It is only planned. */
export interface BulkMoveNotCommitted {
  readonly type: 'bulk-move-not-committed'
}

/** It was moved, and nobody asked for the way back. */
export interface BulkMoveNotUndone {
  readonly type: 'bulk-move-not-undone'
}

/** The plan does not have this visit, does not move it, or did not move it. */
export interface VisitNotAwaited {
  readonly type: 'visit-not-awaited'
  readonly visitId: VisitId
}

export type BulkMoveRejection =
  | BulkMoveNotFound
  | BulkMoveTooLarge
  | BulkMoveRunning
  | BulkMoveUndone
  | BulkMoveNotCommitted
  | BulkMoveNotUndone
  | VisitNotAwaited
