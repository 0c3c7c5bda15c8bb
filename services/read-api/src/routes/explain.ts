import { Type } from '@sinclair/typebox'
import { LocationIdSchema, ResourceIdSchema, strict, stringEnum, VisitTypeIdSchema } from '@visita/domain'
import { type HttpApp, InstantText, invalidRequest, languageOf, languages, notFound } from '@visita/http'
import { configuration, everyResourceId } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { AsOfText, asOfMoment } from '../as-of/moment.ts'
import { pastReader } from '../as-of/past.ts'
import { explanationDocument } from '../explain/document.ts'
import { explain } from '../explain/explain.ts'
import { ExplanationSchema } from '../explain/schema.ts'
import { situationAt } from '../explain/situation.ts'
import { type AskedStart, localStart, localStartPattern } from '../explain/start.ts'

const StartText = Type.Unsafe<string>({
  ...Type.Union([InstantText, Type.String({ pattern: localStartPattern })]),
  description:
    'RFC 3339 with offset or Z; or `YYYY-MM-DDTHH:mm` as the wall clock shows it, of the resource that is named, or else of the tenant',
  examples: ['2026-03-03T15:00:00-03:00', '2026-03-03T15:00'],
})

export function explainRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, readStream, recordAudit, visible, clock } = deps
  app.get(
    '/v1/availability/explain',
    {
      config: { roles: ['operator', 'auditor'], positioned: true },
      schema: {
        summary: 'Why a start is offered or is not, rule by rule, now or as of an instant',
        description:
          'Folded from the streams, so it is never behind; by the same functions that offer times and accept bookings. Without a ' +
          'resource it looks at every one that may serve. With `asOf` everything counts as it was known then: schedules, policies, ' +
          'bookings, the holds that were live, notice and horizon from that instant on. `why` is a sentence, Spanish unless ' +
          '`locale` or `accept-language` prefers Catalan, Portuguese or English. A question about the past is recorded, as ' +
          'every reading of the audit is.',
        tags: ['visits'],
        querystring: Type.Object(
          {
            typeId: VisitTypeIdSchema,
            start: StartText,
            resourceId: Type.Optional(ResourceIdSchema),
            locationId: Type.Optional(LocationIdSchema),
            asOf: Type.Optional(AsOfText),
            locale: Type.Optional(stringEnum(...languages)),
          },
          strict,
        ),
        response: { 200: ExplanationSchema },
      },
    },
    async (request, reply) => {
      const { tenant, query } = request
      const { typeId, resourceId, locationId, locale } = query
      const asOf = asOfMoment(query.asOf, clock.now())
      const asked = { typeId, resourceId, locationId, start: askedStart(query.start) }
      await visible(request, [configuration.name])
      const ids = await withTenant(readStore, tenant, (db) => everyResourceId(db, tenant))
      const situation = await situationAt(pastReader(readStream, asOf), tenant, ids, asked, asOf)
      const isThere =
        situation.type.exists && (resourceId === undefined || situation.resources.get(resourceId)?.exists === true)
      if (query.asOf !== undefined) {
        const about = { typeId, start: query.start, resourceId, locationId, asOf: toInstant(asOf) }
        await recordAudit(request, { asked: about, answered: isThere ? 1 : 0 })
      }
      if (!isThere) throw notFound()
      const language = locale ?? languageOf(request.headers['accept-language'])
      const document = explanationDocument(situation, explain(situation), language)
      reply.header('content-language', language).header('vary', 'accept-language')
      return document
    },
  )
}

/** @throws 400 for a date that is on no calendar */
function askedStart(text: string): AskedStart {
  const start = text.length === 16 ? localStart(text) : parseInstant(text)
  if (start === null)
    throw invalidRequest([{ in: 'query', path: '/start', message: 'names a date that does not exist' }])
  return start
}
