import { type Claim, claimSpan } from '../availability/claims.ts'
import { endOf } from '../availability/starts.ts'
import { localDate } from '../availability/zones.ts'
import type { ResourceId } from '../ids.ts'
import type { Resource, VisitType } from '../schema.ts'
import type { MovableVisit } from './target.ts'

/** The claims of the days concerned, as they would be after the moves that were simulated so far. */
export interface MoveSimulation {
  /** On the resource's local day of that instant (epoch ms). */
  claimsAt(resource: Resource, start: number): readonly Claim[]
  /** How many claims the resource has on that day. */
  load(resource: Resource, start: number): number
  /** The visit leaves the claims that it had, and has others. */
  move(
    visit: MovableVisit,
    visitType: VisitType,
    start: number,
    chosen: readonly Resource[],
    resources: ReadonlyMap<ResourceId, Resource>,
  ): void
}

export function simulateMoves(claimsOn: (resource: Resource, date: string) => readonly Claim[]): MoveSimulation {
  const changed = new Map<string, readonly Claim[]>()
  const keyOf = (resource: Resource, date: string) => `${resource.id} ${date}`
  const claimsAt = (resource: Resource, start: number) => {
    const date = localDate(start, resource.timezone)
    return changed.get(keyOf(resource, date)) ?? claimsOn(resource, date)
  }
  const put = (resource: Resource, start: number, claims: readonly Claim[]) =>
    changed.set(keyOf(resource, localDate(start, resource.timezone)), claims)

  return {
    claimsAt,
    load: (resource, start) => claimsAt(resource, start).length,
    move({ visitId, seats, locationId, start: former, resourceIds }, visitType, start, chosen, resources) {
      for (const resource of resourceIds.flatMap((id) => resources.get(id) ?? [])) {
        put(
          resource,
          former,
          claimsAt(resource, former).filter((claim) => claim.visitId !== visitId),
        )
      }
      for (const resource of chosen) {
        const claim: Claim = {
          kind: 'reservation',
          id: visitId,
          visitId,
          ...claimSpan(start, endOf(visitType, start), visitType),
          seats,
          ...(locationId && { locationId }),
        }
        put(resource, start, [...claimsAt(resource, start), claim])
      }
    },
  }
}
