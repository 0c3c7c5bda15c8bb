import { slot, visit } from '@visita/domain'
import { createHandler, type EventStore } from '@visita/event-store'
import { type Clock, monotonic, toInstant } from '@visita/runtime'

/** The streams that the reactor's commands go to. Freshness 0: it acts seldom, and on what is there now. */
export function createAggregates(store: EventStore, clock: Clock) {
  const common = { store, monotonic, now: () => toInstant(clock.now()), freshMs: 0, cacheSize: 1000 }
  return { slot: createHandler({ ...common, decider: slot }), visit: createHandler({ ...common, decider: visit }) }
}
export type Aggregates = ReturnType<typeof createAggregates>
