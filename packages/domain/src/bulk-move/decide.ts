import { accept, type Decision, reject } from '../decider.ts'
import type { VisitId } from '../ids.ts'
import { instantOf } from '../instant.ts'
import type { BulkMoveCommand, PlanBulkMove } from './commands.ts'
import type { BulkMoveEvent } from './events.ts'
import type { BulkMoveRejection } from './rejections.ts'
import {
  type BulkMoveDetails,
  type BulkMoveState,
  type MovePlace,
  type MoveResult,
  moveCount,
  remainingMoves,
} from './state.ts'

type BulkMoveDecision = Decision<BulkMoveEvent, BulkMoveRejection>
type Planned = Exclude<BulkMoveState, { status: 'none' }>

/** What one plan may hold: its event stays well below what a stream takes in one append. */
export const mostMoves = 1000

export function decideBulkMove(command: BulkMoveCommand, state: BulkMoveState): BulkMoveDecision {
  if (command.type === 'PlanBulkMove') return plan(command, state)
  if (state.status === 'none') return reject({ type: 'bulk-move-not-found' })
  const happened = { bulkMoveId: state.bulkMove.bulkMoveId, at: instantOf(command.now) }
  switch (command.type) {
    case 'CommitBulkMove':
      if (state.status === 'undoing' || state.status === 'undone') return reject({ type: 'bulk-move-undone' })
      return state.status === 'planned' ? accept({ type: 'BulkMoveCommitted', data: happened }) : accept()
    case 'NoteVisitMoved': {
      const { visitId, revision } = command
      // That it was moved is a fact, also where somebody had given it up.
      const refusal = noteRefusal(state, visitId, ['waiting', 'failed'])
      return refusal ?? accept({ type: 'BulkMoveVisitMoved', data: { ...happened, visitId, revision } })
    }
    case 'NoteVisitFailed': {
      const { visitId, why } = command
      const refusal = noteRefusal(state, visitId, ['waiting'])
      return refusal ?? accept({ type: 'BulkMoveVisitFailed', data: { ...happened, visitId, why } })
    }
    case 'FinishBulkMove':
      return finish(state, happened)
    case 'UndoBulkMove':
      return undo(state, happened)
    case 'NoteVisitReturned': {
      const { visitId, revision } = command
      const refusal = returnRefusal(state, visitId, ['moved', 'kept'])
      return refusal ?? accept({ type: 'BulkMoveVisitReturned', data: { ...happened, visitId, revision } })
    }
    case 'NoteVisitKept': {
      const { visitId, why } = command
      const refusal = returnRefusal(state, visitId, ['moved'])
      return refusal ?? accept({ type: 'BulkMoveVisitKept', data: { ...happened, visitId, why } })
    }
    case 'FinishUndo':
      return finishUndo(state, happened)
  }
}

function plan(command: PlanBulkMove, { status }: BulkMoveState): BulkMoveDecision {
  if (status !== 'none') return accept()
  const { type: _, plan: moves, now, ...details } = command
  if (moves.length > mostMoves) return reject({ type: 'bulk-move-too-large', limit: mostMoves, found: moves.length })
  const recorded = moves.map((move) => ({
    ...move,
    from: recordedPlace(move.from),
    to: move.to && recordedPlace(move.to),
  }))
  return accept({ type: 'BulkMovePlanned', data: { ...details, plan: recorded, at: instantOf(now) } })
}

const recordedPlace = ({ start, end, resourceIds }: MovePlace) => ({
  start: instantOf(start),
  end: instantOf(end),
  resourceIds,
})

type Happened = Pick<Extract<BulkMoveEvent, { type: 'BulkMoveCommitted' }>['data'], 'bulkMoveId' | 'at'>

function finish(state: Planned, happened: Happened): BulkMoveDecision {
  if (state.status === 'planned') return reject({ type: 'bulk-move-not-committed' })
  if (state.status !== 'committing') return accept()
  const remaining = remainingMoves(state).length
  if (remaining > 0) return reject({ type: 'bulk-move-running', remaining })
  const { bulkMove } = state
  return accept({
    type: 'BulkMoveFinished',
    data: { ...happened, moved: moveCount(bulkMove, 'moved'), failed: moveCount(bulkMove, 'failed') },
  })
}

function undo(state: Planned, happened: Happened): BulkMoveDecision {
  switch (state.status) {
    case 'planned':
      return reject({ type: 'bulk-move-not-committed' })
    case 'committing':
      return reject({ type: 'bulk-move-running', remaining: remainingMoves(state).length })
    case 'committed':
      return accept({ type: 'BulkMoveUndone', data: happened })
    case 'undoing':
    case 'undone':
      return accept()
  }
}

function finishUndo(state: Planned, happened: Happened): BulkMoveDecision {
  if (state.status === 'undone') return accept()
  if (state.status !== 'undoing') return reject({ type: 'bulk-move-not-undone' })
  const remaining = remainingMoves(state).length
  if (remaining > 0) return reject({ type: 'bulk-move-running', remaining })
  const { bulkMove } = state
  return accept({
    type: 'BulkMoveUndoFinished',
    data: { ...happened, returned: moveCount(bulkMove, 'returned'), kept: moveCount(bulkMove, 'kept') },
  })
}

/** Null where the visit's result is one of these, and so may be replaced; nothing to write where it has a later one. */
function noteRefusal(
  { status, bulkMove }: Planned,
  visitId: VisitId,
  awaited: readonly MoveResult['kind'][],
): BulkMoveDecision | null {
  if (status === 'planned') return reject({ type: 'bulk-move-not-committed' })
  const kind = resultOf(bulkMove, visitId)
  if (kind === undefined || kind === 'skipped') return reject({ type: 'visit-not-awaited', visitId })
  return awaited.includes(kind) ? null : accept()
}

function returnRefusal(
  { status, bulkMove }: Planned,
  visitId: VisitId,
  awaited: readonly MoveResult['kind'][],
): BulkMoveDecision | null {
  if (status !== 'undoing' && status !== 'undone') return reject({ type: 'bulk-move-not-undone' })
  const kind = resultOf(bulkMove, visitId)
  if (kind !== 'moved' && kind !== 'returned' && kind !== 'kept') return reject({ type: 'visit-not-awaited', visitId })
  return awaited.includes(kind) ? null : accept()
}

const resultOf = ({ items }: BulkMoveDetails, visitId: VisitId): MoveResult['kind'] | undefined =>
  items.find((item) => item.visitId === visitId)?.result.kind
