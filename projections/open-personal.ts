import { openAll, personsIn, type RecordedEvent } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { tenantOf } from './define.ts'

const none: ReadonlyMap<string, Buffer> = new Map()

/** The same, with what is sealed in their data opened. Of rows of a tenant: `ids` is the tenant alone. */
export type OpenPersonal = <Item extends Pick<RecordedEvent, 'ids' | 'data'>>(
  items: readonly Item[],
) => Promise<readonly Item[]>

/**
 * Opens the personal fields of a batch of events: collects whose keys are needed over all tenants, and asks for them
 * once. Where a key is gone the field reads `erased`.
 */
export function personalOpener(vault: Pick<Vault, 'keysOfAll'>): OpenPersonal {
  return async (events) => {
    const wanted = new Map<string, Set<string>>()
    for (const event of events) {
      const tenant = tenantOf(event)
      const persons = wanted.get(tenant) ?? new Set()
      if (personsIn(event.data, persons).size > 0) wanted.set(tenant, persons)
    }
    if (wanted.size === 0) return events
    const keys = await vault.keysOfAll(wanted)
    return events.map((event) => {
      const tenant = tenantOf(event)
      const data = openAll(event.data, tenant, keys.get(tenant) ?? none)
      return data === event.data ? event : { ...event, data, sealed: event.data }
    })
  }
}
