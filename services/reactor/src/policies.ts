import type { SlotEvent, StreamName, TenantId, VisitEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import type { Reaction } from './obligation.ts'

/** How long the command API has to finish what it began before the reactor steps in. */
export interface Graces {
  readonly reservationMs: number
  readonly cancellationMs: number
}

/** The events that some policy looks at. */
export const reactsTo = ['SlotReserved', 'SlotReleased', 'VisitRequested', 'VisitCancelled'] as const

const nothing: Reaction = { open: [], close: [] }

/**
 * end-half-made-bookings, release-slot-on-cancel: what an event obliges to, and what it settles. Pure; it looks at the
 * event's own time, never at a clock, so a log that is read again gives the same obligations.
 */
export function react(event: RecordedEvent, graces: Graces): Reaction {
  const tenant = event.meta.tenant as TenantId
  const { type, data } = event as unknown as SlotEvent | VisitEvent
  const recordedAt = parseInstant(event.meta.recordedAt)
  const cause = { eventId: event.id, correlationId: event.meta.correlationId }
  switch (type) {
    case 'SlotReserved': {
      const { claimId, visitId, attempt } = data
      const payload = { visitId, attempt, stream: event.stream as StreamName }
      return {
        open: [{ tenant, kind: 'reservation', key: claimId, dueAt: recordedAt + graces.reservationMs, payload, cause }],
        close: [],
      }
    }
    case 'SlotReleased':
      return { open: [], close: [{ tenant, kind: 'reservation', key: data.claimId }] }
    case 'VisitRequested':
      return { open: [], close: data.claims.map(({ claimId }) => ({ tenant, kind: 'reservation', key: claimId })) }
    case 'VisitCancelled':
      return {
        open: [
          {
            tenant,
            kind: 'cancellation',
            key: data.visitId,
            dueAt: recordedAt + graces.cancellationMs,
            payload: {},
            cause,
          },
        ],
        close: [],
      }
    default:
      return nothing
  }
}
