import { type Choices, noChoices, type PersonId, type TenantId } from '@visita/domain'
import { hasRow, readTables, type TenantDb } from '../tables.ts'
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

/** What somebody wants to be told of: everything, where they have said nothing. */
export async function findChoices(db: TenantDb, tenant: TenantId, customerId: string): Promise<Choices> {
  const row = await readTables(db)
    .selectFrom('read.customer_choice')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('customer_id', '=', customerId)
    .executeTakeFirst()
  if (!row) return noChoices
  return { preferences: row.preferences, quietHours: row.quiet_hours, legalOptOut: row.legal_opt_out }
}

/** Whether the person ever came along to a visit. */
export const takesPart = (db: TenantDb, tenant: TenantId, personId: string): Promise<boolean> =>
  hasRow(
    readTables(db)
      .selectFrom('read.participant')
      .select('person_id')
      .where('tenant_id', '=', tenant)
      .where('person_id', '=', personId),
  )

/** Everybody whose phone this is, E.164: one may be a family's. */
export async function customerIdsOfPhone(db: TenantDb, tenant: TenantId, phone: string): Promise<PersonId[]> {
  const rows = await readTables(db)
    .selectFrom('read.customer')
    .select('customer_id')
    .where('tenant_id', '=', tenant)
    .where('phone', '=', phone)
    .execute()
  return rows.map(({ customer_id }) => customer_id as PersonId)
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
