import { Type } from '@sinclair/typebox'
import { bookSeries, cancelSeries, occurrenceResult } from '@visita/agenda'
import { mostOccurrences, SeriesIdSchema, strict, stringEnum, VisitIdSchema } from '@visita/domain'
import { DateText, type HttpApp, InstantText, orNull, ProblemError, sendPosition, UtcInstantText } from '@visita/http'
import { isInstant, parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'
import { overrideOf, Reason } from './visit-answer.ts'
import { BookingWords } from './visits.ts'

const url = '/v1/visits/series'

const modes = stringEnum('all-or-nothing', 'those-that-fit')
const SeriesBody = Type.Object(
  {
    ...BookingWords,
    repeat: Type.Object(
      {
        freq: stringEnum('weekly'),
        interval: Type.Optional(Type.Integer({ minimum: 1, maximum: 52 })),
        count: Type.Optional(Type.Integer({ minimum: 1, maximum: mostOccurrences })),
        until: Type.Optional(DateText),
      },
      { ...strict, description: 'Either `count` or `until`, the last date in the zone of the first resource' },
    ),
    mode: modes,
  },
  strict,
)

const SeriesSchema = Type.Object({
  seriesId: SeriesIdSchema,
  mode: modes,
  results: Type.Array(
    Type.Object({
      number: Type.Integer(),
      start: orNull(UtcInstantText),
      end: orNull(UtcInstantText),
      status: stringEnum('booked', 'unavailable'),
      visitId: Type.Optional(VisitIdSchema),
      resourceIds: Type.Optional(Type.Array(Type.String())),
      reason: Type.Optional(Type.String()),
      alternatives: Type.Optional(Type.Array(Type.Object({ start: UtcInstantText, end: UtcInstantText }))),
    }),
    { description: 'One for every occurrence, in the order of time' },
  ),
})

/** Visits that come again every so many weeks, each of them a visit of its own. */
export function seriesRoutes(app: HttpApp, deps: Deps): void {
  const tags = ['visits']

  app.post(
    url,
    {
      config: { roles: ['channel', 'operator'], idempotent: true },
      schema: {
        summary: 'Book a series of visits',
        description:
          'At the same wall-clock time in the zone of the first resource. With `all-or-nothing`, 409 `series-unavailable` ' +
          'has a result for every occurrence, with alternatives.',
        tags,
        body: SeriesBody,
        response: { 201: SeriesSchema },
      },
    },
    async (raw, reply) => {
      const { start, repeat, mode, override, overrideReason, seats, participants, origin, ...rest } = raw.body
      if (origin === 'import') throw new ProblemError(403, 'import-not-allowed', 'Series are not imported')
      const wish = {
        start: parseInstant(start),
        repeat: { interval: 1, ...repeat, count: repeat.count ?? null, until: repeat.until ?? null },
        mode,
        booking: {
          ...rest,
          seats: seats ?? 1,
          participants: participants ?? [],
          origin: origin ?? 'api',
          ...overrideOf(raw, { override, overrideReason }),
        },
      }
      const request = deps.idempotency.request(raw, url)
      const booked = await deps.idempotency.once(request, () => bookSeries(deps, request, wish))
      sendPosition(reply, booked.position)
      if (booked.replayed) reply.header('idempotent-replayed', 'true')
      const { series } = booked.state
      const results = series.occurrences.map(occurrenceResult)
      return reply.code(201).send({ seriesId: booked.seriesId, mode: series.mode, results })
    },
  )

  app.post(
    `${url}/:id/cancel`,
    {
      config: { roles: ['channel', 'operator'] },
      schema: {
        summary: 'Cancel a series from a date on',
        description: 'Channels are bound by the cancellation window, visit by visit.',
        tags,
        params: Type.Object({ id: SeriesIdSchema }, strict),
        body: Type.Object({ from: Type.Optional(Type.Union([InstantText, DateText])), reason: Reason }, strict),
        response: {
          200: Type.Object({
            cancelled: Type.Array(VisitIdSchema),
            kept: Type.Array(Type.Object({ visitId: VisitIdSchema, why: Type.String() })),
          }),
        },
      },
    },
    async (raw, reply) => {
      const { from, reason } = raw.body
      const since = from === undefined ? {} : { from: isInstant(from) ? parseInstant(from) : from }
      const { cancelled, kept, position, unchanged } = await cancelSeries(deps, requestOf(raw), raw.params.id, {
        ...since,
        reason,
      })
      sendPosition(reply, position)
      if (unchanged) reply.header('visita-unchanged', 'true')
      return reply.send({ cancelled: [...cancelled], kept: [...kept] })
    },
  )
}
