import type { ResourceId, TenantId } from '@visita/domain'
import { StoreUnavailable } from '@visita/read-store'
import { LRUCache } from 'lru-cache'

/** Whose turn it is, for the tenants that assign in turn. */
export interface Rotation {
  /** When each was last assigned: a greater number is later, and who is not in it never was. */
  lastAssigned(tenant: TenantId, ids: readonly ResourceId[]): Promise<ReadonlyMap<ResourceId, number>>
  /** Their time was just taken here, at that place in the log; the read model will tell of it a moment later. */
  assigned(tenant: TenantId, ids: readonly ResourceId[], position: bigint): void
}

/**
 * `lookUp` answers from the read model with places in the log; it is asked for each resource at most once in `maxAgeMs`.
 * What was assigned in this process since goes before. Without the read model the turn goes on from what is known here:
 * nobody is refused a visit over whose turn it is.
 */
export function createRotation(
  lookUp: (tenant: TenantId, ids: readonly ResourceId[]) => Promise<ReadonlyMap<ResourceId, bigint>>,
  monotonic: () => number,
  maxAgeMs = 1000,
): Rotation {
  const looked = new LRUCache<string, { readonly position: number; readonly at: number }>({ max: 20_000 })
  const own = new LRUCache<string, number>({ max: 20_000 })
  const keyOf = (tenant: TenantId, id: ResourceId) => `${tenant} ${id}`

  async function look(tenant: TenantId, ids: readonly ResourceId[]): Promise<void> {
    const at = monotonic()
    const stale = ids.filter((id) => at - (looked.get(keyOf(tenant, id))?.at ?? Number.NEGATIVE_INFINITY) > maxAgeMs)
    if (stale.length === 0) return
    try {
      const found = await lookUp(tenant, stale)
      for (const id of stale) looked.set(keyOf(tenant, id), { position: Number(found.get(id) ?? 0n), at })
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
    }
  }

  return {
    async lastAssigned(tenant, ids) {
      await look(tenant, ids)
      const last = new Map<ResourceId, number>()
      for (const id of ids) {
        const key = keyOf(tenant, id)
        const position = Math.max(own.get(key) ?? 0, looked.get(key)?.position ?? 0)
        if (position > 0) last.set(id, position)
      }
      return last
    },
    assigned(tenant, ids, position) {
      for (const id of ids) own.set(keyOf(tenant, id), Number(position))
    },
  }
}
