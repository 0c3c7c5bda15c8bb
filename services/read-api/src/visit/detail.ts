import { type Static, Type } from '@sinclair/typebox'
import { type VisitEvent, visit } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { orNull, UtcInstantText } from '@visita/http'
import { type CustomerRow, type ManageUrl, type NotificationRow, VisitSchema, visitOfState } from '@visita/projections'
import { jobOf, NotificationJobSchema } from '../notification/job.ts'
import { HistoryEntrySchema, historyEntry } from './history.ts'

const Text = orNull(Type.String())

export const VisitDetailSchema = Type.Object(
  {
    ...VisitSchema.properties,
    outcome: orNull(Type.String({ description: 'What came of it, where somebody said so' })),
    customer: Type.Object({ id: Type.String(), name: Text, phone: Text, email: Text, erased: Type.Boolean() }),
    participants: Type.Array(
      Type.Object({ personId: Type.String(), role: Text, name: Text, phone: Text, email: Text }),
    ),
    notes: Type.Array(
      Type.Object({
        id: orNull(Type.String({ description: 'Null for the one that was given with the booking' })),
        text: Type.String(),
        at: UtcInstantText,
        actor: Type.String(),
      }),
      { description: 'The booking’s own first, then those added, in order' },
    ),
    history: Type.Array(HistoryEntrySchema, { description: 'Every event of the visit, in the order of its stream' }),
    notifications: Type.Array(NotificationJobSchema, {
      description: 'What was to be sent about it, by when it was due',
    }),
  },
  { $id: 'VisitDetail' },
)
export type VisitDetail = Static<typeof VisitDetailSchema>

/**
 * A visit with all that its stream tells. `events` is the whole stream, with its personal fields opened; those whose key
 * is gone read `erased`. Null where the stream holds no visit.
 */
export function visitDetail(
  events: readonly RecordedEvent<VisitEvent>[],
  customer: CustomerRow | null,
  messages: readonly NotificationRow[],
  manageUrl: ManageUrl | undefined,
): VisitDetail | null {
  const state = events.reduce((state, event) => visit.evolve(state, event as unknown as VisitEvent), visit.initial)
  const document = visitOfState(state, events.at(-1)?.revision ?? -1n, manageUrl)
  if (!document || !state.visit) return null
  return {
    ...document,
    outcome: state.visit.outcome,
    customer: {
      id: document.customerId,
      name: customer?.full_name ?? null,
      phone: customer?.phone ?? null,
      email: customer?.email ?? null,
      erased: customer !== null && customer.erased_at !== null,
    },
    participants: [...state.visit.participants],
    notes: events.flatMap(noteOf),
    history: events.map(historyEntry),
    notifications: messages.map(jobOf),
  }
}

function noteOf({ type, data, meta }: RecordedEvent<VisitEvent>): VisitDetail['notes'] {
  const event = { type, data } as VisitEvent
  const by = { at: event.data.at, actor: meta.actor }
  if (event.type === 'VisitNoteAdded') return [{ id: event.data.noteId, text: event.data.note, ...by }]
  if (event.type === 'VisitRequested' && event.data.notes !== null) return [{ id: null, text: event.data.notes, ...by }]
  return []
}
