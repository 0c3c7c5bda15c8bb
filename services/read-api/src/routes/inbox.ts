import { type Static, Type } from '@sinclair/typebox'
import {
  InstantSchema,
  NotificationIdSchema,
  PersonIdSchema,
  type Recipient,
  readRecipient,
  recipientPattern,
  strict,
  stringEnum,
  type TenantId,
} from '@visita/domain'
import {
  decodeCursor,
  type HttpApp,
  invalidRequest,
  notFound,
  orNull,
  pageOf,
  pageQuery,
  UtcInstantText,
} from '@visita/http'
import {
  type ArrivedRow,
  countInbox,
  customers,
  findCustomer,
  type InboxCursor,
  inbox,
  listInbox,
  takesPart,
} from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { isInstant } from '@visita/runtime'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { answerPage } from '../paging.ts'

const states = ['unseen', 'unread', 'read', 'archived'] as const
const listQuery = { ...pageQuery, state: Type.Optional(stringEnum(...states)) }
const Text = orNull(Type.String())
const Instant = orNull(UtcInstantText)

const ItemSchema = Type.Object(
  {
    id: Type.String(),
    recipient: Type.String({ description: 'Such as `resource:ana`' }),
    visitId: Text,
    kind: Type.String({ description: 'Of what it tells: `visit.assigned`, `visit.canceled` …' }),
    critical: Type.Boolean(),
    title: orNull(Type.String({ description: 'Null, as the two below, once the person that it tells of was erased' })),
    body: Text,
    url: Text,
    arrivedAt: UtcInstantText,
    seenAt: Instant,
    readAt: Instant,
    archivedAt: Instant,
    archivedWhy: Text,
  },
  { $id: 'InboxItem' },
)
const InboxSchema = Type.Object({
  ...pageOf(ItemSchema).properties,
  unseen: Type.Integer({ description: 'Of the whole inbox: those that have not come up on a screen yet' }),
  unread: Type.Integer({ description: 'Of the whole inbox: those that nobody has opened, nor put aside' }),
})

const CursorSchema = Type.Object({ arrived: InstantSchema, id: NotificationIdSchema }, strict)

/** @throws 400 `invalid-request` for a cursor that this list has not given */
function arrivedCursor(cursor: string | undefined): InboxCursor | null {
  if (cursor === undefined) return null
  const place = decodeCursor(cursor, CursorSchema)
  if (isInstant(place.arrived)) return place
  throw invalidRequest([{ in: 'query', path: '/cursor', message: 'was not issued by this list' }])
}

/** What came to somebody in the house: staff read any inbox of theirs, a channel that of the customer it speaks for. */
export function inboxRoutes(app: HttpApp, { readStore, openPersonal, visible }: Deps): void {
  const tags = ['inbox']
  const description =
    'The newest first; without `state` all that is not archived. Texts are opened for whoever may read them.'

  app.get(
    '/v1/admin/inbox',
    {
      config: { roles: ['operator', 'admin'], positioned: true },
      schema: {
        summary: 'What lies in the inbox of an agent, of staff or of a customer',
        description,
        tags,
        querystring: Type.Object(
          { ...listQuery, recipient: Type.String({ pattern: recipientPattern, examples: ['resource:ana'] }) },
          strict,
        ),
        response: { 200: InboxSchema },
      },
    },
    async (request) => {
      const { recipient, ...query } = request.query
      return answer(request, readRecipient(recipient), query)
    },
  )

  app.get(
    '/v1/customers/:id/inbox',
    {
      config: { roles: ['channel', 'operator'], positioned: true },
      schema: {
        summary: 'What lies in the inbox of a customer',
        description,
        tags,
        params: Type.Object({ id: PersonIdSchema }, strict),
        querystring: Type.Object(listQuery, strict),
        response: { 200: InboxSchema },
      },
    },
    async (request) => {
      const { tenant, params } = request
      await visible(request, [customers.name])
      const isKnown = await withTenant(
        readStore,
        tenant,
        async (db) => (await findCustomer(db, tenant, params.id)) !== null || takesPart(db, tenant, params.id),
      )
      if (!isKnown) throw notFound()
      return answer(request, { kind: 'customer', personId: params.id }, request.query)
    },
  )

  async function answer(
    request: FastifyRequest,
    recipient: Recipient,
    { limit, cursor, state }: { limit: number; cursor?: string; state?: (typeof states)[number] },
  ) {
    const { tenant } = request
    const range = { limit, after: arrivedCursor(cursor) }
    await visible(request, [inbox.name])
    const { page, counts } = await withTenant(readStore, tenant, async (db) => ({
      page: await listInbox(db, tenant, { recipient, state }, range),
      counts: await countInbox(db, tenant, recipient),
    }))
    const items = await opened(tenant, page.items)
    const keyOf = ({ arrived_at, notification_id }: ArrivedRow) => ({ arrived: arrived_at, id: notification_id })
    return { ...answerPage({ ...page, items }, itemOf, keyOf), ...counts }
  }

  const opened = async (tenant: TenantId, rows: readonly ArrivedRow[]): Promise<ArrivedRow[]> => {
    const items = await openPersonal(rows.map((data) => ({ ids: [tenant], data })))
    return items.map(({ data }) => data)
  }
}

const itemOf = (row: ArrivedRow): Static<typeof ItemSchema> => ({
  id: row.notification_id,
  recipient: row.recipient,
  visitId: row.visit_id,
  kind: row.cause_kind,
  critical: row.priority === 0,
  ...textOf(row.content),
  arrivedAt: row.arrived_at,
  seenAt: row.seen_at,
  readAt: row.read_at,
  archivedAt: row.archived_at,
  archivedWhy: row.archived_why,
})

/** The text as its channel wrote it; what reads `erased` is none any more. */
function textOf(content: string | null): { title: string | null; body: string | null; url: string | null } {
  try {
    const { title = null, body = null, url = null } = JSON.parse(content ?? '{}')
    return { title, body, url }
  } catch {
    return { title: null, body: null, url: null }
  }
}
