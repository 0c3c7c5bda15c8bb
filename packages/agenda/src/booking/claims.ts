import {
  ClaimId,
  minuteMs,
  type Policies,
  type ReleaseCause,
  type ReserveSlot,
  type Resource,
  type Sealed,
  StreamName,
  travelMs,
  type VisitId,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import type { Aggregates } from '../aggregates.ts'
import { succeed } from '../problems.ts'
import { commandContext, type Request } from '../request.ts'
import type { ResourceDay } from './days.ts'

/** A claim on one slot stream. */
export interface Claimed {
  readonly claimId: ClaimId
  readonly stream: StreamName
  readonly resource: Resource
  readonly date: string
}

/** What was taken, also where it was not everything. */
export interface Reservation {
  readonly claims: readonly Claimed[]
  /** Of the newest event that it rests on. */
  readonly position: bigint
  /** `ended`: this attempt's claims have ended before; the visit exists, or a new attempt is due. */
  readonly outcome: 'reserved' | 'ended' | 'refused'
}

/** The same time on every resource; each claim adds its own id and its resource's capacity. */
export type Wanted = Omit<ReserveSlot, 'type' | 'claimId' | 'capacity' | 'travelMinutes' | 'override'> & {
  /** The tenant's: of the resources, those that travel need it. */
  readonly policies: Pick<Policies, 'travelMinutes'>
  readonly override: { readonly reason: Sealed } | null
  /** Of the move that asks, so that two moves of one visit never share a claim. A booking's own key is in its visit's id. */
  readonly key?: string
}

/**
 * Takes the time on every resource, in the order of their streams, so that two requests for the same resources can
 * not each end up with one. Stops at the first that refuses: whoever calls then abandons what was taken. `meanwhile`
 * is called when only the last append is still to come, and nothing is known against it.
 */
export async function reserve(
  { slot }: Pick<Aggregates, 'slot'>,
  request: Request,
  { override, key, policies, ...wanted }: Wanted,
  days: readonly ResourceDay[],
  meanwhile: () => void,
): Promise<Reservation> {
  const claims: Claimed[] = []
  let position = 0n
  const inOrder = [...days].sort((a, b) => (a.stream < b.stream ? -1 : 1))
  for (const { resource, date, stream } of inOrder) {
    const claimId = ClaimId.derive(wanted.visitId, wanted.attempt, resource.id, ...(key === undefined ? [] : [key]))
    const command: ReserveSlot = {
      type: 'ReserveSlot',
      ...wanted,
      claimId,
      capacity: resource.capacity,
      travelMinutes: travelMs(resource, policies) / minuteMs,
      ...(override ? { override } : {}),
    }
    const isLast = claims.length === inOrder.length - 1
    const options = isLast ? { onDecided: meanwhile } : {}
    const outcome = await slot.execute(stream, command, commandContext(request), options)
    if (outcome.kind === 'rejected') {
      return {
        claims,
        position,
        outcome: outcome.rejection.type === 'claim-ended' ? 'ended' : 'refused',
      }
    }
    claims.push({ claimId, stream, resource, date })
    if (outcome.kind === 'accepted') position = newestPosition(position, outcome.position)
  }
  return { claims, position, outcome: 'reserved' }
}

type Releasable = Pick<Claimed, 'claimId' | 'stream'>

/** Gives the time back; a claim that is not live any more stays as it is. Answers the newest position. */
export async function release(
  { slot }: Pick<Aggregates, 'slot'>,
  request: Request,
  visitId: VisitId,
  claims: readonly Releasable[],
  cause: ReleaseCause,
): Promise<bigint> {
  const positions = await Promise.all(
    claims.map(async ({ claimId, stream }) => {
      const command = { type: 'ReleaseSlot', claimId, visitId, cause } as const
      // Another instance may have taken it a moment ago, which memory does not know yet.
      const outcome = await slot.execute(stream, command, commandContext(request), { fresh: true })
      return outcome.kind === 'accepted' ? outcome.position : 0n
    }),
  )
  return newestPosition(...positions)
}

/**
 * Gives up an attempt whose claims were taken: fences first, as the watchdog does, so that the same request on another
 * instance cannot make a visit of claims that are about to go; then releases those that no visit owns. Answers how many
 * events it wrote on the visit's stream.
 */
export async function abandon(
  { slot, visit }: Pick<Aggregates, 'slot' | 'visit'>,
  request: Request,
  { visitId, attempt, now }: Pick<Wanted, 'visitId' | 'attempt' | 'now'>,
  claims: readonly Claimed[],
): Promise<number> {
  if (claims.length === 0) return 0
  const stream = StreamName.visit(request.tenant, visitId)
  const taken = claims.map(({ claimId, resource, date }) => ({ claimId, resourceId: resource.id, date }))
  const fence = { type: 'AbandonVisit', visitId, attempt, claims: taken, now } as const
  const outcome = await visit.execute(stream, fence, commandContext(request))
  const { state } = succeed(outcome)
  const owned = new Set(state.visit?.claims.map(({ claimId }) => claimId))
  const unowned = claims.filter(({ claimId }) => !owned.has(claimId))
  await release({ slot }, request, visitId, unowned, 'refused')
  return outcome.kind === 'accepted' ? outcome.events.length : 0
}
