import {
  block,
  bulkMove,
  contactPoint,
  customer,
  notification,
  resource,
  series,
  slot,
  template,
  tenant,
  visit,
  visitType,
  waitlist,
} from '@visita/domain'
import { createHandler, type EventStore, type RecordedEvent } from '@visita/event-store'
import { type Clock, monotonic, toInstant } from '@visita/runtime'

/** One command handler for each kind of stream, with what it keeps folded in memory. */
export type Aggregates = ReturnType<typeof createAggregates>

export function createAggregates(store: EventStore, clock: Clock, options: { readonly freshMs?: number } = {}) {
  const common = {
    store,
    monotonic,
    now: () => toInstant(clock.now()),
    ...options,
  }
  return {
    slot: createHandler({ ...common, decider: slot, cacheSize: 5_000 }),
    visit: createHandler({ ...common, decider: visit, cacheSize: 2_000 }),
    customer: createHandler({ ...common, decider: customer, cacheSize: 2_000 }),
    tenant: createHandler({ ...common, decider: tenant, cacheSize: 1_000 }),
    resource: createHandler({ ...common, decider: resource, cacheSize: 5_000 }),
    visitType: createHandler({ ...common, decider: visitType, cacheSize: 2_000 }),
    block: createHandler({ ...common, decider: block, cacheSize: 1_000 }),
    waitlist: createHandler({ ...common, decider: waitlist, cacheSize: 1_000 }),
    bulkMove: createHandler({ ...common, decider: bulkMove, cacheSize: 1_000 }),
    series: createHandler({ ...common, decider: series, cacheSize: 1_000 }),
    contactPoint: createHandler({ ...common, decider: contactPoint, cacheSize: 5_000 }),
    notification: createHandler({ ...common, decider: notification, cacheSize: 500 }),
    // Most of those asked for are not there: tenants write few texts of their own.
    template: createHandler({ ...common, decider: template, cacheSize: 5_000 }),
  }
}

/**
 * Keeps configuration current without reading it: from now on, every change of a tenant, a resource, a visit type or a
 * template reaches the handlers as it is written, whoever wrote it. Resolves when the signal ends it.
 */
export async function keepConfigurationCurrent(
  store: EventStore,
  aggregates: Aggregates,
  signal: AbortSignal,
): Promise<void> {
  const { tenant, resource, visitType, template } = aggregates
  const observers: Record<string, { observe(event: RecordedEvent): void; setLive(live: boolean): void }> = {
    tenant,
    resource,
    visitType,
    template,
  }
  const setLive = (live: boolean) => {
    for (const handler of Object.values(observers)) handler.setLive(live)
  }
  await store.follow({
    name: 'configuration',
    from: await store.head(),
    prefixes: Object.keys(observers).map((category) => `${category}-`),
    signal,
    onCaughtUp: () => setLive(true),
    onBrokenOff: () => setLive(false),
    handle: async (batch) => {
      for (const event of batch) observers[event.category]?.observe(event)
    },
  })
}
