import {
  type BulkMoveCommand,
  type BulkMoveId,
  type BulkMoveItem,
  type MovePlace,
  StreamName,
  VisitId,
  type VisitState,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Agenda } from '../agenda.ts'
import { moveVisit } from '../move-visit.ts'
import type { Request } from '../request.ts'

/** What became of one visit: what the bulk move's stream is to be told, and the newest position of it. */
export interface MovedItem {
  readonly note: BulkMoveCommand
  readonly position: bigint
}

/** From where it was when the plan was made to where the plan has it. */
export async function moveThere(
  agenda: Agenda,
  request: Request,
  bulkMoveId: BulkMoveId,
  { visitId, from, to, revision }: BulkMoveItem,
): Promise<MovedItem> {
  if (!to) throw new Error(`nowhere to move the visit ${visitId} to`)
  const went = await go(agenda, request, { bulkMoveId, visitId, way: 'there', from, to, seenAt: revision })
  const now = agenda.clock.now()
  const note: BulkMoveCommand =
    'why' in went
      ? { type: 'NoteVisitFailed', visitId, why: went.why, now }
      : { type: 'NoteVisitMoved', visitId, revision: Number(went.revision), now }
  return { note, position: went.position }
}

/** From where it was moved to back to where it was. */
export async function moveBack(
  agenda: Agenda,
  request: Request,
  bulkMoveId: BulkMoveId,
  { visitId, from, to, result }: BulkMoveItem,
): Promise<MovedItem> {
  if (!to || result.kind !== 'moved') throw new Error(`nowhere to move the visit ${visitId} back from`)
  const { revision: seenAt } = result
  const went = await go(agenda, request, { bulkMoveId, visitId, way: 'back', from: to, to: from, seenAt })
  const now = agenda.clock.now()
  const note: BulkMoveCommand =
    'why' in went
      ? { type: 'NoteVisitKept', visitId, why: went.why, now }
      : { type: 'NoteVisitReturned', visitId, revision: Number(went.revision), now }
  return { note, position: went.position }
}

interface Way {
  readonly bulkMoveId: BulkMoveId
  readonly visitId: VisitId
  readonly way: 'there' | 'back'
  readonly from: MovePlace
  readonly to: MovePlace
  /** The visit's revision when it was last seen at `from`. */
  readonly seenAt: number
}

type Went = { readonly position: bigint } & ({ readonly revision: bigint } | { readonly why: string })

const mostTries = 5

/** Moves one visit, if it still is where it is expected; or finds that this very move was made before. */
async function go(
  agenda: Agenda,
  request: Request,
  { bulkMoveId, visitId, way, from, to, seenAt }: Way,
): Promise<Went> {
  const { visit } = agenda.aggregates
  const stream = StreamName.visit(request.tenant, visitId)
  // The same parts give the same key, to whoever goes on after a crash.
  const key = VisitId.derive('bulk-move', bulkMoveId, visitId, way)
  const keyed = { ...request, idempotency: { key, fingerprint: key } }
  for (let tries = 1; tries <= mostTries; tries++) {
    // What is in memory is good enough to move it, where it is not older than the plan: the move is refused where it is not
    // the newest. It is not good enough to leave the visit where it is.
    const remembered = await visit.load(stream, Number.POSITIVE_INFINITY)
    const fromMemory = tries === 1 && remembered.revision >= BigInt(seenAt)
    const { state, revision, position } = fromMemory ? remembered : await visit.load(stream, 0)
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
