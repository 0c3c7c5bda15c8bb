import type { VisitEvent } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'

const keyOf = (event: RecordedEvent<VisitEvent>) => ({ tenant_id: tenantOf(event), visit_id: event.data.visitId })

/** Every visit as it stands now. */
export const visits = defineProjection<VisitEvent>({
  name: 'visits',
  version: 1,
  tables: [
    table('read.visit', 'tenant_id', 'visit_id'),
    table('read.visit_resource', 'tenant_id', 'visit_id', 'resource_id'),
  ],
  on: {
    VisitRequested: (event) => {
      const { data } = event
      const resourceIds = data.claims.map(({ resourceId }) => resourceId)
      return [
        put('read.visit', {
          ...keyOf(event),
          type_id: data.typeId,
          status: 'pending',
          starts_at: data.start,
          ends_at: data.end,
          timezone: data.timezone,
          resource_ids: resourceIds,
          location_id: data.locationId,
          unit_id: data.unitId,
          customer_id: data.customerId,
          seats: data.seats,
          origin: data.origin,
          revision: event.revision,
          created_at: data.at,
        }),
        ...resourceIds.map((resourceId) =>
          put('read.visit_resource', { ...keyOf(event), resource_id: resourceId, starts_at: data.start }),
        ),
      ]
    },
    VisitConfirmed: (event) => [patch('read.visit', keyOf(event), { status: 'confirmed', revision: event.revision })],
    VisitCancelled: (event) => [patch('read.visit', keyOf(event), { status: 'cancelled', revision: event.revision })],
    // VisitAbandoned is not here: what the watchdog abandons never became a visit, and what is one cannot be abandoned.
  },
})
