import type { RecordedEvent } from '@visita/event-store'

/** Why an event was recorded. */
export interface Cause {
  /** The event that made a policy act, what made that one happen, and so on: the nearest first. Empty where somebody asked for it. */
  readonly chain: readonly CausingEvent[]
  /** Whether the chain was followed to its beginning. It is not where an event outside of the visit's story made it so. */
  readonly complete: boolean
  /** Who sent the request that it all began with; null where that is not part of the story. */
  readonly by: { readonly actor: string; readonly role: string; readonly channel: string } | null
}

export interface CausingEvent {
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly revision: number
}

/** Resolves causes among these events, which should be all that were read, told or not. */
export function causes(known: readonly RecordedEvent[]): (event: RecordedEvent) => Cause {
  const byId = new Map(known.map((event) => [event.id, event]))
  const asked = new Map<string, RecordedEvent>()
  for (const event of known) {
    if (event.meta.causationId === undefined && !asked.has(event.meta.correlationId)) {
      asked.set(event.meta.correlationId, event)
    }
  }
  return (event) => {
    const chain: CausingEvent[] = []
    const passed = new Set<string>()
    let at: RecordedEvent | undefined = event
    while (at?.meta.causationId !== undefined && !passed.has(at.id)) {
      passed.add(at.id)
      at = byId.get(at.meta.causationId)
      if (at) chain.push({ eventId: at.id, type: at.type, stream: at.stream, revision: Number(at.revision) })
    }
    const began = at && at.meta.causationId === undefined ? at : asked.get(event.meta.correlationId)
    const by = began ? { actor: began.meta.actor, role: began.meta.role, channel: began.meta.channel } : null
    return { chain, complete: at !== undefined, by }
  }
}
