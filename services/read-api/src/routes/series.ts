import { Type } from '@sinclair/typebox'
import { epochOf, SeriesIdSchema, SeriesRepeatSchema, strict } from '@visita/domain'
import { type HttpApp, notFound, orNull, UtcInstantText } from '@visita/http'
import {
  type FoundSeries,
  findSeries,
  type ManageUrl,
  type SeriesOccurrenceRow,
  series,
  VisitSchema,
  visitOfRow,
  visits,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'

/** In the words of the answer to the booking. */
const ResultSchema = Type.Object({
  number: Type.Integer(),
  date: Type.String({ description: 'Local, in the time zone of the series' }),
  start: orNull(UtcInstantText),
  end: orNull(UtcInstantText),
  resourceIds: Type.Array(Type.String()),
  status: Type.String({
    enum: ['waiting', 'booked', 'unavailable', 'cancelled'],
    description: '`cancelled`: the series was, before this one was booked. What is booked is cancelled as a visit.',
  }),
  reason: orNull(Type.String({ description: 'Why it is unavailable' })),
  visitId: orNull(Type.String()),
  visit: Type.Union([VisitSchema, Type.Null()], { description: 'As it stands now, wherever it was moved' }),
})

const SeriesSchema = Type.Object(
  {
    id: Type.String(),
    status: Type.String({ enum: ['planned', 'settled'], description: '`settled`: every occurrence has its result' }),
    typeId: Type.String(),
    customerId: Type.String(),
    mode: Type.String(),
    timezone: Type.String(),
    repeat: SeriesRepeatSchema,
    locationId: orNull(Type.String()),
    unitId: orNull(Type.String()),
    seats: Type.Integer(),
    origin: Type.String(),
    plannedAt: UtcInstantText,
    cancelledFrom: orNull(UtcInstantText),
    results: Type.Array(ResultSchema, { description: 'One for every occurrence, in the order of time' }),
  },
  { $id: 'Series' },
)

export function seriesRoutes(app: HttpApp, { readStore, visible, manageUrl }: Deps): void {
  app.get(
    '/v1/visits/series/:id',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'A series with a result for every occurrence, and its visits as they stand now',
        tags: ['visits'],
        params: Type.Object({ id: SeriesIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: SeriesSchema },
      },
    },
    async (request) => {
      const { id } = request.params
      await visible(request, [series.name, visits.name])
      const found = await withTenant(readStore, request.tenant, (db) => findSeries(db, request.tenant, id))
      if (!found) throw notFound()
      return seriesDocument(found, manageUrl)
    },
  )
}

const seriesDocument = (found: FoundSeries, manageUrl: ManageUrl | undefined) => ({
  id: found.series_id,
  status: found.status,
  typeId: found.type_id,
  customerId: found.customer_id,
  mode: found.mode,
  timezone: found.timezone,
  repeat: found.repeat,
  locationId: found.location_id,
  unitId: found.unit_id,
  seats: found.seats,
  origin: found.origin,
  plannedAt: found.planned_at,
  cancelledFrom: found.cancelled_from,
  results: found.occurrences.map((occurrence) => {
    const visit = found.visits.get(occurrence.visit_id ?? '')
    return {
      number: occurrence.number,
      date: occurrence.local_date,
      start: occurrence.starts_at,
      end: occurrence.ends_at,
      resourceIds: [...occurrence.resource_ids],
      status: statusOf(occurrence, found.cancelled_from),
      reason: occurrence.why,
      visitId: occurrence.visit_id,
      visit: visit ? visitOfRow(visit, manageUrl) : null,
    }
  }),
})

function statusOf({ result, starts_at }: SeriesOccurrenceRow, cancelledFrom: string | null) {
  if (result === 'failed') return 'unavailable'
  const off = cancelledFrom !== null && starts_at !== null && epochOf(starts_at) >= epochOf(cancelledFrom)
  return result === 'waiting' && off ? 'cancelled' : result
}
