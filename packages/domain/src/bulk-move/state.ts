import type { ResourceId, VisitId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import type { BulkMoveEvent, BulkMovePlannedData } from './events.ts'

/** When and with which resources. Instants are epoch milliseconds. */
export interface MovePlace {
  readonly start: number
  readonly end: number
  readonly resourceIds: ResourceId[]
}

/** What the plan says of one visit. `why` tells why it is not feasible; `to` may be null only then. */
export interface PlannedMove {
  readonly visitId: VisitId
  readonly revision: number
  readonly from: MovePlace
  readonly to: MovePlace | null
  readonly feasible: boolean
  readonly why: string | null
  /** The visits, holds and blocks whose time it would take, a few of them. */
  readonly inTheWay?: { kind: 'visit' | 'hold' | 'block'; id: string }[]
}

/** Where one visit stands: not feasible, not yet moved, moved, not moved, moved and back, moved and not back. */
export type MoveResult =
  | { readonly kind: 'skipped' | 'waiting' }
  | { readonly kind: 'moved' | 'returned'; readonly revision: number }
  | { readonly kind: 'failed' | 'kept'; readonly why: string }

export interface BulkMoveItem extends PlannedMove {
  readonly result: MoveResult
}

export interface BulkMoveDetails extends Omit<BulkMovePlannedData, 'plan' | 'at'> {
  readonly plannedAt: number
  /** In plan order. */
  readonly items: readonly BulkMoveItem[]
}

export type BulkMoveStatus = 'planned' | 'committing' | 'committed' | 'undoing' | 'undone'

export type BulkMoveState =
  | { readonly status: 'none'; readonly bulkMove: null }
  | { readonly status: BulkMoveStatus; readonly bulkMove: BulkMoveDetails }

export const initialBulkMove: BulkMoveState = { status: 'none', bulkMove: null }

export function evolveBulkMove(state: BulkMoveState, event: BulkMoveEvent): BulkMoveState {
  switch (event.type) {
    case 'BulkMovePlanned': {
      const { plan, at, ...details } = event.data
      return { status: 'planned', bulkMove: { ...details, plannedAt: epochOf(at), items: plan.map(itemOf) } }
    }
    case 'BulkMoveCommitted':
      return advanced(state, 'committing')
    case 'BulkMoveVisitMoved':
      return noted(state, event.data.visitId, { kind: 'moved', revision: event.data.revision })
    case 'BulkMoveVisitFailed':
      return noted(state, event.data.visitId, { kind: 'failed', why: event.data.why })
    case 'BulkMoveFinished':
      return advanced(state, 'committed')
    case 'BulkMoveUndone':
      return advanced(state, 'undoing')
    case 'BulkMoveVisitReturned':
      return noted(state, event.data.visitId, { kind: 'returned', revision: event.data.revision })
    case 'BulkMoveVisitKept':
      return noted(state, event.data.visitId, { kind: 'kept', why: event.data.why })
    case 'BulkMoveUndoFinished':
      return advanced(state, 'undone')
    default:
      event satisfies never
      return state
  }
}

type RecordedMove = BulkMovePlannedData['plan'][number]

const itemOf = (move: RecordedMove): BulkMoveItem => ({
  ...move,
  from: placeOf(move.from),
  to: move.to && placeOf(move.to),
  result: { kind: move.feasible ? 'waiting' : 'skipped' },
})

const placeOf = ({ start, end, resourceIds }: RecordedMove['from']): MovePlace => ({
  start: epochOf(start),
  end: epochOf(end),
  resourceIds,
})

const advanced = (state: BulkMoveState, status: BulkMoveStatus): BulkMoveState =>
  state.bulkMove ? { ...state, status } : state

function noted(state: BulkMoveState, visitId: VisitId, result: MoveResult): BulkMoveState {
  if (!state.bulkMove) return state
  const items = state.bulkMove.items.map((item) => (item.visitId === visitId ? { ...item, result } : item))
  return { ...state, bulkMove: { ...state.bulkMove, items } }
}

/**
 * The visits that still have to move: in plan order while it is being committed; in reverse order those that were moved
 * while it is being undone, so that nobody's way back is taken by somebody who moved before. None otherwise.
 */
export function remainingMoves({ status, bulkMove }: BulkMoveState): readonly BulkMoveItem[] {
  switch (status) {
    case 'committing':
      return bulkMove.items.filter(({ result }) => result.kind === 'waiting')
    case 'undoing':
      return bulkMove.items.filter(({ result }) => result.kind === 'moved').toReversed()
    default:
      return []
  }
}

/** How many visits stand so. */
export const moveCount = ({ items }: BulkMoveDetails, kind: MoveResult['kind']): number =>
  items.reduce((count, { result }) => (result.kind === kind ? count + 1 : count), 0)
