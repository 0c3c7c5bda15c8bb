import {
  type BulkMoveCommand,
  type BulkMoveDetails,
  type BulkMoveId,
  type BulkMoveItem,
  type BulkMoveState,
  localDate,
  type MovePlace,
  type ResourceId,
  remainingMoves,
  StreamName,
  VisitId,
  type VisitState,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import { moveVisit } from '../move-visit.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import { inTurns } from './in-turns.ts'

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
const mostTries = 5

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
      const moved = await (status === 'committing' ? moveThere : moveBack)(agenda, request, bulkMove, item)
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

interface Gone {
  readonly note: BulkMoveCommand
  readonly position: bigint
}

async function moveThere(agenda: Agenda, request: Request, bulkMove: BulkMoveDetails, item: BulkMoveItem) {
  const { visitId, from, to } = item
  if (!to) throw new Error(`nowhere to move the visit ${visitId} to`)
  const went = await go(agenda, request, bulkMove.bulkMoveId, visitId, 'there', from, to)
  const now = agenda.clock.now()
  const { position } = went
  const note: BulkMoveCommand =
    'why' in went
      ? { type: 'NoteVisitFailed', visitId, why: went.why, now }
      : { type: 'NoteVisitMoved', visitId, revision: Number(went.revision), now }
  return { note, position } satisfies Gone
}

async function moveBack(agenda: Agenda, request: Request, bulkMove: BulkMoveDetails, item: BulkMoveItem) {
  const { visitId, from, to } = item
  if (!to) throw new Error(`nowhere to move the visit ${visitId} back from`)
  const went = await go(agenda, request, bulkMove.bulkMoveId, visitId, 'back', to, from)
  const now = agenda.clock.now()
  const { position } = went
  const note: BulkMoveCommand =
    'why' in went
      ? { type: 'NoteVisitKept', visitId, why: went.why, now }
      : { type: 'NoteVisitReturned', visitId, revision: Number(went.revision), now }
  return { note, position } satisfies Gone
}

type Went = { readonly position: bigint } & ({ readonly revision: bigint } | { readonly why: string })

/** Moves one visit, if it still is where it is expected; or finds that this very move was made before. */
async function go(
  agenda: Agenda,
  request: Request,
  bulkMoveId: BulkMoveId,
  visitId: VisitId,
  way: 'there' | 'back',
  from: MovePlace,
  to: MovePlace,
): Promise<Went> {
  const { visit } = agenda.aggregates
  const stream = StreamName.visit(request.tenant, visitId)
  // The same parts give the same key, to whoever goes on after a crash.
  const key = VisitId.derive('bulk-move', bulkMoveId, visitId, way)
  const keyed = { ...request, idempotency: { key, fingerprint: key } }
  for (let tries = 1; tries <= mostTries; tries++) {
    // What is in memory is good enough to move it, which is refused where it is not the newest; not to leave it.
    const fromMemory = tries === 1
    const { state, revision, position } = await visit.load(stream, fromMemory ? Number.POSITIVE_INFINITY : 0)
    if (!isAt(state, from)) {
      // Made by this key before; asked again, the move gives the former time back where a crash has kept it.
      if (await visit.recall(stream, key)) return moveVisit(agenda, keyed, { visitId, bulkMoveId })
      if (fromMemory) continue
      return { why: 'changed-meanwhile', position }
    }
    try {
      const { start, resourceIds } = to
      return await moveVisit(agenda, keyed, { visitId, start, resourceIds, bulkMoveId, ifMatch: revision, fromMemory })
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status >= 500) throw error
      // Where something was written on it meanwhile, that need not have been a move.
      if (!fromMemory && error.slug !== 'precondition-failed') return { why: whyOf(error), position }
    }
  }
  return { why: 'changed-meanwhile', position: 0n }
}

function isAt({ visit }: VisitState, { start, end, resourceIds }: MovePlace): boolean {
  if (!visit || visit.start !== start || visit.end !== end) return false
  const present = visit.claims.map(({ resourceId }) => resourceId)
  return present.length === resourceIds.length && present.every((id) => resourceIds.includes(id))
}

const whyOf = ({ slug, members }: ProblemError): string => {
  if (slug === 'slot-unavailable') return String(members.reason)
  return slug === 'visit-not-movable' ? 'not-movable' : slug
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
