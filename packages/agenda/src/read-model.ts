import type { ResourceId, TenantId } from '@visita/domain'

/**
 * The few questions that the processes ask of the read models, since no single stream can answer them. The service
 * that runs the processes brings the answers.
 */
export interface ReadModel {
  /** Those that are not archived; may be a moment behind. @throws StoreUnavailable */
  readonly resourceIds: (tenant: TenantId) => Promise<ResourceId[]>
}
