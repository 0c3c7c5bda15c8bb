import { Type } from '@sinclair/typebox'
import { LocationIdSchema, ResourceIdSchema, strict } from '@visita/domain'
import { type HttpApp, invalidRequest, languageOf, orNull } from '@visita/http'
import { agendaDay, configuration, customers, notifications } from '@visita/projections'
import type { FastifyReply } from 'fastify'
import { createAgendaDays } from '../agenda/days.ts'
import { type AgendaDay, AgendaDaySchema } from '../agenda/document.ts'
import { datesOfWeek, weekPattern } from '../agenda/week.ts'
import type { Deps } from '../app.ts'
import { DayText } from '../moment.ts'

const shown = [agendaDay.name, configuration.name, customers.name, notifications.name]

const AgendaWeekSchema = Type.Object(
  {
    week: Type.String(),
    locationId: orNull(Type.String()),
    resourceId: orNull(Type.String()),
    days: Type.Array(AgendaDaySchema, { minItems: 7, maxItems: 7 }),
  },
  { $id: 'AgendaWeek' },
)

export function agendaRoutes(app: HttpApp, { readStore, visible, clock }: Deps): void {
  const agenda = createAgendaDays(readStore)

  app.get(
    '/v1/admin/agenda/day',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'The day of every resource: visits, holds, blocks, open time',
        description:
          'Of one location, or of all resources. Each resource’s day is the one on its own calendar. Never cut off.',
        tags: ['agenda'],
        querystring: Type.Object({ date: DayText, locationId: Type.Optional(LocationIdSchema) }, strict),
        response: { 200: AgendaDaySchema },
      },
    },
    async (request, reply) => {
      const { date, locationId = null } = request.query
      await visible(request, shown)
      const language = languageOf(request.headers['accept-language'])
      const asked = { dates: [date], locationId, resourceId: null, language }
      const body = await agenda.answer(request.tenant, clock.now(), asked, ([day]) => reply.serialize(day) as string)
      return sendBytes(reply, body)
    },
  )

  app.get(
    '/v1/admin/agenda/week',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'The seven days of an ISO week, each as the day agenda has it',
        description: 'Of one resource, of one location, or of all resources. Monday first. Never cut off.',
        tags: ['agenda'],
        querystring: Type.Object(
          {
            week: Type.String({ pattern: weekPattern, description: 'Such as `2026-W12`' }),
            resourceId: Type.Optional(ResourceIdSchema),
            locationId: Type.Optional(LocationIdSchema),
          },
          strict,
        ),
        response: { 200: AgendaWeekSchema },
      },
    },
    async (request, reply) => {
      const { week, resourceId = null, locationId = null } = request.query
      const dates = datesOfWeek(week)
      if (dates === null) throw invalidRequest([{ in: 'query', path: '/week', message: 'is no week of that year' }])
      if (resourceId !== null && locationId !== null)
        throw invalidRequest([{ in: 'query', path: '', message: 'takes resourceId or locationId, not both' }])
      await visible(request, shown)
      const language = languageOf(request.headers['accept-language'])
      const asked = { dates, locationId, resourceId, language }
      const serialize = (days: AgendaDay[]) => reply.serialize({ week, locationId, resourceId, days }) as string
      return sendBytes(reply, await agenda.answer(request.tenant, clock.now(), asked, serialize))
    },
  )
}

/** An answer that has been serialized by the route's schema, perhaps for somebody before. */
const sendBytes = (reply: FastifyReply, body: Buffer): never =>
  reply.type('application/json; charset=utf-8').send(body) as never
