import type { ReadModel } from '@visita/agenda'
import { resourceIds } from '@visita/projections'
import { type ReadStore, withTenant } from '@visita/read-store'

/** What the processes ask of the read models. */
export const createReadModel = (readStore: ReadStore): ReadModel => ({
  resourceIds: (tenant) => withTenant(readStore, tenant, (db) => resourceIds(db, tenant)),
})
