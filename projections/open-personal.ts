import { openAll, personsIn, type RecordedEvent } from '@visita/event-store'
import type { Vault } from '@visita/read-store'
import { tenantOf } from './define.ts'

const none: ReadonlyMap<string, Buffer> = new Map()

/**
 * Opens the personal fields of a batch of events: collects whose keys are needed over all tenants, and asks for them
 * once. Where a key is gone the field reads `erased`.
 */
export function personalOpener(vault: Pick<Vault, 'keysOfAll'>) {
  return async (events: readonly RecordedEvent[]): Promise<readonly RecordedEvent[]> => {
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
