import { Type } from '@sinclair/typebox'
import { LocationIdSchema, strict } from '@visita/domain'
import { type HttpApp, notFound } from '@visita/http'
import {
  agendaDay as agendaDayProjection,
  agendaRows,
  configuration,
  customers,
  locationExists,
  visitsSoon,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { AgendaDaySchema, agendaDay } from '../agenda/document.ts'
import type { Deps } from '../app.ts'
import { DayText } from '../moment.ts'

const minutesAhead = 120

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
      const asked = { date, locationId, now: clock.now() }
      await visible(request, [agendaDayProjection.name, configuration.name, customers.name])
      return withTenant(readStore, tenant, async (db) => {
        const rows = await agendaRows(db, tenant, asked)
        if (locationId !== null && rows.resources.length === 0 && !(await locationExists(db, tenant, locationId)))
          throw notFound()
        const resourceIds = locationId === null ? null : rows.resources.map(({ document }) => document.id)
        const soon = await visitsSoon(db, tenant, { now: asked.now, minutes: minutesAhead, resourceIds })
        return agendaDay(rows, soon, asked)
      })
    },
  )
}
