import type { PersonId, ResourceId, TenantId, VisitId } from '@visita/domain'

/**
 * The few questions that the processes ask of the read models, since no single stream can answer them. The service
 * that runs the processes brings the answers.
 */
export interface ReadModel {
  /** Those that are not archived; may be a moment behind. @throws StoreUnavailable */
  readonly resourceIds: (tenant: TenantId) => Promise<ResourceId[]>
  /** Which of these are ids of visits, whatever has become of them. */
  readonly visitsAmong: (tenant: TenantId, ids: readonly string[]) => Promise<readonly VisitId[]>
  /** When each was last given a visit, as a place in the log; those that never were are not in it. */
  readonly lastAssigned: (
    tenant: TenantId,
    resourceIds: readonly ResourceId[],
  ) => Promise<ReadonlyMap<ResourceId, bigint>>
  /** How many visits the customer has or had with each. */
  readonly usualAgents: (tenant: TenantId, customerId: PersonId) => Promise<ReadonlyMap<ResourceId, number>>
}
