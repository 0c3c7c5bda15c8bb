import { type Resource, type ResourceId, StreamName, type TenantId } from '@visita/domain'
import { LRUCache } from 'lru-cache'
import type { Aggregates } from './aggregates.ts'

/** Which resources a tenant has. What they are comes from their own streams. */
export interface ResourceIndex {
  of(tenant: TenantId): Promise<Resource[]>
  /** One that has just been configured here, before the read model tells of it. */
  add(tenant: TenantId, id: ResourceId): void
}

/**
 * `list` answers from the read model, which may be a moment behind: that is good enough to choose among resources,
 * since each is then looked up in its own stream. The list may be `maxAgeMs` old besides, and a resource a second.
 */
export function createResourceIndex(
  aggregates: Aggregates,
  list: (tenant: TenantId) => Promise<readonly ResourceId[]>,
  monotonic: () => number,
  maxAgeMs = 2000,
): ResourceIndex {
  const known = new LRUCache<string, { ids: Set<ResourceId>; at: number | null; loading: Promise<void> | null }>({
    max: 1000,
  })

  function entryOf(tenant: TenantId) {
    let entry = known.get(tenant)
    if (!entry) {
      entry = { ids: new Set(), at: null, loading: null }
      known.set(tenant, entry)
    }
    return entry
  }

  return {
    async of(tenant) {
      const entry = entryOf(tenant)
      if (entry.at === null || monotonic() - entry.at > maxAgeMs) {
        entry.loading ??= (async () => {
          const asked = monotonic()
          for (const id of await list(tenant)) entry.ids.add(id)
          entry.at = asked
        })().finally(() => {
          entry.loading = null
        })
        await entry.loading
      }
      const loaded = await Promise.all(
        [...entry.ids].map((id) => aggregates.resource.load(StreamName.resource(tenant, id), Math.min(maxAgeMs, 1000))),
      )
      return loaded.flatMap(({ state }) => (state.resource && !state.archived ? [state.resource] : []))
    },
    add(tenant, id) {
      entryOf(tenant).ids.add(id)
    },
  }
}
