import {
  type Claim,
  claimConflict,
  epochOf,
  localDate,
  openingIntervals,
  type Policies,
  type Resource,
  type ResourceId,
  type SlotState,
  StreamName,
  sameDocument,
  type TenantId,
  type VisitId,
} from '@visita/domain'
import type { Agenda } from './agenda.ts'
import type { FindVisits } from './bulk-moves/plan-bulk-move.ts'

type Visit = Awaited<ReturnType<FindVisits>>[number]
type Tools = Pick<Agenda, 'aggregates' | 'clock'> & { readonly findVisits: FindVisits }
type Holidays = Policies['holidays']

/** Nothing is booked beyond it. */
const forEver = epochOf('2200-01-01T00:00:00Z')

/**
 * The live visits ahead that a change of a resource leaves without ground: they lay inside its opening hours and no longer
 * do, or there is no longer room for all of them. Nobody touches them: whoever changes the schedule decides. Those that
 * staff had put outside the hours before are not among them.
 */
export async function orphansOfResource(
  { aggregates, clock, findVisits }: Tools,
  tenant: TenantId,
  before: Resource,
  after: Resource,
  holidays: Holidays,
): Promise<VisitId[]> {
  const now = clock.now()
  const shrinks = after.capacity < before.capacity
  const changes = !sameDocument(
    { schedule: before.schedule, types: before.visitTypeIds },
    { schedule: after.schedule, types: after.visitTypeIds },
  )
  if (!shrinks && !changes) return []
  const visits = await findVisits(tenant, { resourceIds: [after.id], from: now, to: forEver })
  const crowded = new Set<VisitId>()
  if (shrinks) {
    for (const date of new Set(visits.map(({ start }) => localDate(start, after.timezone)))) {
      const { state } = await aggregates.slot.load(StreamName.slot(tenant, after.id, date))
      for (const visitId of crowdedOn(state, before.capacity, after.capacity, now)) crowded.add(visitId)
    }
  }
  const closes = (visit: Visit) => isInHours(visit, before, holidays) && !isInHours(visit, after, holidays)
  return visits.filter((visit) => crowded.has(visit.visitId) || closes(visit)).map(({ visitId }) => visitId)
}

/** The same for the tenant's own holidays: the live visits ahead on days that they close now. */
export async function orphansOfHolidays(
  { aggregates, clock, findVisits }: Tools,
  tenant: TenantId,
  before: Holidays,
  after: Holidays,
): Promise<VisitId[]> {
  const added = after.filter(({ date }) => !before.some((known) => known.date === date)).map(({ date }) => date)
  if (added.length === 0) return []
  const visits = await findVisits(tenant, { from: clock.now(), to: forEver })
  const resources = new Map<ResourceId, Resource | null>()
  for (const id of new Set(visits.flatMap(({ resourceIds }) => resourceIds))) {
    resources.set(id, (await aggregates.resource.load(StreamName.resource(tenant, id), 1000)).state.resource)
  }
  const closes = (visit: Visit) =>
    visit.resourceIds.some((id) => {
      const resource = resources.get(id)
      return resource && isInHours(visit, resource, before) && !isInHours(visit, resource, after)
    })
  return visits.filter(closes).map(({ visitId }) => visitId)
}

function isInHours({ start, end, typeId }: Visit, resource: Resource, holidays: Holidays): boolean {
  const open = openingIntervals(resource, localDate(start, resource.timezone), typeId, holidays)
  return open.some(({ from, until }) => from <= start && end <= until)
}

/** Those of a day that fitted beside each other before, and do not any more. */
function crowdedOn({ claims }: SlotState, before: number, after: number, now: number): VisitId[] {
  const visits = claims.filter(({ kind }) => kind === 'reservation')
  const collides = (claim: Claim, capacity: number) => claimConflict(visits, claim, capacity, now) !== null
  return visits.flatMap((claim) =>
    claim.visitId && collides(claim, after) && !collides(claim, before) ? [claim.visitId] : [],
  )
}
