import {
  type BulkMoveEvent,
  epochOf,
  type KnownVisit,
  type Occasion,
  type SeriesEvent,
  type SeriesId,
  StreamName,
  type TenantId,
  type ToldVisit,
  type VisitEvent,
  type VisitId,
  type VisitState,
  visit as visits,
  type WaitlistEvent,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import pLimit from 'p-limit'
import type { ReadApiOptions } from '../app.ts'
import { streamsAtOnce } from '../as-of/past.ts'

/** The events of which there may be something to tell. */
export const tellingEvents = [
  'VisitRequested',
  'VisitConfirmed',
  'VisitCancelled',
  'VisitRescheduled',
  'VisitReassigned',
  'VisitNoShowMarked',
  'VisitParticipantAdded',
  'SeriesSettled',
  'SeriesCancelled',
  'BulkMoveFinished',
  'BulkMoveUndoFinished',
  'WaitlistOffered',
] as const

/** A visit's stream, and the visit after each of its events. */
export interface VisitPast {
  readonly events: readonly (VisitEvent & Pick<RecordedEvent, 'meta'>)[]
  readonly states: readonly VisitState[]
}

/** The visit as it had been written down by then (epoch ms). */
export const visitAt = ({ events, states }: VisitPast, at: number): VisitState =>
  states[events.findLastIndex(({ meta }) => parseInstant(meta.recordedAt) <= at)] ?? visits.initial

/** What happened, as the planner is told, and the visits that it is about. */
export interface Happened {
  readonly occasions: readonly Occasion[]
  readonly pasts: ReadonlyMap<VisitId, VisitPast>
}

/** Reads what these events are about, each stream once. @throws Outage */
export async function occasionsOf(
  { readStream, readVisitEvents }: Pick<ReadApiOptions, 'readStream' | 'readVisitEvents'>,
  tenant: TenantId,
  events: readonly RecordedEvent[],
): Promise<Happened> {
  const few = pLimit(streamsAtOnce)
  const reading = new Map<VisitId, Promise<VisitPast>>()
  const pasts = new Map<VisitId, VisitPast>()

  function past(id: VisitId): Promise<VisitPast> {
    const known = reading.get(id)
    if (known) return known
    const read = few(async () => {
      const recorded = (await readVisitEvents(tenant, id)) as unknown as VisitPast['events']
      const states: VisitState[] = []
      for (const event of recorded) states.push(visits.evolve(states.at(-1) ?? visits.initial, event))
      const found = { events: recorded, states }
      pasts.set(id, found)
      return found
    })
    reading.set(id, read)
    return read
  }

  /** The visits as they stood right after those revisions. */
  const toldAt = async (found: readonly { visitId: VisitId; revision: number }[]): Promise<ToldVisit[]> => {
    const told = await Promise.all(
      found.map(async ({ visitId, revision }) => {
        const { events, states } = await past(visitId)
        const [event, state] = [events[revision], states[revision]]
        if (!event || !state?.visit) return []
        return [{ state, former: 'former' in event.data ? event.data.former : null }]
      }),
    )
    return told.flat()
  }

  const stream = async <Event>(name: StreamName, until: bigint): Promise<readonly Event[]> => {
    const recorded = await few(() => readStream(name))
    return recorded.filter(({ position }) => position <= until) as unknown as readonly Event[]
  }

  async function bookedIn(seriesId: SeriesId, until: bigint): Promise<VisitId[]> {
    const series = await stream<SeriesEvent>(StreamName.series(tenant, seriesId), until)
    return series.flatMap(({ type, data }) => (type === 'SeriesOccurrenceBooked' ? [data.visitId] : []))
  }

  async function occasionOf(recorded: RecordedEvent): Promise<Occasion | null> {
    const { id: eventId, meta, position } = recorded
    const event = recorded as unknown as VisitEvent | SeriesEvent | BulkMoveEvent | WaitlistEvent
    const recordedAt = parseInstant(meta.recordedAt)
    const cause = { eventId, at: epochOf(event.data.at), recordedAt }
    switch (event.type) {
      case 'SeriesCancelled': {
        const from = epochOf(event.data.from)
        const pasts = await Promise.all((await bookedIn(event.data.seriesId, position)).map(past))
        const visits: KnownVisit[] = []
        let last = recordedAt
        for (const { events, states } of pasts) {
          const at = states.findIndex(({ visit }) => visit?.seriesFrom === from)
          const [end, state] = [events[at], states[at]]
          if (!end || !state?.visit) continue
          visits.push(state)
          last = Math.max(last, parseInstant(end.meta.recordedAt))
        }
        // It is told once the last of them is cancelled.
        return { about: 'series-cancelled', cause: { ...cause, recordedAt: last }, visits }
      }
      case 'SeriesSettled': {
        const booked = await bookedIn(event.data.seriesId, position)
        const states = await Promise.all(booked.map(async (id) => visitAt(await past(id), recordedAt)))
        return { about: 'series', cause, visits: states.filter((state): state is KnownVisit => state.visit !== null) }
      }
      case 'BulkMoveFinished':
      case 'BulkMoveUndoFinished': {
        const type = event.type === 'BulkMoveFinished' ? 'BulkMoveVisitMoved' : 'BulkMoveVisitReturned'
        const moves = await stream<BulkMoveEvent>(StreamName.bulkMove(tenant, event.data.bulkMoveId), position)
        const done = moves.flatMap((one) => (one.type === type ? [one.data] : []))
        return { about: 'bulk-move', cause, visits: await toldAt(done) }
      }
      case 'WaitlistOffered': {
        const { entryId, start, expiresAt } = event.data
        const [joined] = await stream<WaitlistEvent>(StreamName.waitlist(tenant, entryId), position)
        if (joined?.type !== 'WaitlistJoined') return null
        const { customerId } = joined.data
        return { about: 'offer', cause, entryId, customerId, start: epochOf(start), expiresAt: epochOf(expiresAt) }
      }
      default: {
        if (!('visitId' in event.data) || !event.data.visitId) return null
        const { events, states } = await past(event.data.visitId)
        const at = Number(recorded.revision)
        const [told, state, next] = [events[at], states[at], events[at + 1]]
        return told && state?.visit ? { about: 'visit', cause, event: told, state, next: next ?? null } : null
      }
    }
  }

  const found = await Promise.all(events.map(occasionOf))
  return { occasions: found.filter((occasion) => occasion !== null), pasts }
}

/** The visits that an occasion is about. */
export function visitsOf(occasion: Occasion): readonly KnownVisit[] {
  switch (occasion.about) {
    case 'visit':
    case 'reminders':
    case 'reply':
      return [occasion.state]
    case 'series':
    case 'series-cancelled':
      return occasion.visits
    case 'bulk-move':
      return occasion.visits.map(({ state }) => state)
    case 'offer':
      return []
  }
}
