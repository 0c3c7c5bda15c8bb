import { epochOf, localDate, type VisitEvent, type VisitMovedData, type VisitStatus } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'
import type { VisitFactRow } from './table.ts'

const change = (event: RecordedEvent<VisitEvent>, set: Partial<VisitFactRow>) => [
  patch('read.visit_fact', { tenant_id: tenantOf(event), visit_id: event.data.visitId }, set),
]

const standsAs = (status: VisitStatus) => (event: RecordedEvent<VisitEvent>) => change(event, { status })

const place = ({ start, timezone, claims, locationId }: VisitMovedData['former']) => ({
  local_date: localDate(epochOf(start), timezone),
  location_id: locationId,
  resource_ids: claims.map(({ resourceId }) => resourceId),
})

/** One row a visit, set and never added to: a fact that comes twice, or again after a restart, counts once. */
export const visitFacts = defineProjection<VisitEvent>({
  name: 'visit-facts',
  version: 1,
  tables: [table('read.visit_fact', 'tenant_id', 'visit_id')],
  on: {
    VisitRequested: (event) => [
      put('read.visit_fact', {
        tenant_id: tenantOf(event),
        visit_id: event.data.visitId,
        ...place(event.data),
        type_id: event.data.typeId,
        origin: event.data.origin,
        status: 'pending',
        requested_at: event.data.at,
        confirmed_at: null,
        rescheduled: false,
      }),
    ],
    VisitConfirmed: (event) => change(event, { status: 'confirmed', confirmed_at: event.data.at }),
    VisitCancelled: standsAs('cancelled'),
    VisitSetOut: standsAs('en_route'),
    // Also of a visit whose no-show was marked before the check-in arrived: that no-show is none.
    VisitCheckedIn: standsAs('checked_in'),
    VisitCompleted: standsAs('completed'),
    VisitNoShowMarked: standsAs('no_show'),
    VisitRescheduled: (event) => change(event, { ...place(event.data), rescheduled: true }),
    VisitReassigned: (event) => change(event, place(event.data)),
    // VisitAbandoned is not here: what is abandoned never became a visit.
  },
})
