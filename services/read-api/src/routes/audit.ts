import { Type } from '@sinclair/typebox'
import { visitTimeline } from '@visita/audit'
import { strict, VisitIdSchema } from '@visita/domain'
import { type HttpApp, notFound } from '@visita/http'
import { relatedStreams, relating } from '@visita/projections'
import { toInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { AsOfText, asOfMoment } from '../as-of/moment.ts'
import { AuditedVisitSchema, auditedVisit, createShowEvents } from '../audit/documents.ts'

const description = `Its own stream, its claims on the days of resources with the hold that they were made of, its notifications, and
what its waitlist entry, its series and its bulk moves say of it (of a plan over many visits, this visit's line).

**\`asOf\`** goes by \`recordedAt\`: what was known then. What had happened by then and was told later is not in it; both instants stand
at every event.

The streams that the visit's own events name are read as they are; notifications, waitlist and bulk moves are found by read models,
which \`visita-min-position\` waits for. That this was read is put on record before it is answered.`

export function auditRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, readStream, openPersonal, recordAudit, visible, clock } = deps
  const show = createShowEvents(openPersonal)

  app.get(
    '/v1/audit/visits/:id',
    {
      config: { roles: ['auditor'], positioned: true },
      schema: {
        summary: 'Everything that the log says of one visit: who, when, through which door, because of what',
        description,
        tags: ['audit'],
        params: Type.Object({ id: VisitIdSchema }, strict),
        querystring: Type.Object({ asOf: Type.Optional(AsOfText) }, strict),
        response: { 200: AuditedVisitSchema },
      },
    },
    async (request) => {
      const { tenant, params, query, caller } = request
      const visitId = params.id
      const asOf = query.asOf === undefined ? null : asOfMoment(query.asOf, clock.now())
      await visible(request, relating)
      const related = () => relatedStreams(readStore, tenant, visitId)
      const timeline = await visitTimeline(readStream, related, { tenant, visitId, asOf })
      const events = timeline?.entries.map(({ event }) => event) ?? []
      const shown = await show(events, caller.role)
      const then = asOf === null ? null : toInstant(asOf)
      await recordAudit(request, { asked: { visitId, asOf: then ?? undefined }, answered: events.length })
      if (!timeline) throw notFound()
      return auditedVisit(visitId, then, timeline, shown)
    },
  )
}
