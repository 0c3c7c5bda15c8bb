import { type BulkMoveId, type BulkMoveState, StreamName } from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import type { Agenda } from '../agenda.ts'
import { succeed } from '../problems.ts'
import { commandContext, type IdempotentRequest } from '../request.ts'
import { settleBulkMove } from './settle-bulk-move.ts'

export interface ChangedBulkMove {
  readonly state: BulkMoveState
  readonly position: bigint
  /** It was decided before; whatever was left of it is done now. */
  readonly unchanged: boolean
  /** By this very request. */
  readonly replayed: boolean
}

/**
 * Moves every visit that the plan found feasible, and answers when each has its result. If the process dies, the reactor
 * goes on; asking again does too.
 * @throws 404; 409 `bulk-move-undone`
 */
export const commitBulkMove = (agenda: Agenda, request: IdempotentRequest, id: BulkMoveId): Promise<ChangedBulkMove> =>
  change(agenda, request, id, 'CommitBulkMove')

/**
 * Moves those back that were moved, the last one first, unless somebody has changed them since.
 * @throws 404; 409 `bulk-move-not-committed`, `bulk-move-running`
 */
export const undoBulkMove = (agenda: Agenda, request: IdempotentRequest, id: BulkMoveId): Promise<ChangedBulkMove> =>
  change(agenda, request, id, 'UndoBulkMove')

async function change(
  agenda: Agenda,
  request: IdempotentRequest,
  id: BulkMoveId,
  type: 'CommitBulkMove' | 'UndoBulkMove',
): Promise<ChangedBulkMove> {
  const stream = StreamName.bulkMove(request.tenant, id)
  const command = { type, now: agenda.clock.now() } as const
  const context = commandContext(request, { idempotency: request.idempotency })
  const outcome = succeed(await agenda.aggregates.bulkMove.execute(stream, command, context))
  await agenda.onStep?.('bulk-move-begun')
  const { state, position } = await settleBulkMove(agenda, request, id)
  const unchanged = outcome.kind === 'accepted' && outcome.events.length === 0
  const replayed = outcome.kind === 'replayed'
  return { state, position: newestPosition(position, outcome.position), unchanged, replayed }
}
