import { contactPoint, customer, tenant, visit, waitlist } from '@visita/domain'
import { createHandler, type EventStore } from '@visita/event-store'
import { createNotifications } from '@visita/notifications'
import { type Clock, monotonic, toInstant } from '@visita/runtime'

/** The streams that a message is about, folded, and the messages themselves. */
export type Streams = ReturnType<typeof createStreams>

export function createStreams(store: EventStore, clock: Pick<Clock, 'now'>) {
  const common = { store, monotonic, now: () => toInstant(clock.now()) }
  return {
    notifications: createNotifications(common),
    visits: createHandler({ ...common, decider: visit, cacheSize: 1_000 }),
    customers: createHandler({ ...common, decider: customer, cacheSize: 1_000 }),
    tenants: createHandler({ ...common, decider: tenant, cacheSize: 1_000 }),
    waitlists: createHandler({ ...common, decider: waitlist, cacheSize: 500 }),
    contactPoints: createHandler({ ...common, decider: contactPoint, cacheSize: 1_000 }),
  }
}
