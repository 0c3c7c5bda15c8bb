import { visitOfOffer } from '@visita/agenda'
import {
  isPlacing,
  type KnownVisit,
  openOffer,
  StreamName,
  type TenantId,
  type ToldVisit,
  type VisitEvent,
  type VisitId,
  visit,
  type WaitlistEntryId,
  type WaitlistEvent,
  waitlist,
} from '@visita/domain'
import type { EventStore, RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import type { Offered } from './data.ts'

/** What happened to a visit, from its stream. */
export interface VisitHistory {
  /** As it stands; null where no visit was made of it. */
  readonly now: KnownVisit | null
  /** One of its events, with what stood right after it; null where there is none, or no visit. */
  at(revision: number): {
    readonly eventId: string
    /** Epoch ms. */
    readonly recordedAt: number
    readonly event: VisitEvent
    readonly state: KnownVisit
    readonly next: VisitEvent | null
  } | null
  /** Its revision before that place in the log; -1 where it had not begun. */
  revisionBefore(position: bigint): number
  /** Whether it went to another time or place after that revision: other hands alone are no move. */
  movedSince(revision: number): boolean
  /** The same visit as people are told of it: where it is, and where it was before it was moved there. */
  readonly told: ToldVisit | null
}

/** Reads it once, as it is now. @throws Outage */
export async function readVisit(
  store: Pick<EventStore, 'read'>,
  tenant: TenantId,
  visitId: VisitId,
): Promise<VisitHistory> {
  const recorded = await store.read(StreamName.visit(tenant, visitId))
  const events = recorded as unknown as readonly (VisitEvent & Pick<RecordedEvent, 'id' | 'meta' | 'position'>)[]
  const states: (typeof visit.initial)[] = []
  for (const event of events) states.push(visit.evolve(states.at(-1) ?? visit.initial, event))
  const last = states.at(-1)
  const now = last?.visit ? last : null
  const placing = events.findLast(isPlacing)
  return {
    now,
    at(revision) {
      const event = events[revision]
      const state = states[revision]
      return event && state?.visit
        ? {
            eventId: event.id,
            recordedAt: parseInstant(event.meta.recordedAt),
            event,
            state,
            next: events[revision + 1] ?? null,
          }
        : null
    },
    revisionBefore: (position) => events.findLastIndex((event) => event.position < position),
    movedSince: (revision) => events.slice(revision + 1).some(isMove),
    told: now && { state: now, former: placing && 'former' in placing.data ? placing.data.former : null },
  }
}

const isMove = ({ data }: VisitEvent) =>
  'former' in data && (data.former.start !== data.start || data.former.locationId !== data.locationId)

/** The offer that this event made, while it stands; null once it does not. @throws Outage */
export async function readOffer(
  store: Pick<EventStore, 'read'>,
  tenant: TenantId,
  entryId: WaitlistEntryId,
  eventId: string,
): Promise<Offered | null> {
  const recorded = await store.read(StreamName.waitlist(tenant, entryId))
  const events = recorded as unknown as readonly (WaitlistEvent & { readonly id: string })[]
  const { entry } = events.reduce(waitlist.evolve, waitlist.initial)
  const offer = entry && openOffer(entry)
  const made = events.find(({ id }) => id === eventId)
  if (!offer || made?.type !== 'WaitlistOffered' || made.data.number !== offer.number) return null
  return { visitId: visitOfOffer(tenant, entryId, offer.number), entry, offer }
}
