import { type Claim, epochOf, type Interval, isLive, type SlotEvent, type SlotState } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { Past } from '../as-of/past.ts'
import type { Obstacle } from './finding.ts'

/** The time of a visit, and what it takes with its buffers; epoch ms. */
export interface Wanted {
  readonly visit: Interval
  readonly covers: Interval
}

/** The claims of a day that are in the way, by their ids, in the order of the ids. */
export function obstaclesOf(day: Past<SlotState>, ids: readonly string[], wanted: Wanted): Obstacle[] {
  const begun = beginnings(day.events)
  return ids.flatMap((id) => {
    const claim = day.state.claims.find((one) => one.id === id)
    const because = begun.get(id)
    return claim && because ? [obstacle(claim, because, wanted)] : []
  })
}

/**
 * What made the time free, where something had taken it: the newest end of a claim that met it, or else a hold that nobody
 * released and that has run out by `asOf` (epoch ms).
 */
export function freedBy({ events, state }: Past<SlotState>, covers: Interval, asOf: number): RecordedEvent | null {
  const begun = beginnings(events)
  const meets = (id: string | undefined) => {
    const event = id === undefined ? undefined : begun.get(id)
    return event !== undefined && intersects(coversOf(event), covers)
  }
  const ended = events.findLast((event) => meets(endedBy(event as unknown as SlotEvent)))
  if (ended) return ended
  const expired = state.claims.findLast((claim) => !isLive(claim, asOf) && intersects(claim, covers))
  return (expired && begun.get(expired.id)) ?? null
}

type Taking = Extract<SlotEvent, { type: 'SlotReserved' | 'SlotHeld' | 'SlotBlocked' }>

/** The events that took the time, by the ids of what they made; of a block that was laid anew the newest. */
function beginnings(events: readonly RecordedEvent[]): ReadonlyMap<string, RecordedEvent> {
  const found = new Map<string, RecordedEvent>()
  for (const event of events) {
    const { type, data } = event as unknown as SlotEvent
    if (type === 'SlotReserved') found.set(data.claimId, event)
    else if (type === 'SlotHeld') found.set(data.holdId, event)
    else if (type === 'SlotBlocked') found.set(data.blockId, event)
  }
  return found
}

function endedBy({ type, data }: SlotEvent): string | undefined {
  if (type === 'SlotReleased') return data.claimId
  if (type === 'SlotHoldReleased') return data.holdId
  return type === 'SlotUnblocked' ? data.blockId : undefined
}

const coversOf = ({ data }: RecordedEvent): Interval => {
  const { coversFrom, coversUntil } = data as Taking['data']
  return { from: epochOf(coversFrom), until: epochOf(coversUntil) }
}

function obstacle(claim: SlotState['claims'][number], because: RecordedEvent, wanted: Wanted): Obstacle {
  const data = because.data as Taking['data']
  const [start, end] = 'start' in data ? [data.start, data.end] : [data.coversFrom, data.coversUntil]
  const own = { from: epochOf(start), until: epochOf(end) }
  return {
    kind: claim.kind,
    id: claim.id,
    visitId: claim.visitId ?? null,
    start: own.from,
    end: own.until,
    covers: { from: claim.from, until: claim.until },
    seats: claim.seats,
    expiresAt: claim.expiresAt ?? null,
    purpose: claim.purpose ?? null,
    source: claim.source ?? null,
    locationId: claim.locationId ?? null,
    meets: meetingOf(claim, own, wanted),
    because,
  }
}

const meetingOf = (claim: Claim, own: Interval, { visit, covers }: Wanted): Obstacle['meets'] =>
  intersects(own, visit) ? 'visit' : intersects(claim, covers) ? 'buffer' : 'travel'

const intersects = (a: Interval, b: Interval) => a.from < b.until && b.from < a.until
