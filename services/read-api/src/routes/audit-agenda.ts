import { Type } from '@sinclair/typebox'
import { LocationIdSchema, strict, type VisitId } from '@visita/domain'
import { type HttpApp, languageOf, notFound } from '@visita/http'
import { configuration, everyResourceId, notificationIdsOfVisits, notifications } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { AgendaDaySchema, agendaDay } from '../agenda/document.ts'
import { answerClock } from '../answer-clock.ts'
import type { Deps } from '../app.ts'
import { agendaAt } from '../as-of/agenda.ts'
import { AsOfText, asOfMoment } from '../as-of/moment.ts'
import { pastReader } from '../as-of/past.ts'
import { DayText } from '../moment.ts'

const description = `The document of \`GET /v1/admin/agenda/day\`, folded from the streams by what had been recorded at \`asOf\` (now, where
nothing is said): resources as they were configured, claims, holds that were live, what had become of the visits. Incidents and the
next 120 minutes count from that instant. Which resources and messages there are or were comes from read models, for which
\`visita-min-position\` waits.

Customers' names are \`sealed\` to who may not read them, and \`erased\` once their key is gone. That this was read is put on record
before it is answered.`

export function auditAgendaRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, readStream, openPersonal, recordAudit, visible, clock } = deps
  app.get(
    '/v1/audit/agenda/day',
    {
      config: { roles: ['auditor'], positioned: true },
      schema: {
        summary: 'The day of every resource as it stood at an instant',
        description,
        tags: ['audit'],
        querystring: Type.Object(
          { date: DayText, locationId: Type.Optional(LocationIdSchema), asOf: Type.Optional(AsOfText) },
          strict,
        ),
        response: { 200: AgendaDaySchema },
      },
    },
    async (request) => {
      const { tenant, query, caller } = request
      const { date, locationId = null } = query
      const asOf = asOfMoment(query.asOf, clock.now())
      await visible(request, [configuration.name, notifications.name])
      const ids = await withTenant(readStore, tenant, (db) => everyResourceId(db, tenant))
      const messagesOf = (visitIds: readonly VisitId[]) =>
        withTenant(readStore, tenant, (db) => notificationIdsOfVisits(db, tenant, visitIds))
      const sources = { read: pastReader(readStream, asOf), messagesOf, openPersonal }
      const past = await agendaAt(sources, tenant, ids, { date, locationId, asOf, role: caller.role })
      const asked = { date, locationId: query.locationId, asOf: toInstant(asOf) }
      await recordAudit(request, { asked, answered: past?.rows.visits.size ?? 0 })
      if (!past) throw notFound()
      const language = languageOf(request.headers['accept-language'])
      const { rows, soon, policies } = past
      return agendaDay(rows, soon, { date, locationId, clock: answerClock(asOf), policies, language })
    },
  )
}
