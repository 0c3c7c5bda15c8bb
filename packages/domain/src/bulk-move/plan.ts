import { type Claim, claimConflict, claimSpan, travelMs } from '../availability/claims.ts'
import { crossesMidnight, endOf, type StartContext, startRefusal } from '../availability/starts.ts'
import { localDate } from '../availability/zones.ts'
import type { ResourceId } from '../ids.ts'
import { minuteMs } from '../instant.ts'
import type { Policies, Resource, VisitType } from '../schema.ts'
import { mayMove } from '../visit/transitions.ts'
import { type BulkMoveTarget, mostInTheWay } from './events.ts'
import { type MoveSimulation, simulateMoves } from './simulation.ts'
import type { PlannedMove } from './state.ts'
import { inMoveOrder, type MovableVisit, placesFor, startFor } from './target.ts'
import { staffPolicies } from './unbound.ts'

/** What is to be done with which visits. `filtered` are the resources that the visits were chosen by, null where by none. */
export interface MoveWish {
  readonly move: BulkMoveTarget
  readonly filtered: readonly ResourceId[] | null
}

/** Everything that decides whether the visits can move; `claimsOn` knows at least the days that `daysOfMoves` names. */
export interface MoveGround {
  readonly resources: ReadonlyMap<ResourceId, Resource>
  readonly claimsOn: (resource: Resource, date: string) => readonly Claim[]
  readonly policies: Policies
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Simulates the moves one after the other and tells of each whether it can be made, and if not, why and because of whom.
 * Each visit leaves its place before the next one is looked at, in an order in which a whole day can be shifted. Opening
 * hours bind, as do the claims of others, and of the visits of this plan that stay.
 *
 * `why` is a `StartRefusal`, `crosses-midnight`, `no-such-time` (the clock skips it on that date), `not-movable` (under way
 * or over), `already-there`, `no-resource-fits` (none of the given ones is of the kind), `resource-not-found` or
 * `visit-type-not-found` (archived since).
 */
export function planMoves(visits: readonly MovableVisit[], wish: MoveWish, ground: MoveGround): readonly PlannedMove[] {
  const simulation = simulateMoves(ground.claimsOn)
  return inMoveOrder(visits, wish.move).map((visit) => planMove(visit, wish, ground, simulation))
}

/** The days whose claims decide about these moves, each once: where the visits are and where they might go. */
export function daysOfMoves(
  visits: readonly MovableVisit[],
  { move }: MoveWish,
  resources: MoveGround['resources'],
): readonly { readonly resource: Resource; readonly date: string }[] {
  const days = new Map<string, { resource: Resource; date: string }>()
  for (const visit of visits) {
    const starts = [visit.start, startFor(visit, move) ?? visit.start]
    const ids = move.kind === 'resources' ? [...visit.resourceIds, ...move.toResourceIds] : visit.resourceIds
    for (const resource of ids.flatMap((id) => resources.get(id) ?? [])) {
      for (const start of starts) {
        const date = localDate(start, resource.timezone)
        days.set(`${resource.id} ${date}`, { resource, date })
      }
    }
  }
  return [...days.values()]
}

function planMove(visit: MovableVisit, wish: MoveWish, ground: MoveGround, simulation: MoveSimulation): PlannedMove {
  const { visitId, revision } = visit
  const from = { start: visit.start, end: visit.end, resourceIds: [...visit.resourceIds] }
  const planned = { visitId, revision, from }
  const cannot = (why: string, to: PlannedMove['to'] = null, inTheWay: Refusal['inTheWay'] = []): PlannedMove => ({
    ...planned,
    to,
    feasible: false,
    why,
    ...(inTheWay.length > 0 && { inTheWay }),
  })

  const start = startFor(visit, wish.move)
  if (!mayMove(visit.status, start !== visit.start) || visit.end <= ground.now) return cannot('not-movable')
  if (!visit.visitType) return cannot('visit-type-not-found')
  // As a single move has it: the visit keeps the length that it was booked with.
  const durationMinutes = (visit.end - visit.start) / minuteMs
  // The document itself where nothing differs: its days have been worked out before.
  const visitType =
    visit.visitType.durationMinutes === durationMinutes ? visit.visitType : { ...visit.visitType, durationMinutes }
  if (start === null) return cannot('no-such-time')

  const places = placesFor(visit, wish, ground.resources)
  if (places.unknown) return cannot('resource-not-found')
  const chosen: Resource[] = []
  const refused: Refusal[] = []
  for (const candidates of places.candidates) {
    const looked = candidates
      .filter(({ id }) => !chosen.some((taken) => taken.id === id))
      .map((resource) => ({ resource, refusal: refusalOf(visit, visitType, resource, start, ground, simulation) }))
    const free = looked.flatMap(({ resource, refusal }) => (refusal ? [] : [resource]))
    const [best] = free.sort((a, b) => simulation.load(a, start) - simulation.load(b, start) || (a.id < b.id ? -1 : 1))
    if (best) chosen.push(best)
    else {
      const why = looked[0]?.refusal?.why ?? 'no-resource-fits'
      refused.push({ why, inTheWay: looked.flatMap(({ refusal }) => refusal?.inTheWay ?? []) })
    }
  }
  const to = { start, end: endOf(visitType, start), resourceIds: chosen.map(({ id }) => id) }
  const [first] = refused
  if (first) {
    // A place is named where it did not have to be chosen.
    const aimedAt = wish.move.kind === 'resources' ? null : { ...to, resourceIds: from.resourceIds }
    return cannot(first.why, aimedAt, refused.flatMap(({ inTheWay }) => inTheWay).slice(0, mostInTheWay))
  }
  if (start === visit.start && to.resourceIds.every((id, index) => id === from.resourceIds[index])) {
    return cannot('already-there', to)
  }
  simulation.move(visit, visitType, start, chosen, ground.resources)
  return { ...planned, to, feasible: true, why: null }
}

interface Refusal {
  readonly why: string
  readonly inTheWay: NonNullable<PlannedMove['inTheWay']>
}

function refusalOf(
  visit: MovableVisit,
  visitType: VisitType,
  resource: Resource,
  start: number,
  { policies, now }: MoveGround,
  simulation: MoveSimulation,
): Refusal | null {
  if (crossesMidnight(resource, visitType, start)) return { why: 'crosses-midnight', inTheWay: [] }
  const { visitId, seats, locationId } = visit
  const claims = simulation.claimsAt(resource, start)
  const whose = { seats, visitId, ...(locationId && { locationId }) }
  const context: StartContext = {
    resource,
    visitType,
    policies: staffPolicies(policies, start === visit.start),
    claims,
    now,
    ...whose,
  }
  const why = startRefusal(context, start)
  if (why === null) return null
  const wanted = {
    ...claimSpan(start, endOf(visitType, start), visitType),
    ...whose,
    travelMs: travelMs(resource, policies),
  }
  const ids = new Set(claimConflict(claims, wanted, resource.capacity, now)?.with)
  return { why, inTheWay: claims.filter(({ id }) => ids.has(id)).map(named) }
}

const named = ({ kind, id, visitId }: Claim): Refusal['inTheWay'][number] =>
  kind === 'reservation' ? { kind: 'visit', id: visitId ?? id } : { kind, id }
