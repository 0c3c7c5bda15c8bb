import type { SeriesEvent, SeriesPlannedData } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'
import type { SeriesOccurrenceRow, SeriesRow } from './table.ts'

const keyOf = (event: RecordedEvent<SeriesEvent>) => ({ tenant_id: tenantOf(event), series_id: event.data.seriesId })

const change = (event: RecordedEvent<SeriesEvent>, set: Partial<SeriesRow> = {}) =>
  patch('read.series', keyOf(event), { ...set, revision: event.revision })

const settled = (
  event: RecordedEvent<Extract<SeriesEvent, { data: { number: number } }>>,
  set: Partial<SeriesOccurrenceRow>,
) => [change(event), patch('read.series_occurrence', { ...keyOf(event), number: event.data.number }, set)]

/** Every series with a result for each of its occurrences. */
export const series = defineProjection<SeriesEvent>({
  name: 'series',
  version: 1,
  tables: [
    table('read.series', 'tenant_id', 'series_id'),
    table('read.series_occurrence', 'tenant_id', 'series_id', 'number'),
  ],
  on: {
    SeriesPlanned: (event) => {
      const { data } = event
      return [
        put('read.series', {
          ...keyOf(event),
          status: 'planned',
          type_id: data.typeId,
          customer_id: data.customerId,
          mode: data.mode,
          timezone: data.timezone,
          repeat: data.repeat,
          location_id: data.locationId,
          unit_id: data.unitId,
          seats: data.seats,
          origin: data.origin,
          planned_at: data.at,
          cancelled_from: null,
          revision: event.revision,
        }),
        ...data.occurrences.map((occurrence) =>
          put('read.series_occurrence', { ...keyOf(event), ...columns(occurrence) }),
        ),
      ]
    },
    SeriesOccurrenceBooked: (event) => settled(event, { result: 'booked', why: null }),
    SeriesOccurrenceFailed: (event) => settled(event, { result: 'failed', why: event.data.why }),
    SeriesSettled: (event) => [change(event, { status: 'settled' })],
    SeriesCancelled: (event) => [change(event, { cancelled_from: event.data.from })],
  },
})

/** An occurrence that does not fit has failed from the first. The visit is named beforehand; it is there once it is booked. */
const columns = (occurrence: SeriesPlannedData['occurrences'][number]) => ({
  number: occurrence.number,
  local_date: occurrence.date,
  starts_at: occurrence.start,
  ends_at: occurrence.end,
  ...(occurrence.feasible
    ? { resource_ids: occurrence.resourceIds, visit_id: occurrence.visitId, result: 'waiting' as const, why: null }
    : { resource_ids: [], visit_id: null, result: 'failed' as const, why: occurrence.why }),
})
