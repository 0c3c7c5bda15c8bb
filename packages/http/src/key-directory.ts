import { type Role, TenantId } from '@visita/domain'
import { LRUCache } from 'lru-cache'
import { type KeyParts, parseKey, platformTenant, secretMatches } from './keys.ts'

/** Who is asking: what a valid key stands for. */
export interface Caller {
  /** Null for a platform key, which belongs to no tenant. */
  readonly tenant: TenantId | null
  readonly role: Role
  readonly keyId: string
  /** How events name the caller: `key:<keyId>`. */
  readonly actor: string
}

export interface KeyDirectory {
  /** Who a key stands for; null when it is unknown, wrong or revoked. Rejects only when the store cannot be asked. */
  find(key: string): Promise<Caller | null>
}

export interface TenantKey {
  readonly role: Role
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string
  readonly revoked: boolean
}

/**
 * The keys of one tenant (of `platform` for platform keys), or null when there is no such tenant. Asked for every
 * request, so it answers from memory; with `fresh` it asks the store, for a key that memory does not know.
 */
export type LoadTenantKeys = (tenant: string, fresh: boolean) => Promise<ReadonlyMap<string, TenantKey> | null>

/**
 * Finds callers by their keys. A key that is unknown is looked for once more in the store, so that one that was issued
 * a moment ago works at once; keys that were refused lately are refused without that. Both memories are bounded, and
 * kept apart, so that a stranger who guesses cannot push out those who belong here.
 */
export function createKeyDirectory(load: LoadTenantKeys): KeyDirectory {
  const proven = new LRUCache<string, { caller: Caller; secretHash: string }>({ max: 10_000 })
  const refused = new LRUCache<string, true>({ max: 1000, ttl: 1000, ttlResolution: 100 })

  async function callerOf(raw: string, parts: KeyParts, fresh: boolean): Promise<Caller | null> {
    const key = (await load(parts.tenant, fresh))?.get(parts.keyId)
    if (!key || key.revoked) return null
    const known = proven.get(raw)
    if (known?.secretHash === key.secretHash) return known.caller
    if (!secretMatches(parts.secret, key.secretHash)) return null
    const isPlatform = parts.tenant === platformTenant
    // A platform key is one of the platform's own; no other tenant can hand out that role.
    if (isPlatform !== (key.role === 'platform')) return null
    const tenant = isPlatform ? null : TenantId.parse(parts.tenant)
    const caller = { tenant, role: key.role, keyId: parts.keyId, actor: `key:${parts.keyId}` }
    proven.set(raw, { caller, secretHash: key.secretHash })
    return caller
  }

  return {
    async find(raw) {
      const parts = parseKey(raw)
      if (!parts || refused.get(raw)) return null
      const caller = (await callerOf(raw, parts, false)) ?? (await callerOf(raw, parts, true))
      if (!caller) refused.set(raw, true)
      return caller
    },
  }
}
