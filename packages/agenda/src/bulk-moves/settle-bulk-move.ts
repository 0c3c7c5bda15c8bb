import {
  type BulkMoveCommand,
  type BulkMoveId,
  type BulkMoveItem,
  type BulkMoveState,
  localDate,
  type ResourceId,
  remainingMoves,
  StreamName,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import type { Agenda } from '../agenda.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { inTurns } from './in-turns.ts'
import { moveBack, moveThere } from './move-item.ts'

type Tools = Agenda & {
  /** Aborted, the work ends after the visit that it is at. */
  readonly signal?: AbortSignal
}

export interface SettledBulkMove {
  readonly state: BulkMoveState
  readonly position: bigint
  /** Visits are left that have no result yet; only where no more were to be moved at once. */
  readonly unfinished: boolean
}

/** Visits that are under way at the same time. */
const atOnce = 8

/**
 * Does what is left of a bulk move that was committed or undone, and finishes it. Each visit goes by a key of its own, from
 * where it was when the plan was made; what somebody has changed since stays as it is, and what cannot be moved costs
 * nobody else their move. Safe to repeat and to run twice at the same time: whoever comes second finds the visit moved
 * by the same key.
 *
 * Where nothing is left, nothing is done. `most` bounds how many visits are moved before it answers.
 * @throws Outage and the like, and then it is still to be finished; the signal's reason
 */
export async function settleBulkMove(
  agenda: Tools,
  request: Request,
  bulkMoveId: BulkMoveId,
  { most = Number.POSITIVE_INFINITY }: { readonly most?: number } = {},
): Promise<SettledBulkMove> {
  const { bulkMove: bulkMoves } = agenda.aggregates
  const stream = StreamName.bulkMove(request.tenant, bulkMoveId)
  let newest = 0n
  let done = 0
  for (;;) {
    const { state, position } = await bulkMoves.load(stream, 0)
    newest = newestPosition(newest, position)
    if (state.status !== 'committing' && state.status !== 'undoing') {
      return { state, position: newest, unfinished: false }
    }
    const remaining = remainingMoves(state)
    const items = remaining.slice(0, Math.max(0, most - done))
    if (remaining.length > 0 && items.length === 0) return { state, position: newest, unfinished: true }
    const { status, bulkMove } = state
    const streamsOf = await slotStreams(agenda, request, items)
    const notes: Promise<unknown>[] = []
    await inTurns(items, atOnce, streamsOf, async (item) => {
      agenda.signal?.throwIfAborted()
      const move = status === 'committing' ? moveThere : moveBack
      const moved = await move(agenda, request, bulkMove.bulkMoveId, item)
      newest = newestPosition(newest, moved.position)
      // The next visit need not wait until this one's result is written down.
      const noting = note(moved.note)
      noting.catch(() => {}) // all are awaited below
      notes.push(noting)
    }).finally(() => Promise.allSettled(notes))
    await Promise.all(notes)
    done += items.length
    if (items.length === remaining.length) {
      await note({ type: status === 'committing' ? 'FinishBulkMove' : 'FinishUndo', now: agenda.clock.now() })
      await agenda.onStep?.('bulk-move-finished')
    }
  }

  async function note(command: BulkMoveCommand): Promise<void> {
    const outcome = await bulkMoves.execute(stream, command, commandContext(request))
    // Somebody has seen more of it than this run has: what is left then, the next look tells.
    if (outcome.kind === 'rejected' && outcome.rejection.type === 'bulk-move-running') return
    newest = newestPosition(newest, succeed(outcome).position)
    await agenda.onStep?.('bulk-move-noted')
  }
}

/** The slot streams that moving each of these visits touches: only those that share one have to wait for each other. */
async function slotStreams({ aggregates }: Agenda, { tenant }: Request, items: readonly BulkMoveItem[]) {
  const ids = new Set(items.flatMap(({ from, to }) => [...from.resourceIds, ...(to?.resourceIds ?? [])]))
  const zones = new Map<ResourceId, string>()
  for (const id of ids) {
    const { state } = await aggregates.resource.load(StreamName.resource(tenant, id), Number.POSITIVE_INFINITY)
    zones.set(id, state.resource?.timezone ?? 'UTC')
  }
  return ({ from, to }: BulkMoveItem): readonly string[] => [
    ...new Set(
      [from, to ?? from].flatMap(({ start, resourceIds }) =>
        resourceIds.map((id) => StreamName.slot(tenant, id, localDate(start, zones.get(id) ?? 'UTC'))),
      ),
    ),
  ]
}
