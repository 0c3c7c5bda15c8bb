import type { VisitId } from '../ids.ts'
import type { BulkMovePlannedData } from './events.ts'
import type { PlannedMove } from './state.ts'

/** `now` and the instants of the plan are epoch milliseconds; the filter is recorded as it was asked. */
export interface PlanBulkMove extends Omit<BulkMovePlannedData, 'plan' | 'at'> {
  readonly type: 'PlanBulkMove'
  readonly plan: readonly PlannedMove[]
  readonly now: number
}

interface Step<Type extends string> {
  readonly type: Type
  readonly now: number
}

export type CommitBulkMove = Step<'CommitBulkMove'>

/** `revision` is the visit's own after it was moved. */
export interface NoteVisitMoved extends Step<'NoteVisitMoved'> {
  readonly visitId: VisitId
  readonly revision: number
}

/** `why` is a rejection's type, or the reason of a `slot-unavailable`. */
export interface NoteVisitFailed extends Step<'NoteVisitFailed'> {
  readonly visitId: VisitId
  readonly why: string
}

/** Every feasible visit has been moved or has failed. */
export type FinishBulkMove = Step<'FinishBulkMove'>

export type UndoBulkMove = Step<'UndoBulkMove'>

export interface NoteVisitReturned extends Step<'NoteVisitReturned'> {
  readonly visitId: VisitId
  readonly revision: number
}

/** It could not go back. */
export interface NoteVisitKept extends Step<'NoteVisitKept'> {
  readonly visitId: VisitId
  readonly why: string
}

/** Every visit that was moved has gone back or was kept. */
export type FinishUndo = Step<'FinishUndo'>

export type BulkMoveCommand =
  | PlanBulkMove
  | CommitBulkMove
  | NoteVisitMoved
  | NoteVisitFailed
  | FinishBulkMove
  | UndoBulkMove
  | NoteVisitReturned
  | NoteVisitKept
  | FinishUndo
