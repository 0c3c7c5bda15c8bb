import {
  type LocationId,
  type MoveVisit,
  minuteMs,
  type ResourceId,
  type TenantId,
  type VisitDetails,
  type VisitType,
} from '@visita/domain'
import type { Agenda } from '../agenda.ts'
import { candidatesFor, type Need } from './candidates.ts'
import type { Claimed } from './claims.ts'

/** With what a visit would be where it moves to. */
export interface Destination {
  /** The visit's type as it is now; the visit keeps the length that it was booked with. */
  readonly visitType: VisitType
  readonly needs: readonly Need[]
  /** Where it is, if it can be there with what is named; else where they are. */
  readonly locationId: LocationId | undefined
  /** With the resources that it has, and no other could come instead. */
  readonly isWhereItIs: boolean
  /** Some of its resources nobody has named, so that others may take their place. */
  readonly couldChoose: boolean
}

/**
 * The resources for a move: of each kind those that are named, and for what they leave the visit's own. With `mayChoose`,
 * of its own only those that somebody had named when it was booked; the others may be any that suit, at its location.
 * @throws as `candidatesFor`
 */
export async function destinationOf(
  agenda: Agenda,
  tenant: TenantId,
  visit: VisitDetails,
  { resourceIds: named = [] }: { readonly resourceIds?: readonly ResourceId[] | undefined },
  mayChoose: boolean,
): Promise<Destination> {
  const { configuration } = agenda
  const configured = await configuration.visitType(tenant, visit.typeId)
  const durationMinutes = (visit.end - visit.start) / minuteMs
  // The document itself where nothing differs: its days have been worked out before.
  const visitType = configured.durationMinutes === durationMinutes ? configured : { ...configured, durationMinutes }
  const own = visit.claims.map(({ resourceId }) => resourceId)
  const chosen = visit.assignment?.chosen ?? []
  const load = (ids: readonly ResourceId[]) => Promise.all(ids.map((id) => configuration.resource(tenant, id)))
  const [wanted, present] = await Promise.all([load([...new Set(named)]), load(own)])

  const kept = visitType.needs.flatMap(({ kind, count }) => {
    const missing = count - wanted.filter((resource) => resource.kind === kind).length
    const rest = present.filter((resource) => resource.kind === kind && !named.includes(resource.id))
    return rest.slice(0, Math.max(0, missing)).map(({ id }) => id)
  })
  const resourceIds = [...named, ...kept.filter((id) => !(mayChoose && chosen.includes(id)))]
  const needs = await candidatesFor(agenda, tenant, visitType, {
    resourceIds,
    ...(mayChoose && visit.locationId ? { locationId: visit.locationId } : {}),
  })
  return {
    visitType,
    needs,
    locationId: locationFor(visit, needs),
    isWhereItIs: resourceIds.length === own.length && own.every((id) => resourceIds.includes(id)),
    couldChoose: kept.some((id) => chosen.includes(id)),
  }
}

/** It stays at its location where its rooms and units are there, or where it has none, somebody is or could be. */
function locationFor({ locationId }: VisitDetails, needs: readonly Need[]): LocationId | undefined {
  const placed = needs.flatMap(({ named }) => named).filter((resource) => resource.locationId !== undefined)
  const places = placed.filter(({ kind }) => kind === 'room' || kind === 'unit')
  const deciding = places.length > 0 ? places : placed
  const mayStay = deciding.length === 0 || deciding.some((resource) => resource.locationId === locationId)
  return (mayStay && locationId) || undefined
}

/** Which of the resources nobody has named, neither when it was booked nor now. */
export function assignmentOf(
  { assignment, claims: former }: VisitDetails,
  named: readonly ResourceId[] | undefined,
  claims: readonly Claimed[],
): Pick<MoveVisit, 'assignment'> {
  if (!assignment) return {}
  const fixed = new Set(former.map(({ resourceId }) => resourceId).filter((id) => !assignment.chosen.includes(id)))
  const chosen = claims.map(({ resource }) => resource.id).filter((id) => !fixed.has(id) && !named?.includes(id))
  return chosen.length === 0 ? {} : { assignment: { strategy: assignment.strategy, chosen } }
}
