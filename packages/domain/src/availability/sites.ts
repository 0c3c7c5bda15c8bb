import type { LocationId } from '../ids.ts'
import type { Resource } from '../schema.ts'
import { candidatesOf, type Need, type ResourcePool } from './pool.ts'

/** A way to have a visit somewhere. A pool offers what any of its sites does. */
export interface Site {
  /** Undefined where nobody knows: then nobody can tell whether there is a way. */
  readonly locationId: LocationId | undefined
  /** Whether the resource may serve there. */
  admits(resource: Resource, isNamed: boolean): boolean
  /** Somebody for whom this holds must be among the visit's resources; null where nobody must. */
  readonly hosts: ((resource: Resource) => boolean) | null
}

/**
 * Where a visit may be. Where the way between locations takes time, all of a visit is at one location: the one that was
 * asked for, else that of its rooms and units, else that of the people: of those who are named, or else of those who
 * are chosen, none of whom has to come from another location then. Who has no location may serve at any.
 */
export function sitesOf({ needs, locationId, policies }: ResourcePool): readonly Site[] {
  const isAt = ({ locationId: own }: Resource, there: LocationId | undefined) => own === undefined || own === there
  if (!policies.travelMinutes) return [{ locationId, admits: () => true, hosts: null }]
  if (locationId) {
    return [{ locationId, admits: (resource) => !isPlace(resource) || isAt(resource, locationId), hosts: null }]
  }
  const atPlaces = locationsOf(needs, isPlace).map((there) => ({
    locationId: there,
    admits: (resource: Resource) => !isPlace(resource) || isAt(resource, there),
    hosts: (resource: Resource) => isPlace(resource) && resource.locationId === there,
  }))
  const named = locationsOf(needs, (resource, isNamed) => isNamed && !isPlace(resource))
  const admits = (there: LocationId | undefined) => (resource: Resource, isNamed: boolean) =>
    isPlace(resource) ? resource.locationId === undefined : isNamed || isAt(resource, there)
  if (named.length > 0) {
    return [...atPlaces, ...named.map((there) => ({ locationId: there, admits: admits(there), hosts: null }))]
  }
  const withPeople = locationsOf(needs, (resource) => !isPlace(resource)).map((there) => ({
    locationId: there,
    admits: admits(there),
    hosts: (resource: Resource) => !isPlace(resource) && resource.locationId === there,
  }))
  return [...atPlaces, ...withPeople, { locationId: undefined, admits: admits(undefined), hosts: null }]
}

/** A visit is where its rooms and units are; agents and vehicles come to it. */
export const isPlace = ({ kind }: Resource): boolean => kind === 'room' || kind === 'unit'

function locationsOf(needs: readonly Need[], counts: (resource: Resource, isNamed: boolean) => boolean): LocationId[] {
  const found = new Set<LocationId>()
  for (const need of needs) {
    for (const resource of candidatesOf(need)) {
      if (resource.locationId && counts(resource, need.named.includes(resource))) found.add(resource.locationId)
    }
  }
  return [...found]
}
