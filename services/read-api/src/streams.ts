import { StreamName, type TenantId, tenant, type VisitId, visit } from '@visita/domain'
import { createHandler, type EventStore } from '@visita/event-store'
import type { LoadTenantKeys } from '@visita/http'
import { type Clock, monotonic, toInstant } from '@visita/runtime'
import { tenantKeys } from '@visita/service'
import type { ReadApiOptions } from './app.ts'
import { createRecordAudit } from './audit/recording.ts'

/**
 * The questions that are answered from streams: how a visit stands now and how it got there, and whose key this is.
 * Nothing is written but who has read the log.
 */
export function createStreams(
  store: EventStore,
  clock: Clock,
): Pick<ReadApiOptions, 'readVisit' | 'readVisitEvents' | 'readStream' | 'recordAudit'> & {
  tenantKeys: LoadTenantKeys
} {
  const common = { store, monotonic, now: () => toInstant(clock.now()) }
  const visits = createHandler({ ...common, decider: visit, cacheSize: 5_000 })
  const tenants = createHandler({ ...common, decider: tenant, cacheSize: 1_000 })
  return {
    readVisit: (tenantId: TenantId, id: VisitId) => visits.load(StreamName.visit(tenantId, id), 0),
    readVisitEvents: (tenantId: TenantId, id: VisitId) => store.read(StreamName.visit(tenantId, id)),
    readStream: (stream) => store.read(stream),
    recordAudit: createRecordAudit(store, clock),
    tenantKeys: tenantKeys(tenants),
  }
}
