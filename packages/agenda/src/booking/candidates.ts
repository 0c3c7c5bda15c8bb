import {
  type LocationId,
  type Need,
  needsOfNamed,
  type ResourceId,
  shortOf,
  suits,
  type TenantId,
  type VisitType,
  withOthers,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Configuration } from '../configuration.ts'
import type { ResourceIndex } from '../resource-index.ts'

export { type Need, suits }

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
): Promise<readonly Need[]> {
  const named = await Promise.all([...new Set(asked.resourceIds)].map((id) => configuration.resource(tenant, id)))
  const { needs, misfits } = needsOfNamed(visitType, named, asked.locationId)
  if (misfits.length > 0) {
    throw new ProblemError(422, 'resources-do-not-fit', 'These resources cannot serve this visit', {
      resourceIds: misfits.map(({ id }) => id),
      needs: visitType.needs,
    })
  }
  if (!shortOf(needs)) return needs
  const filled = withOthers(needs, visitType, await resourceIndex.of(tenant), asked.locationId)
  const missing = shortOf(filled)
  if (!missing) return filled
  const { kind, count } = missing
  throw new ProblemError(422, 'no-resource-fits', 'There is no resource that can serve this visit', { kind, count })
}
