import { ResourceId, type SlotEvent, StreamName, slot, VisitId, visit } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import { tenant } from './harness.ts'

/** One resource's local day, folded from its stream. */
export async function slotOf(store: EventStore, resource: string, date: string) {
  const recorded = await store.read(StreamName.slot(tenant, ResourceId.parse(resource), date))
  return recorded.reduce((folded, event) => slot.evolve(folded, event as unknown as SlotEvent), slot.initial)
}

export async function visitOf(store: EventStore, id: string) {
  const recorded = await store.read(StreamName.visit(tenant, VisitId.parse(id)))
  return recorded.reduce((folded, event) => visit.evolve(folded, event as never), visit.initial)
}

/**
 * The reservations that are live on those days, and those that the visits own, each as `visit resource date claim` and in
 * order: when nothing is under way they are the same.
 */
export async function liveAndOwned(
  store: EventStore,
  resources: readonly string[],
  dates: readonly string[],
  visitIds: readonly string[],
): Promise<{ live: string[]; owned: string[] }> {
  const live: string[] = []
  for (const resource of resources) {
    for (const date of dates) {
      const { claims } = await slotOf(store, resource, date)
      const reserved = claims.filter(({ kind }) => kind === 'reservation')
      live.push(...reserved.map(({ visitId, id }) => `${visitId} ${resource} ${date} ${id}`))
    }
  }
  const owned: string[] = []
  for (const id of new Set(visitIds)) {
    const { status, visit: details } = await visitOf(store, id)
    if (!details || status === 'cancelled') continue
    owned.push(...details.claims.map(({ claimId, resourceId, date }) => `${id} ${resourceId} ${date} ${claimId}`))
  }
  return { live: live.sort(), owned: owned.sort() }
}
