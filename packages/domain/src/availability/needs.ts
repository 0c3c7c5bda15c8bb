import type { LocationId } from '../ids.ts'
import type { Resource, VisitType } from '../schema.ts'
import type { Need } from './pool.ts'

/** A need, and of which kind of resource. */
export interface KindNeed extends Need {
  readonly kind: Resource['kind']
}

/** Whether it may serve visits of that type, at that location: agents and vehicles that have none come to any. */
export const suits = (resource: Resource, visitType: VisitType, locationId: LocationId | undefined): boolean =>
  (resource.visitTypeIds?.includes(visitType.id) ?? true) &&
  (locationId === undefined ||
    resource.locationId === locationId ||
    (resource.locationId === undefined && (resource.kind === 'agent' || resource.kind === 'vehicle')))

/** What the type needs, as far as the named resources serve; and those of them that do not, or are one too many. */
export function needsOfNamed(
  visitType: VisitType,
  named: readonly Resource[],
  locationId: LocationId | undefined,
): { readonly needs: readonly KindNeed[]; readonly misfits: readonly Resource[] } {
  const needs = visitType.needs.map(({ kind, count }) => ({
    kind,
    count,
    named: named.filter((resource) => resource.kind === kind),
    others: [],
  }))
  const misfits = named.filter(
    (resource) =>
      !suits(resource, visitType, locationId) ||
      !needs.some(({ kind, count, named: mine }) => kind === resource.kind && mine.length <= count),
  )
  return { needs, misfits }
}

/** The same with those of `all` that may fill what is missing. */
export const withOthers = (
  needs: readonly KindNeed[],
  visitType: VisitType,
  all: readonly Resource[],
  locationId: LocationId | undefined,
): readonly KindNeed[] =>
  needs.map((need) => {
    if (need.named.length === need.count) return need
    const others = all.filter(
      (resource) =>
        resource.kind === need.kind &&
        suits(resource, visitType, locationId) &&
        !need.named.some(({ id }) => id === resource.id),
    )
    return { ...need, others }
  })

/** The first need for which there are not enough resources, whenever the visit would be. */
export const shortOf = (needs: readonly KindNeed[]): KindNeed | undefined =>
  needs.find(({ count, named, others }) => named.length + others.length < count)
