import { Type } from '@sinclair/typebox'
import {
  type NotificationChannel,
  NotificationChannelSchema,
  strict,
  TemplateKeySchema,
  type TemplateLanguage,
  TemplateLanguageSchema,
  type TenantId,
} from '@visita/domain'
import {
  decodeCursor,
  type HttpApp,
  languages,
  notFound,
  orNull,
  pageOf,
  pageQuery,
  UtcInstantText,
} from '@visita/http'
import { shipped, templateKeys } from '@visita/messages'
import { ownTemplates, pageOfRows, templates, templateVersions } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { answerPage } from '../paging.ts'

const which = { key: Type.String(), channel: NotificationChannelSchema, locale: TemplateLanguageSchema }
const version = (description: string) => orNull(Type.Integer({ description }))
const TemplateAnswer = Type.Object({
  ...which,
  version: Type.Integer({ description: 'The newest one' }),
  published: version('The one in force; null: none is yet'),
  isShipped: Type.Boolean({ description: 'Whether what is in force is the text that everybody has' }),
})
const Document = Type.Object({}, { additionalProperties: true, description: 'As it was written' })
const VersionAnswer = Type.Object({
  version: Type.Integer(),
  isShipped: Type.Boolean(),
  savedAt: orNull(UtcInstantText),
})

interface Listed {
  readonly key: string
  readonly channel: NotificationChannel
  readonly locale: TemplateLanguage
  readonly version: number
  readonly published: number | null
  readonly isShipped: boolean
}

const channels: readonly NotificationChannel[] = ['whatsapp', 'email', 'sms', 'in_app']
const nameOf = ({ key, channel, locale }: Pick<Listed, 'key' | 'channel' | 'locale'>) => `${key} ${channel} ${locale}`

/** Those that everybody has, by name. They come with the service. */
const everybodys: ReadonlyMap<string, Listed> = new Map(
  templateKeys.flatMap((key) =>
    channels.flatMap((channel) =>
      languages
        .filter((language) => shipped(key, channel, language) !== null)
        .map((locale) => {
          const listed = { key, channel, locale, version: 1, published: 1, isShipped: true }
          return [nameOf(listed), listed] as const
        }),
    ),
  ),
)

/** What is compiled of it is nobody's to write. */
const asWritten = ({ html: _, ...document }: Readonly<Record<string, unknown>>) => document

/** The texts of messages: a tenant's own, and those that everybody has. */
export function templateRoutes(app: HttpApp, { readStore, visible }: Deps): void {
  const config = { roles: ['operator', 'admin'], positioned: true } as const
  const tags = ['configuration']

  /** In the order of their names. */
  async function allOf(tenant: TenantId): Promise<Listed[]> {
    const own = await withTenant(readStore, tenant, (db) => ownTemplates(db, tenant))
    const all = new Map(everybodys)
    for (const { key, channel, language: locale, newest, published, first } of own) {
      const hasShipped = first > 1 && shipped(key, channel, locale) !== null
      const inForce = published ?? (hasShipped ? 1 : null)
      const listed = { key, channel, locale, version: newest, published: inForce }
      all.set(nameOf(listed), { ...listed, isShipped: hasShipped && inForce === 1 })
    }
    return [...all.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, listed]) => listed)
  }

  app.get(
    '/v1/admin/notification-templates',
    {
      config,
      schema: {
        summary: 'The texts that there are, and which version of each is in force',
        tags,
        querystring: Type.Object({ ...pageQuery, key: Type.Optional(TemplateKeySchema) }, strict),
        response: { 200: pageOf(TemplateAnswer) },
      },
    },
    async (request) => {
      const { limit, cursor, key } = request.query
      const after = cursor === undefined ? '' : decodeCursor(cursor, Type.String({ maxLength: 80 }))
      await visible(request, [templates.name])
      const all = await allOf(request.tenant)
      const rest = all.filter((one) => nameOf(one) > after && (key === undefined || one.key === key))
      return answerPage(pageOfRows(rest.slice(0, limit + 1), limit), (listed) => listed, nameOf)
    },
  )

  app.get(
    '/v1/admin/notification-templates/:key/:channel/:locale',
    {
      config,
      schema: {
        summary: 'One text: what is in force, or another version of it, and all that there are',
        tags,
        params: Type.Object({
          ...{ key: TemplateKeySchema, channel: NotificationChannelSchema, locale: TemplateLanguageSchema },
        }),
        querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }, strict),
        response: {
          200: Type.Object({
            ...which,
            version: Type.Integer({ description: 'Of the document that is shown' }),
            published: version('The one in force; null: none is yet'),
            document: Document,
            versions: Type.Array(VersionAnswer, { description: 'The newest first' }),
          }),
        },
      },
    },
    async (request) => {
      const { key, channel, locale } = request.params
      await visible(request, [templates.name])
      const own = await withTenant(readStore, request.tenant, (db) =>
        templateVersions(db, request.tenant, { key, channel, language: locale }),
      )
      const everybodysText = shipped(key, channel, locale)
      const isFirst = everybodysText !== null && !own.versions.some((one) => one.version === 1)
      const versions = [
        ...own.versions.map((one) => ({ version: one.version, isShipped: false, savedAt: one.saved_at })),
        ...(isFirst ? [{ version: 1, isShipped: true, savedAt: null }] : []),
      ]
      const published = own.published ?? (isFirst ? 1 : null)
      const shown = request.query.version ?? published ?? versions[0]?.version
      const found = own.versions.find((one) => one.version === shown)?.document
      const document = found ?? (isFirst && shown === 1 ? { ...everybodysText.document } : null)
      if (!document || shown === undefined) throw notFound()
      return { key, channel, locale, version: shown, published, document: asWritten(document), versions }
    },
  )
}
