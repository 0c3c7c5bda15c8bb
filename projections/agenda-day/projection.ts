import type { SlotEvent, VisitEvent, VisitMovedData, VisitStatus } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, remove, table, tenantOf } from '../define.ts'

/** A slot stream's id is tenant, resource and local date; the events themselves name none of them. */
const dayOf = ({ ids: [tenant = '', resource = '', date = ''] }: RecordedEvent<SlotEvent>) => ({
  tenant_id: tenant,
  local_date: date,
  resource_id: resource,
})

const visitOf = (event: RecordedEvent<VisitEvent>) => ({ tenant_id: tenantOf(event), visit_id: event.data.visitId })

const standsAs = (status: VisitStatus) => (event: RecordedEvent<VisitEvent>) => [
  patch('read.agenda_visit', visitOf(event), { status }),
]

/** The new claims were reserved before, the former are released afterwards: the visit changes its place in one step. */
const moved = (event: RecordedEvent<Extract<VisitEvent, { type: 'VisitRescheduled' | 'VisitReassigned' }>>) => {
  const { start, end, claims, override } = event.data
  return [
    patch('read.agenda_visit', visitOf(event), {
      starts_at: start,
      ends_at: end,
      ...placeOf(claims),
      overridden: override !== null,
    }),
  ]
}

function placeOf(claims: VisitMovedData['claims']) {
  const dates = claims.map(({ date }) => date).sort()
  return {
    resource_ids: claims.map(({ resourceId }) => resourceId),
    claim_ids: claims.map(({ claimId }) => claimId),
    first_date: dates[0] ?? '',
    last_date: dates.at(-1) ?? '',
  }
}

/** What only a hold has, or only a block. */
const nothingMore = { expires_at: null, purpose: null, source: null, external_id: null }

/** Each resource's local day: what takes it, and what the visits among that are. */
export const agendaDay = defineProjection<SlotEvent | VisitEvent>({
  name: 'agenda-day',
  version: 3,
  changes: 'read.agenda_change',
  tables: [
    table('read.agenda_claim', 'tenant_id', 'local_date', 'resource_id', 'claim_id'),
    table('read.agenda_visit', 'tenant_id', 'visit_id'),
  ],
  on: {
    SlotReserved: (event) => {
      const { claimId, visitId } = event.data
      return [
        put('read.agenda_claim', {
          ...dayOf(event),
          ...spanOf(event.data),
          claim_id: claimId,
          kind: 'visit',
          visit_id: visitId,
          ...nothingMore,
        }),
      ]
    },
    SlotReleased: (event) => [remove('read.agenda_claim', { ...dayOf(event), claim_id: event.data.claimId })],
    SlotHeld: (event) => {
      const { holdId, expiresAt, purpose } = event.data
      return [
        put('read.agenda_claim', {
          ...dayOf(event),
          ...spanOf(event.data),
          claim_id: holdId,
          kind: 'hold',
          visit_id: null,
          ...nothingMore,
          expires_at: expiresAt,
          purpose,
        }),
      ]
    },
    SlotHoldReleased: (event) => [remove('read.agenda_claim', { ...dayOf(event), claim_id: event.data.holdId })],
    SlotBlocked: (event) => {
      const { blockId, coversFrom, coversUntil, source, externalId } = event.data
      return [
        put('read.agenda_claim', {
          ...dayOf(event),
          claim_id: blockId,
          kind: 'block',
          visit_id: null,
          type_id: null,
          starts_at: coversFrom,
          ends_at: coversUntil,
          covers_from: coversFrom,
          covers_until: coversUntil,
          seats: 0,
          location_id: null,
          ...nothingMore,
          source: source ?? null,
          external_id: externalId ?? null,
        }),
      ]
    },
    SlotUnblocked: (event) => [remove('read.agenda_claim', { ...dayOf(event), claim_id: event.data.blockId })],
    VisitRequested: (event) => {
      const { data } = event
      return [
        put('read.agenda_visit', {
          ...visitOf(event),
          status: 'pending',
          type_id: data.typeId,
          customer_id: data.customerId,
          starts_at: data.start,
          ends_at: data.end,
          seats: data.seats,
          origin: data.origin,
          ...placeOf(data.claims),
          overridden: data.override !== null,
        }),
      ]
    },
    VisitConfirmed: standsAs('confirmed'),
    // Before its claims are released, which is a moment later: from here on it is on nobody's agenda.
    VisitCancelled: standsAs('cancelled'),
    VisitSetOut: standsAs('en_route'),
    VisitCheckedIn: standsAs('checked_in'),
    VisitCompleted: standsAs('completed'),
    VisitNoShowMarked: standsAs('no_show'),
    VisitRescheduled: moved,
    VisitReassigned: moved,
    // VisitAbandoned is not here: what is abandoned never became a visit. Nor is VisitMoveAbandoned: it stays where it is.
  },
})

/** What is taken, and for what: the same columns of a reservation and of a hold. */
const spanOf = (data: Extract<SlotEvent, { type: 'SlotReserved' | 'SlotHeld' }>['data']) => ({
  type_id: data.typeId,
  starts_at: data.start,
  ends_at: data.end,
  covers_from: data.coversFrom,
  covers_until: data.coversUntil,
  seats: data.seats,
  location_id: data.locationId ?? null,
})
