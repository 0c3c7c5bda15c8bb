import type { TenantId } from '@visita/domain'
import { readTables, type TenantDb } from '../tables.ts'
import type { ChannelAccountRow } from './table.ts'

/** The tenant's own accounts, at most one a channel. */
export async function channelAccountsOf(db: TenantDb, tenant: TenantId): Promise<ChannelAccountRow[]> {
  return readTables(db)
    .selectFrom('read.channel_account')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('channel')
    .execute()
}

/**
 * Whose own number it is, by WhatsApp's id of it. Only one tenant can have a number; where several say so, whoever said it
 * first. Sees every tenant's, as whoever receives for all of them.
 */
export async function tenantsOfNumber(db: TenantDb, phoneNumberId: string): Promise<TenantId[]> {
  const rows = await readTables(db)
    .selectFrom('read.channel_account')
    .select('tenant_id')
    .where('phone_number_id', '=', phoneNumberId)
    .orderBy('set_at')
    .orderBy('tenant_id')
    .limit(10)
    .execute()
  return rows.map(({ tenant_id }) => tenant_id as TenantId)
}
