import type {
  BulkMoveEvent,
  SeriesEvent,
  SlotEvent,
  VisitAbandonedData,
  VisitEvent,
  VisitId,
  VisitMovedData,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'

/** Whose day a claim of the visit lies on. */
export interface ClaimedDay {
  readonly resourceId: string
  readonly date: string
}

/** Where a visit's own events say that it ever claimed time, each resource's day once. */
export function claimedDays(events: readonly RecordedEvent[]): ClaimedDay[] {
  const claims = (events as readonly RecordedEvent<VisitEvent>[]).flatMap(({ type, data }): readonly ClaimedDay[] => {
    if (type === 'VisitRequested') return (data as { claims: readonly ClaimedDay[] }).claims
    if (type === 'VisitAbandoned' || type === 'VisitMoveAbandoned') return (data as VisitAbandonedData).claims ?? []
    if (type !== 'VisitRescheduled' && type !== 'VisitReassigned') return []
    const { claims, former } = data as VisitMovedData
    return [...former.claims, ...claims]
  })
  return [...new Map(claims.map((claim) => [`${claim.resourceId} ${claim.date}`, claim])).values()]
}

/** Those events of a resource's day that are about the visit: its reservations, and the hold that one of them was made of. */
export function ofSlot(events: readonly RecordedEvent[], visitId: VisitId): RecordedEvent[] {
  const holds = ownHolds(events, visitId)
  return events.filter(({ data }) => {
    const { visitId: whose, holdId } = data as { visitId?: string; holdId?: string }
    return whose === visitId || (holdId !== undefined && holds.has(holdId))
  })
}

/**
 * The holds that a reservation of the visit replaced. Whoever reserves ends, in the same append, the holds that have run out
 * and the own one; so the own one is that which had not.
 */
function ownHolds(events: readonly RecordedEvent[], visitId: VisitId): Set<string> {
  const found = new Set<string>()
  events.forEach(({ type, data, meta }, i) => {
    if (type !== 'SlotReserved' || (data as { visitId: string }).visitId !== visitId) return
    for (let before = i - 1; before >= 0; before--) {
      const released = events[before]
      if (released?.type !== 'SlotHoldReleased' || released.meta.correlationId !== meta.correlationId) return
      const { holdId } = released.data as { holdId: string }
      if (expiryOf(events, holdId) > parseInstant(meta.recordedAt)) found.add(holdId)
    }
  })
  return found
}

function expiryOf(events: readonly RecordedEvent[], holdId: string): number {
  const held = events.find(({ type, data }) => type === 'SlotHeld' && (data as { holdId: string }).holdId === holdId)
  return held ? parseInstant((held as RecordedEvent<Extract<SlotEvent, { type: 'SlotHeld' }>>).data.expiresAt) : 0
}

/** What a bulk move's stream says of one of its visits: of the plan, that visit's line. */
export function ofBulkMove(events: readonly RecordedEvent[], visitId: VisitId): RecordedEvent[] {
  return (events as readonly RecordedEvent<BulkMoveEvent>[]).flatMap((event) => {
    const fact = { type: event.type, data: event.data } as BulkMoveEvent
    if (fact.type === 'BulkMovePlanned') {
      const plan = fact.data.plan.filter((line) => line.visitId === visitId)
      return [{ ...event, data: { ...fact.data, plan } }]
    }
    if ('visitId' in fact.data) return fact.data.visitId === visitId ? [event] : []
    return fact.type === 'BulkMoveCommitted' || fact.type === 'BulkMoveUndone' ? [event] : []
  })
}

/** What a series' stream says of one of its visits: of the plan, that visit's occurrence. */
export function ofSeries(events: readonly RecordedEvent[], visitId: VisitId): RecordedEvent[] {
  const numbers = new Set<number>()
  return (events as readonly RecordedEvent<SeriesEvent>[]).flatMap((event) => {
    const fact = { type: event.type, data: event.data } as SeriesEvent
    if (fact.type === 'SeriesPlanned') {
      const occurrences = fact.data.occurrences.filter((one) => one.feasible && one.visitId === visitId)
      for (const { number } of occurrences) numbers.add(number)
      return [{ ...event, data: { ...fact.data, occurrences } }]
    }
    if ('number' in fact.data) return numbers.has(fact.data.number) ? [event] : []
    return fact.type === 'SeriesCancelled' ? [event] : []
  })
}
