import type { LocationId, Need, Resource, ResourceId, TenantId, VisitType } from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Configuration } from '../configuration.ts'
import type { ResourceIndex } from '../resource-index.ts'

export type { Need }

/** Whether it may serve visits of that type, at that location: agents and vehicles that have none come to any. */
export const suits = (resource: Resource, visitType: VisitType, locationId: LocationId | undefined) =>
  (resource.visitTypeIds?.includes(visitType.id) ?? true) &&
  (locationId === undefined ||
    resource.locationId === locationId ||
    (resource.locationId === undefined && (resource.kind === 'agent' || resource.kind === 'vehicle')))

/**
 * Sorts the resources that may serve by what the type needs. Named resources fill their kinds; what is left open may
 * be filled by any that suits.
 * @throws 404 for an unknown resource; 422 `resources-do-not-fit` when the named ones are not what the type needs.
 */
export async function candidatesFor(
  { configuration, resourceIndex }: { configuration: Configuration; resourceIndex: ResourceIndex },
  tenant: TenantId,
  visitType: VisitType,
  asked: { resourceIds?: readonly ResourceId[] | undefined; locationId?: LocationId | undefined },
): Promise<Need[]> {
  const named = await Promise.all([...new Set(asked.resourceIds)].map((id) => configuration.resource(tenant, id)))
  const needs = visitType.needs.map(({ kind, count }) => ({
    kind,
    count,
    named: named.filter((resource) => resource.kind === kind),
  }))
  const misfits = named.filter(
    (resource) =>
      !suits(resource, visitType, asked.locationId) ||
      !needs.some(({ kind, count, named: mine }) => kind === resource.kind && mine.length <= count),
  )
  if (misfits.length > 0) {
    throw new ProblemError(422, 'resources-do-not-fit', 'These resources cannot serve this visit', {
      resourceIds: misfits.map(({ id }) => id),
      needs: visitType.needs,
    })
  }
  if (needs.every(({ count, named: mine }) => mine.length === count))
    return needs.map((need) => ({ ...need, others: [] }))

  const all = await resourceIndex.of(tenant)
  return needs.map(({ kind, count, named: mine }) => {
    if (mine.length === count) return { count, named: mine, others: [] }
    const others = all.filter(
      (resource) =>
        resource.kind === kind &&
        suits(resource, visitType, asked.locationId) &&
        !mine.some(({ id }) => id === resource.id),
    )
    if (mine.length + others.length < count) {
      throw new ProblemError(422, 'no-resource-fits', 'There is no resource that can serve this visit', { kind, count })
    }
    return { count, named: mine, others }
  })
}
