import type { Decider } from '../decider.ts'
import type { BulkMoveCommand } from './commands.ts'
import { decideBulkMove } from './decide.ts'
import type { BulkMoveEvent } from './events.ts'
import type { BulkMoveRejection } from './rejections.ts'
import { type BulkMoveState, evolveBulkMove, initialBulkMove } from './state.ts'

export type * from './commands.ts'
export { mostMoves } from './decide.ts'
export * from './events.ts'
export { daysOfMoves, type MoveGround, type MoveWish, planMoves } from './plan.ts'
export type * from './rejections.ts'
export type {
  BulkMoveDetails,
  BulkMoveItem,
  BulkMoveState,
  BulkMoveStatus,
  MovePlace,
  MoveResult,
  PlannedMove,
} from './state.ts'
export { moveCount, remainingMoves } from './state.ts'
export type { MovableVisit } from './target.ts'
export { staffPolicies } from './unbound.ts'

/** Many visits that have to move for one reason: planned, looked at, moved one by one, and moved back if that was wrong. */
export const bulkMove: Decider<BulkMoveState, BulkMoveCommand, BulkMoveEvent, BulkMoveRejection> = {
  category: 'bulkMove',
  initial: initialBulkMove,
  decide: decideBulkMove,
  evolve: evolveBulkMove,
}
