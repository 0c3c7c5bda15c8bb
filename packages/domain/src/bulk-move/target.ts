import { localInstant } from '../availability/zones.ts'
import type { LocationId, ResourceId, VisitId } from '../ids.ts'
import { minuteMs } from '../instant.ts'
import type { Resource, VisitType } from '../schema.ts'
import type { VisitStatus } from '../visit/transitions.ts'
import { timeOfDay, wallClock } from '../wall-clock.ts'
import type { BulkMoveTarget } from './events.ts'
import type { MoveWish } from './plan.ts'

/** A visit that may have to move, as it stands when the plan is made. Instants are epoch milliseconds. */
export interface MovableVisit {
  readonly visitId: VisitId
  readonly revision: number
  readonly status: VisitStatus
  /** As it is configured now; null where it has been archived since. */
  readonly visitType: VisitType | null
  readonly start: number
  readonly end: number
  readonly timezone: string
  readonly resourceIds: readonly ResourceId[]
  readonly locationId: LocationId | null
  readonly seats: number
}

/**
 * The order in which the visits move. Later ones first where all of them move forward in time, so that each finds the
 * place free that the one after it has just left; earlier ones first otherwise.
 */
export function inMoveOrder(visits: readonly MovableVisit[], move: BulkMoveTarget): readonly MovableVisit[] {
  const direction = move.kind === 'shift' && move.shiftMinutes > 0 ? -1 : 1
  return visits.toSorted((a, b) => direction * (a.start - b.start) || (a.visitId < b.visitId ? -1 : 1))
}

/** When the visit would start (epoch ms), or null: the clock of its zone skips that time on that date. */
export function startFor({ start, timezone }: MovableVisit, move: BulkMoveTarget): number | null {
  switch (move.kind) {
    case 'shift':
      return start + move.shiftMinutes * minuteMs
    case 'resources':
      return start
    case 'date': {
      const { minutes } = wallClock(start, timezone)
      const instant = localInstant(move.toDate, timeOfDay(minutes), timezone, 'start')
      const shown = wallClock(instant, timezone)
      if (shown.date !== move.toDate || shown.minutes !== minutes) return null
      return instant + (start % minuteMs)
    }
  }
}

/** For each of the visit's places, in its order, the resources that may fill it. */
export interface Places {
  readonly candidates: readonly (readonly Resource[])[]
  /** A resource of the visit has been archived. Somebody else may take its place, but it takes no other time itself. */
  readonly unknown: boolean
}

/**
 * The visit keeps its resources, or else the places of the filtered ones (without a filter: of all of the kinds given)
 * may be filled by any of those given that are of the same kind and not with the visit already.
 */
export function placesFor(
  { resourceIds }: MovableVisit,
  { move, filtered }: MoveWish,
  resources: ReadonlyMap<ResourceId, Resource>,
): Places {
  const given = move.kind === 'resources' ? move.toResourceIds.flatMap((id) => resources.get(id) ?? []) : []
  let unknown = false
  const candidates = resourceIds.map((id) => {
    const present = resources.get(id)
    const leaves = filtered ? filtered.includes(id) : given.some(({ kind }) => kind === present?.kind)
    if (move.kind === 'resources' && leaves && present && !given.some((resource) => resource.id === id)) {
      return given.filter((resource) => resource.kind === present.kind && !resourceIds.includes(resource.id))
    }
    unknown ||= present === undefined
    return present ? [present] : []
  })
  return { candidates, unknown }
}
