import type { VisitEvent, VisitMovedData, VisitStatus } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { RowOp } from '@visita/read-store'
import { defineProjection, patch, put, remove, table, tenantOf } from '../define.ts'
import type { VisitRow } from './table.ts'

const keyOf = (event: RecordedEvent<VisitEvent>) => ({ tenant_id: tenantOf(event), visit_id: event.data.visitId })

/** Whatever happens to a visit, the row's revision is that of the visit's stream: it is the ETag of every answer. */
const change = (event: RecordedEvent<VisitEvent>, set: Partial<VisitRow> = {}) =>
  patch('read.visit', keyOf(event), { ...set, revision: event.revision })

const standsAs = (status: VisitStatus) => (event: RecordedEvent<VisitEvent>) => [change(event, { status })]
const onlyRevision = (event: RecordedEvent<VisitEvent>) => [change(event)]

const resourcesOf = ({ claims }: Pick<VisitMovedData, 'claims'>) => claims.map(({ resourceId }) => resourceId)

const onResource = (event: RecordedEvent<VisitEvent>, resourceId: string, start: string) =>
  put('read.visit_resource', {
    ...keyOf(event),
    resource_id: resourceId,
    starts_at: start,
    assigned_at: event.position,
  })

/** To another time, or to other resources. A resource that keeps the visit keeps the place it had in the turn. */
function moved(event: RecordedEvent<Extract<VisitEvent, { type: 'VisitRescheduled' | 'VisitReassigned' }>>): RowOp[] {
  const { former, start, end, timezone, locationId } = event.data
  const [before, now] = [resourcesOf(former), resourcesOf(event.data)]
  return [
    change(event, { starts_at: start, ends_at: end, timezone, resource_ids: now, location_id: locationId }),
    ...before
      .filter((id) => !now.includes(id))
      .map((resourceId) => remove('read.visit_resource', { ...keyOf(event), resource_id: resourceId })),
    ...now.map((resourceId) =>
      before.includes(resourceId)
        ? patch('read.visit_resource', { ...keyOf(event), resource_id: resourceId }, { starts_at: start })
        : onResource(event, resourceId, start),
    ),
  ]
}

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
      return [
        put('read.visit', {
          ...keyOf(event),
          type_id: data.typeId,
          status: 'pending',
          starts_at: data.start,
          ends_at: data.end,
          timezone: data.timezone,
          resource_ids: resourcesOf(data),
          location_id: data.locationId,
          unit_id: data.unitId,
          customer_id: data.customerId,
          seats: data.seats,
          origin: data.origin,
          series_id: data.seriesId ?? null,
          outcome: null,
          links_generation: 0,
          revision: event.revision,
          created_at: data.at,
        }),
        ...resourcesOf(data).map((resourceId) => onResource(event, resourceId, data.start)),
      ]
    },
    VisitConfirmed: standsAs('confirmed'),
    VisitCancelled: standsAs('cancelled'),
    VisitSetOut: standsAs('en_route'),
    VisitCheckedIn: standsAs('checked_in'),
    VisitCompleted: standsAs('completed'),
    VisitNoShowMarked: standsAs('no_show'),
    VisitRescheduled: moved,
    VisitReassigned: moved,
    VisitMoveAbandoned: onlyRevision,
    VisitNoteAdded: onlyRevision,
    VisitParticipantAdded: onlyRevision,
    VisitOutcomeRecorded: (event) => [change(event, { outcome: event.data.result })],
    VisitLinksRevoked: (event) => [change(event, { links_generation: event.data.generation })],
    // VisitAbandoned is not here: what the watchdog abandons never became a visit, and what is one cannot be abandoned.
  },
})
