import type { WaitlistEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'
import type { WaitlistEntryRow, WaitlistOfferRow } from './table.ts'

const keyOf = (event: RecordedEvent<WaitlistEvent>) => ({ tenant_id: tenantOf(event), entry_id: event.data.entryId })

const change = (event: RecordedEvent<WaitlistEvent>, set: Partial<WaitlistEntryRow>) =>
  patch('read.waitlist_entry', keyOf(event), { ...set, revision: event.revision })

type Answer = Extract<WaitlistEvent, { data: { number: number } }>

const answered = (event: RecordedEvent<Answer>, outcome: WaitlistOfferRow['outcome']) =>
  patch('read.waitlist_offer', { ...keyOf(event), number: event.data.number }, { outcome })

/** Everybody who waits or waited for time. */
export const waitlist = defineProjection<WaitlistEvent>({
  name: 'waitlist',
  version: 1,
  tables: [
    table('read.waitlist_entry', 'tenant_id', 'entry_id'),
    table('read.waitlist_offer', 'tenant_id', 'entry_id', 'number'),
  ],
  on: {
    WaitlistJoined: (event) => {
      const { data } = event
      return [
        put('read.waitlist_entry', {
          ...keyOf(event),
          status: 'waiting',
          type_id: data.typeId,
          customer_id: data.customerId,
          starts_from: data.from,
          starts_before: data.to,
          resource_ids: data.resourceIds,
          location_id: data.locationId,
          part_of_day: data.partOfDay,
          seats: data.seats,
          offer_expires_at: null,
          visit_id: null,
          joined_at: data.at,
          turn: event.position,
          revision: event.revision,
        }),
      ]
    },
    WaitlistOffered: (event) => {
      const { number, holdId, start, end, resourceIds, expiresAt, at } = event.data
      return [
        change(event, { status: 'offered', offer_expires_at: expiresAt }),
        put('read.waitlist_offer', {
          ...keyOf(event),
          number,
          hold_id: holdId,
          starts_at: start,
          ends_at: end,
          resource_ids: resourceIds,
          outcome: 'open',
          offered_at: at,
          expires_at: expiresAt,
        }),
      ]
    },
    WaitlistOfferDeclined: (event) => [change(event, { status: 'waiting' }), answered(event, 'declined')],
    WaitlistOfferLapsed: (event) => [change(event, { status: 'waiting' }), answered(event, 'lapsed')],
    WaitlistOfferAccepted: (event) => [
      change(event, { status: 'accepted', visit_id: event.data.visitId }),
      answered(event, 'accepted'),
    ],
    WaitlistLeft: (event) => [change(event, { status: 'left' })],
    WaitlistClosed: (event) => [change(event, { status: 'closed' })],
  },
})
