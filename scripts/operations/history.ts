import { type AuditEvent, auditEvent, type Cause, visitTimeline } from '@visita/audit'
import { StreamName, type TenantId, type VisitId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { allTenants, relatedStreams } from '@visita/projections'
import { type ReadStore, withEveryTenant } from '@visita/read-store'

/** Everything that the log says of a visit. Its personal data and free texts are as the log has them: sealed. */
export interface History {
  readonly visitId: VisitId
  readonly tenant: TenantId
  /** What the visit is, after these events. */
  readonly status: string
  readonly events: readonly (AuditEvent & { readonly cause: Cause })[]
}

/**
 * The same that the read API tells an auditor. `asOf` (epoch ms) leaves out what was recorded later. Null: there is, or was
 * then, no such visit. `readStore` as `visita_writer`, since nobody has said whose visit it is.
 * @throws Outage, InvalidEvent, StoreUnavailable
 */
export async function historyOf(
  store: Pick<EventStore, 'read'>,
  readStore: ReadStore,
  visitId: VisitId,
  asOf: number | null,
): Promise<History | null> {
  const tenant = await tenantOf(store, readStore, visitId)
  if (tenant === null) return null
  const related = () => relatedStreams(readStore, tenant, visitId)
  const timeline = await visitTimeline((stream) => store.read(stream), related, { tenant, visitId, asOf })
  if (!timeline) return null
  const events = timeline.entries.map(({ event, cause }) => ({ ...auditEvent(event), cause }))
  return { visitId, tenant, status: timeline.state.status, events }
}

/** Whose visit it is. A visit is a stream of its tenant's, and there are not so many tenants. */
async function tenantOf(
  store: Pick<EventStore, 'read'>,
  readStore: ReadStore,
  visitId: VisitId,
): Promise<TenantId | null> {
  for (const tenant of await withEveryTenant(readStore, allTenants)) {
    if ((await store.read(StreamName.visit(tenant, visitId), { limit: 1 })).length > 0) return tenant
  }
  return null
}
