import { Type } from '@sinclair/typebox'
import { commandContext, succeed } from '@visita/agenda'
import {
  messageLanguageOf,
  type NotificationChannel,
  NotificationChannelSchema,
  newestVersion,
  publishedVersion,
  StreamName,
  strict,
  TemplateKeySchema,
  type TemplateLanguage,
  TemplateLanguageSchema,
  type TemplateState,
  type TenantId,
} from '@visita/domain'
import { type HttpApp, invalidRequest, orNull, sendPosition } from '@visita/http'
import { type CompiledTemplate, preview, shipped } from '@visita/messages'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'
import { compiled } from '../template-document.ts'

const Params = Type.Object({
  key: TemplateKeySchema,
  channel: NotificationChannelSchema,
  locale: TemplateLanguageSchema,
})
interface Which {
  readonly key: string
  readonly channel: NotificationChannel
  readonly locale: TemplateLanguage
}

const open = (description: string) => Type.Object({}, { additionalProperties: true, description })
const which = { key: Type.String(), channel: NotificationChannelSchema, locale: TemplateLanguageSchema }
const Document = open('As it was written')
const Preview = Type.Object({
  content: open('The message as somebody would get it, with made-up data'),
  segments: orNull(Type.Integer({ description: 'As how many messages an SMS counts' })),
})
const body = Type.Record(Type.String({ maxLength: 40 }), Type.Unknown(), {
  description:
    'whatsapp: name, languageCode?, parameters, buttons, text, ttlSeconds. email: subject, mjml, text, calendar (request, cancel or null). ' +
    'sms: text, ttlSeconds, gsm7?. in_app: title, body, url. All text is Liquid',
})
const InForce = Type.Object({ ...which, version: Type.Integer(), document: Document })

const without = ({ html: _, ...document }: CompiledTemplate & { html?: string }) => document

/** The tenant's own texts: each a new version, in force as it is saved, unless somebody wants to look at it first. */
export function templateRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, configuration, templates, idempotency, clock } = deps
  const url = '/v1/admin/notification-templates/:key/:channel/:locale'
  const config = { roles: ['admin'] as const }
  const tags = ['configuration']

  const commandOf = ({ key, channel, locale: language }: Which) => {
    const isShipped = shipped(key, channel, language) !== null
    return { key, channel, language, isShipped, now: clock.now() }
  }
  const streamOf = (tenant: TenantId, { key, channel, locale }: Which) =>
    StreamName.template(tenant, key, channel, locale)

  /** What is in force; there is something wherever something was published or rolled back. */
  function inForce(params: Which, state: TemplateState) {
    const { key, channel, locale } = params
    const version = publishedVersion(state) ?? 1
    const own = state.versions.get(version)?.document as CompiledTemplate | undefined
    const document = own ?? shipped(key, channel, locale)?.document
    if (!document) throw new Error('nothing is in force')
    return { ...params, version, document: without(document) }
  }

  /** A text that is asked for in other languages is there in the tenant's: it is what everybody else gets. */
  async function requireTenantsLanguage(tenant: TenantId, { key, channel, locale }: Which): Promise<void> {
    const { locale: usual } = await configuration.policies(tenant)
    const language = messageLanguageOf(usual) ?? 'es'
    if (locale === language || (await templates.effective(tenant, key, channel, language))) return
    const message = `${key} must be there in ${language} first, the tenant's language`
    throw invalidRequest([{ in: 'path', path: '/locale', message }])
  }

  app.put(
    url,
    {
      config,
      schema: {
        summary: 'Write a text of your own',
        tags,
        params: Params,
        body,
        response: {
          200: Type.Object({
            ...which,
            version: Type.Integer(),
            published: orNull(Type.Integer({ description: 'The version in force; null where nothing is yet' })),
            document: Document,
            preview: Preview,
          }),
        },
      },
    },
    async (raw, reply) => {
      const { tenant, params } = raw
      const { publish = true, ...written } = raw.body
      if (typeof publish !== 'boolean') {
        throw invalidRequest([{ in: 'body', path: '/publish', message: 'must be boolean' }])
      }
      const purpose = { key: params.key, language: params.locale }
      const document = await compiled(params.channel, written, purpose)
      await requireTenantsLanguage(tenant, params)
      const command = { type: 'SaveTemplate', ...commandOf(params), document: { ...document }, publish } as const
      const context = commandContext(requestOf(raw))
      const done = succeed(await aggregates.template.execute(streamOf(tenant, params), command, context))
      sendPosition(reply, done.position)
      if (done.kind === 'accepted' && done.events.length === 0) reply.header('visita-unchanged', 'true')
      return {
        ...params,
        version: newestVersion(done.state) ?? 1,
        published: publishedVersion(done.state) ?? (command.isShipped ? 1 : null),
        document: without(document),
        preview: preview(document, purpose),
      }
    },
  )

  app.post(
    `${url}/preview`,
    {
      config,
      schema: {
        summary: 'See what a text would look like; nothing is kept',
        tags,
        params: Params,
        body,
        response: { 200: Preview },
      },
    },
    async ({ params, body: { publish: _, ...written } }) => {
      const purpose = { key: params.key, language: params.locale }
      return preview(await compiled(params.channel, written, purpose), purpose)
    },
  )

  /** Once for each idempotency key: asked again, what was in force right after it is answered. */
  async function change(
    raw: FastifyRequest,
    path: string,
    params: Which,
    command: { readonly type: 'PublishTemplate'; readonly version: number } | { readonly type: 'RollBackTemplate' },
  ) {
    const request = idempotency.request(raw, path)
    const stream = streamOf(raw.tenant, params)
    const context = commandContext(request, { idempotency: request.idempotency })
    const done = succeed(await aggregates.template.execute(stream, { ...commandOf(params), ...command }, context))
    if (done.kind === 'accepted') return { ...done, isReplay: false }
    const { state } = await aggregates.template.loadAt(stream, done.revision)
    return { ...done, state, isReplay: true }
  }

  app.post(
    `${url}/publish`,
    {
      config: { ...config, idempotent: true },
      schema: {
        summary: 'Put a version in force',
        tags,
        params: Params,
        body: Type.Object({ version: Type.Integer({ minimum: 1 }) }, strict),
        response: { 200: InForce },
      },
    },
    async (raw, reply) => {
      const command = { type: 'PublishTemplate', version: raw.body.version } as const
      const done = await change(raw, `${url}/publish`, raw.params, command)
      sendPosition(reply, done.position)
      if (done.isReplay) reply.header('idempotent-replayed', 'true')
      return inForce(raw.params, done.state)
    },
  )

  app.post(
    `${url}/rollback`,
    {
      config: { ...config, idempotent: true },
      schema: {
        summary: 'Go back to what was in force before',
        tags,
        params: Params,
        body: Type.Object({}, strict),
        response: { 200: InForce },
      },
    },
    async (raw, reply) => {
      const done = await change(raw, `${url}/rollback`, raw.params, { type: 'RollBackTemplate' })
      sendPosition(reply, done.position)
      if (done.isReplay) reply.header('idempotent-replayed', 'true')
      return inForce(raw.params, done.state)
    },
  )
}
