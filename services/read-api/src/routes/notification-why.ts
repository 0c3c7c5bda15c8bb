import { Type } from '@sinclair/typebox'
import {
  type MessageKind,
  type NotificationEvent,
  type PersonId,
  PersonIdSchema,
  replyKinds,
  ruleEventOf,
  StreamName,
  strict,
  stringEnum,
  type TenantEvent,
  type TenantId,
  type VisitId,
  VisitIdSchema,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { type HttpApp, invalidRequest, languageOf, languages, notFound } from '@visita/http'
import { messagesAskedFor, notifications } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import pLimit from 'p-limit'
import type { Deps } from '../app.ts'
import { streamsAtOnce } from '../as-of/past.ts'
import { mostMessages, WhySchema, whyDocument } from '../why/document.ts'
import { forAgents, missingOf, settingsAt } from '../why/missing.ts'

const KindText = Type.String({
  pattern: '^[a-z][a-z0-9_.]{0,63}$',
  description: 'Such as `visit.confirmed`, `visit.reminder.t24h`, or `visit.reminder` for every reminder',
  examples: ['visit.reminder'],
})

export function notificationWhyRoutes(app: HttpApp, deps: Deps): void {
  const { readStore, readStream, readVisitEvents, visible, clock } = deps
  app.get(
    '/v1/admin/notifications/why',
    {
      config: { roles: ['operator', 'admin'], positioned: true },
      schema: {
        summary: 'Why somebody did or did not get it, in one answer',
        description:
          'Of a visit, a person, or a person and a visit: what was planned for whom and by which rule, what each gate and attempt said, ' +
          'and of a visit also why nothing was planned. From the messages’ own streams. In sentences, Spanish unless `locale` or ' +
          '`accept-language` prefers Catalan, Portuguese or English; they name nobody and no address.',
        tags: ['notifications'],
        querystring: Type.Object(
          {
            visitId: Type.Optional(VisitIdSchema),
            customerId: Type.Optional(PersonIdSchema),
            kind: Type.Optional(KindText),
            locale: Type.Optional(stringEnum(...languages)),
          },
          strict,
        ),
        response: { 200: WhySchema },
      },
    },
    async (request, reply) => {
      const { tenant } = request
      const { visitId, customerId, locale } = request.query
      if (visitId === undefined && customerId === undefined) {
        throw invalidRequest([{ in: 'query', path: '/visitId', message: 'is needed, or customerId' }])
      }
      const kind = askedKind(request.query.kind)
      await visible(request, [notifications.name])
      const visitEvents = visitId === undefined ? [] : await readVisitEvents(tenant, visitId)
      await known(tenant, { visitId, customerId, visitEvents })
      const asked = { visitId, recipientId: customerId, kind: kind ?? undefined }
      const found = await withTenant(readStore, tenant, (db) => messagesAskedFor(db, tenant, asked, mostMessages))
      const few = pLimit(streamsAtOnce)
      const streams = await Promise.all(
        found.rows.map(({ notification_id }) =>
          few(() => readStream(StreamName.notification(tenant, notification_id as never))),
        ),
      )
      const tenantEvents = (await readStream(StreamName.tenant(tenant))) as readonly RecordedEvent<TenantEvent>[]
      const now = clock.now()
      // That an agent is told is nothing to the customer, but of what only agents are told.
      const toPeople = found.rows.filter(
        ({ recipient_kind: who, cause_kind }) => who !== 'resource' || forAgents.has(cause_kind),
      )
      const told = new Set(toPeople.map(({ cause_kind }) => cause_kind))
      const missing = missingOf({ events: visitEvents as never, tenantEvents, kind, told, now })
      const language = locale ?? languageOf(request.headers['accept-language'])
      const timezone = settingsAt(tenantEvents, now).policies?.timezone ?? 'UTC'
      reply.header('content-language', language).header('vary', 'accept-language')
      return whyDocument(
        { visitId: visitId ?? null, customerId: customerId ?? null, language, timezone, now },
        streams as readonly (readonly RecordedEvent<NotificationEvent>[])[],
        found.count - found.rows.length,
        missing,
        tenantEvents,
      )
    },
  )

  /** @throws 404 for a visit or a person that was never heard of */
  async function known(
    tenant: TenantId,
    {
      visitId,
      customerId,
      visitEvents,
    }: {
      readonly visitId: VisitId | undefined
      readonly customerId: PersonId | undefined
      readonly visitEvents: readonly RecordedEvent[]
    },
  ): Promise<void> {
    if (visitId !== undefined && visitEvents.length === 0) throw notFound()
    if (visitId !== undefined || customerId === undefined) return
    if ((await readStream(StreamName.customer(tenant, customerId))).length === 0) throw notFound()
  }
}

/** @throws 400 for a kind that there is not */
function askedKind(text: string | undefined): MessageKind | 'visit.reminder' | null {
  if (text === undefined) return null
  const reply = replyKinds.find((kind) => kind === text)
  const kind = text === 'visit.reminder' ? text : (reply ?? ruleEventOf(text))
  if (kind === null) throw invalidRequest([{ in: 'query', path: '/kind', message: 'is no kind of message' }])
  return kind
}
