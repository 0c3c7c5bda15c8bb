import { sql } from 'kysely'
import type { ReadStore } from './connect.ts'
import { withEveryTenant } from './tenant.ts'
import { masterKeys, VaultError } from './vault-keys.ts'

/**
 * Whether the master key opens what lies in the vault, by one person's key; null where there is none yet. Takes a store of
 * `visita_writer`.
 * @throws StoreUnavailable, VaultError when the master key is not 32 bytes
 */
export async function opensVault(store: ReadStore, masterKey: Buffer): Promise<boolean | null> {
  const keys = masterKeys(masterKey)
  const found = await withEveryTenant(store, async (db) => {
    const { rows } = await sql<{ tenant_id: string; person_id: string; wrapped: Buffer }>`
      SELECT tenant_id, person_id, wrapped FROM vault.person_key WHERE wrapped IS NOT NULL LIMIT 1`.execute(db)
    return rows[0]
  })
  if (!found) return null
  try {
    keys.unwrap(found.tenant_id, found.person_id, found.wrapped)
    return true
  } catch (error) {
    if (error instanceof VaultError) return false
    throw error
  }
}
