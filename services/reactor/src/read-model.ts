import type { ReadModel } from '@visita/agenda'
import { lastAssigned, resourceIds, usualAgents, visitsAmong } from '@visita/projections'
import { type ReadStore, withTenant } from '@visita/read-store'

/** What the processes ask of the read models. */
export const createReadModel = (readStore: ReadStore): ReadModel => ({
  resourceIds: (tenant) => withTenant(readStore, tenant, (db) => resourceIds(db, tenant)),
  visitsAmong: (tenant, ids) => withTenant(readStore, tenant, (db) => visitsAmong(db, tenant, ids)),
  lastAssigned: (tenant, ids) => withTenant(readStore, tenant, (db) => lastAssigned(db, tenant, ids)),
  usualAgents: (tenant, customerId) => withTenant(readStore, tenant, (db) => usualAgents(db, tenant, customerId)),
})
