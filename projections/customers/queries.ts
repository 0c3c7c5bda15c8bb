import type { TenantId } from '@visita/domain'
import { readTables, type TenantDb } from '../tables.ts'
import type { CustomerRow } from './table.ts'

export async function findCustomer(db: TenantDb, tenant: TenantId, customerId: string): Promise<CustomerRow | null> {
  const row = await readTables(db)
    .selectFrom('read.customer')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  return row ?? null
}

/** Whoever the tenant's own system knows by this id. */
export async function customerIdsOf(db: TenantDb, tenant: TenantId, externalId: string): Promise<string[]> {
  const rows = await readTables(db)
    .selectFrom('read.customer')
    .select('customer_id')
    .where('tenant_id', '=', tenant)
    .where('external_id', '=', externalId)
    .execute()
  return rows.map(({ customer_id }) => customer_id)
}
