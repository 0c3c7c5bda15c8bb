import type { LocationId, ResourceId, TenantId, VisitTypeId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { ProblemError } from '@visita/http'
import { claimsAhead, resourceIds, visitsAhead } from '@visita/projections'
import { type ReadStore, waitForPosition, withTenant } from '@visita/read-store'

/** The few questions that commands ask of the read models: those that no single stream can answer. */
export interface ReadModel {
  readonly resourceIds: (tenant: TenantId) => Promise<ResourceId[]>
  /** Live claims of a resource from its local day of `now` (epoch ms) on. */
  readonly hasClaimsAhead: (tenant: TenantId, resourceId: ResourceId, now: number) => Promise<boolean>
  readonly hasVisitsAhead: (
    tenant: TenantId,
    of: { readonly locationId: LocationId } | { readonly typeId: VisitTypeId },
    now: number,
  ) => Promise<boolean>
}

export function createReadModel(readStore: ReadStore, store: EventStore): ReadModel {
  /** Waits until the read models have seen everything that is in the log now, so that a "no" is a no. */
  async function caughtUp(): Promise<void> {
    if (await waitForPosition(readStore, ['agenda-day', 'visits'], await store.head(), 2000)) return
    throw new ProblemError(503, 'read-model-behind', 'The read models are behind', {}, { 'retry-after': '2' })
  }
  return {
    resourceIds: (tenant) => withTenant(readStore, tenant, (db) => resourceIds(db, tenant)),
    async hasClaimsAhead(tenant, resourceId, now) {
      await caughtUp()
      return withTenant(readStore, tenant, (db) => claimsAhead(db, tenant, resourceId, now))
    },
    async hasVisitsAhead(tenant, of, now) {
      await caughtUp()
      return withTenant(readStore, tenant, (db) => visitsAhead(db, tenant, of, now))
    },
  }
}
