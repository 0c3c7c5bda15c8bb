import { type Static, Type } from '@sinclair/typebox'
import type { VisitEvent, VisitMovedData } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { orNull, UtcInstantText } from '@visita/http'

const Text = orNull(Type.String())

const PlaceSchema = Type.Object({
  start: UtcInstantText,
  end: UtcInstantText,
  timezone: Type.String(),
  resourceIds: Type.Array(Type.String()),
  locationId: Text,
})

export const HistoryEntrySchema = Type.Object(
  {
    event: Type.String({ description: 'The event’s type, such as `VisitRescheduled`' }),
    revision: Type.Integer({ description: 'The visit’s revision with it' }),
    occurredAt: { ...UtcInstantText, description: 'When it happened; RFC 3339, UTC' },
    recordedAt: { ...UtcInstantText, description: 'When we learned of it; later for what was done offline' },
    actor: Type.String({ description: 'Whose key, or which process of ours' }),
    role: Type.String(),
    channel: Type.String(),
    reason: orNull(Type.String({ description: 'Null where none was given, `erased` once its key is gone' })),
    overrideReason: orNull(Type.String({ description: 'Why somebody took time that was not free' })),
    automatic: orNull(Type.Boolean({ description: 'Of a confirmation or a no-show: not by a person' })),
    evidence: orNull(Type.Object({ reference: Text, note: Text })),
    outcome: Text,
    from: orNull(PlaceSchema),
    to: orNull(PlaceSchema),
  },
  { $id: 'VisitHistoryEntry' },
)
export type HistoryEntry = Static<typeof HistoryEntrySchema>

/** What happened, when, through whom and why. Texts stand as the event has them, so open it first. */
export function historyEntry({ type, data, meta, revision }: RecordedEvent<VisitEvent>): HistoryEntry {
  return {
    event: type,
    revision: Number(revision),
    occurredAt: data.at,
    recordedAt: meta.recordedAt,
    actor: meta.actor,
    role: meta.role,
    channel: meta.channel,
    reason: null,
    overrideReason: null,
    automatic: null,
    evidence: null,
    outcome: null,
    from: null,
    to: null,
    ...particulars({ type, data } as VisitEvent),
  }
}

/** What only some events say. A note’s text is among the notes and not repeated here. */
function particulars(event: VisitEvent): Partial<HistoryEntry> {
  switch (event.type) {
    case 'VisitRequested':
      return { overrideReason: event.data.override?.reason ?? null, to: place(event.data) }
    case 'VisitRescheduled':
    case 'VisitReassigned':
      return {
        reason: event.data.reason,
        overrideReason: event.data.override?.reason ?? null,
        from: place(event.data.former),
        to: place(event.data),
      }
    case 'VisitConfirmed':
    case 'VisitNoShowMarked':
      return { ...explained(event.data), automatic: event.data.automatic }
    case 'VisitCancelled':
    case 'VisitSetOut':
    case 'VisitCheckedIn':
    case 'VisitCompleted':
      return explained(event.data)
    case 'VisitOutcomeRecorded':
      return { outcome: event.data.result, reason: event.data.note }
    case 'VisitAbandoned':
    case 'VisitMoveAbandoned':
    case 'VisitNoteAdded':
    case 'VisitParticipantAdded':
    case 'VisitLinksRevoked':
      return {}
    default:
      event satisfies never
      return {}
  }
}

const explained = ({ reason, evidence }: Extract<VisitEvent, { type: 'VisitCancelled' | 'VisitSetOut' }>['data']) => ({
  reason: reason ?? null,
  evidence: evidence ?? null,
})

const place = ({ start, end, timezone, claims, locationId }: VisitMovedData['former']) => ({
  start,
  end,
  timezone,
  resourceIds: claims.map(({ resourceId }) => resourceId),
  locationId,
})
