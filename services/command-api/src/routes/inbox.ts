import { Type } from '@sinclair/typebox'
import { commandContext, problemOf, succeed } from '@visita/agenda'
import {
  deliveryOf,
  type NotificationId,
  NotificationIdSchema,
  type NotificationState,
  type PersonId,
  PersonIdSchema,
  type Recipient,
  readRecipient,
  recipientPattern,
  StreamName,
  strict,
} from '@visita/domain'
import { newestPosition } from '@visita/event-store'
import { type HttpApp, sendPosition } from '@visita/http'
import { inParallel } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const mostAtOnce = 200

const ItemSchema = Type.Object({
  id: Type.String(),
  seen: Type.Boolean(),
  read: Type.Boolean(),
  archived: Type.Boolean(),
})
const SeenSchema = Type.Object({
  seen: Type.Integer({ description: 'Those that count as seen now' }),
  left: Type.Boolean({ description: 'There are more: ask again' }),
})

/** What somebody does with an item of an inbox, by the last word of the path. */
const acts = [
  ['seen', 'It came up on a screen', { type: 'SeeInboxItem' }],
  ['read', 'Somebody opened it', { type: 'ReadInboxItem' }],
  ['archive', 'Put it aside', { type: 'ArchiveInboxItem', why: 'by-hand' }],
] as const
type Act = (typeof acts)[number][2]

/** What is done with what lies in an inbox: by staff with any of the house, by a channel with that of its customer. */
export function inboxRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, clock, unseenItems } = deps
  const tags = ['inbox']

  for (const [word, summary, act] of acts) {
    app.post(
      `/v1/admin/inbox/:id/${word}`,
      {
        config: { roles: ['operator', 'admin'] },
        schema: {
          summary,
          description: 'Once; asked again, nothing happens.',
          tags,
          params: Type.Object({ id: NotificationIdSchema }, strict),
          response: { 200: ItemSchema },
        },
      },
      (raw, reply) => mark(raw, reply, raw.params.id, act),
    )

    app.post(
      `/v1/customers/:customerId/inbox/:id/${word}`,
      {
        config: { roles: ['channel', 'operator'] },
        schema: {
          summary: `${summary}, of a customer’s inbox`,
          description: 'Once; asked again, nothing happens.',
          tags,
          params: Type.Object({ customerId: PersonIdSchema, id: NotificationIdSchema }, strict),
          response: { 200: ItemSchema },
        },
      },
      (raw, reply) => mark(raw, reply, raw.params.id, act, raw.params.customerId),
    )
  }

  const description = `The oldest first, ${mostAtOnce} at a time.`

  app.post(
    '/v1/admin/inbox/seen',
    {
      config: { roles: ['operator', 'admin'] },
      schema: {
        summary: 'A whole inbox came up on a screen',
        description,
        tags,
        body: Type.Object(
          { recipient: Type.String({ pattern: recipientPattern, examples: ['resource:ana'] }) },
          strict,
        ),
        response: { 200: SeenSchema },
      },
    },
    (raw, reply) => seeAll(raw, reply, readRecipient(raw.body.recipient)),
  )

  app.post(
    '/v1/customers/:customerId/inbox/seen',
    {
      config: { roles: ['channel', 'operator'] },
      schema: {
        summary: 'The whole inbox of a customer came up on a screen',
        description,
        tags,
        params: Type.Object({ customerId: PersonIdSchema }, strict),
        response: { 200: SeenSchema },
      },
    },
    (raw, reply) => seeAll(raw, reply, { kind: 'customer', personId: raw.params.customerId }),
  )

  const execute = (raw: FastifyRequest, id: NotificationId, act: Act) =>
    aggregates.notification.execute(
      StreamName.notification(raw.tenant, id),
      { ...act, now: clock.now() },
      commandContext(requestOf(raw)),
    )

  /** `whose`: only in this person's inbox. @throws 404 for what is not there */
  async function mark(raw: FastifyRequest, reply: FastifyReply, id: NotificationId, act: Act, whose?: PersonId) {
    if (whose !== undefined) {
      const { state } = await aggregates.notification.load(StreamName.notification(raw.tenant, id))
      if (!isFor(state, whose)) throw problemOf({ type: 'notification-not-found' })
    }
    const outcome = succeed(await execute(raw, id, act))
    const { notification } = outcome.state
    if (!notification) throw problemOf({ type: 'notification-not-found' })
    sendPosition(reply, outcome.position)
    if (outcome.kind === 'accepted' && outcome.events.length === 0) reply.header('visita-unchanged', 'true')
    const read = deliveryOf(notification) === 'read'
    const archived = notification.archivedAt !== null
    return reply.code(200).send({ id, seen: read || archived || notification.seenAt !== null, read, archived })
  }

  async function seeAll(raw: FastifyRequest, reply: FastifyReply, recipient: Recipient) {
    const found = await unseenItems(raw.tenant, recipient, mostAtOnce + 1)
    const ids = found.slice(0, mostAtOnce)
    const positions: bigint[] = []
    let seen = 0
    await inParallel(ids, 8, async (id) => {
      const outcome = await execute(raw, id, { type: 'SeeInboxItem' })
      // One that somebody has put aside meanwhile, or seen on another screen, needs nothing more.
      if (outcome.kind !== 'accepted') return
      seen += outcome.events.length
      positions.push(outcome.position)
    })
    if (positions.length > 0) sendPosition(reply, newestPosition(...positions))
    return reply.code(200).send({ seen, left: found.length > mostAtOnce })
  }
}

const isFor = ({ notification }: NotificationState, personId: PersonId): boolean => {
  const recipient = notification?.recipient
  return (recipient?.kind === 'customer' || recipient?.kind === 'participant') && recipient.personId === personId
}
