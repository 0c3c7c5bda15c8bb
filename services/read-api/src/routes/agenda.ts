import { Type } from '@sinclair/typebox'
import { LocationIdSchema, ResourceIdSchema, strict, type TenantId } from '@visita/domain'
import { type HttpApp, invalidRequest, notFound, orNull } from '@visita/http'
import {
  type AgendaRows,
  agendaDay as agendaDayProjection,
  agendaRows,
  configuration,
  customers,
  locationExists,
  policiesOf,
  resourceExists,
  type TenantDb,
  visitsSoon,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { type AgendaDay, AgendaDaySchema, agendaDay } from '../agenda/document.ts'
import { datesOfWeek, weekPattern } from '../agenda/week.ts'
import type { Deps } from '../app.ts'
import { DayText } from '../moment.ts'

const minutesAhead = 120
const shown = [agendaDayProjection.name, configuration.name, customers.name]

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
    async (request) => {
      const { tenant } = request
      const { date, locationId = null } = request.query
      await visible(request, shown)
      return withTenant(readStore, tenant, async (db) => {
        const [day] = await agendaDays(db, tenant, { dates: [date], locationId, resourceId: null, now: clock.now() })
        if (!day) throw notFound()
        return day
      })
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
    async (request) => {
      const { tenant } = request
      const { week, resourceId = null, locationId = null } = request.query
      const dates = datesOfWeek(week)
      if (dates === null) throw invalidRequest([{ in: 'query', path: '/week', message: 'is no week of that year' }])
      if (resourceId !== null && locationId !== null)
        throw invalidRequest([{ in: 'query', path: '', message: 'takes resourceId or locationId, not both' }])
      await visible(request, shown)
      return withTenant(readStore, tenant, async (db) => {
        const days = await agendaDays(db, tenant, { dates, locationId, resourceId, now: clock.now() })
        return { week, locationId, resourceId, days }
      })
    },
  )
}

interface Asked {
  readonly dates: readonly string[]
  readonly locationId: string | null
  readonly resourceId: string | null
  /** Epoch milliseconds. */
  readonly now: number
}

/** @throws 404 for a location or resource that is not there */
async function agendaDays(db: TenantDb, tenant: TenantId, { dates, ...asked }: Asked): Promise<AgendaDay[]> {
  const { locationId, resourceId, now } = asked
  const all: AgendaRows[] = []
  for (const date of dates) all.push(await agendaRows(db, tenant, { date, ...asked }))
  const shownIds = new Set(all.flatMap(({ resources }) => resources.map(({ document }) => document.id)))
  if (shownIds.size === 0) {
    if (locationId !== null && !(await locationExists(db, tenant, locationId))) throw notFound()
    if (resourceId !== null && !(await resourceExists(db, tenant, resourceId))) throw notFound()
  }
  const resourceIds = locationId === null && resourceId === null ? null : [...shownIds]
  const soon = await visitsSoon(db, tenant, { now, minutes: minutesAhead, resourceIds })
  const holidays = (await policiesOf(db, tenant))?.holidays ?? []
  return all.map((rows, index) => agendaDay(rows, soon, { date: dates[index] ?? '', locationId, now, holidays }))
}
