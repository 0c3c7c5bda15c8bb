import { Type } from '@sinclair/typebox'
import { acceptOffer, type ChangedEntry, declineOffer, joinWaitlist, leaveWaitlist } from '@visita/agenda'
import {
  instantOf,
  LocationIdSchema,
  openOffer,
  PartOfDaySchema,
  PersonIdSchema,
  ResourceIdSchema,
  strict,
  VisitTypeIdSchema,
  WaitlistEntryIdSchema,
  type WaitlistState,
} from '@visita/domain'
import { type HttpApp, InstantText, notFound, orNull, sendPosition, UtcInstantText } from '@visita/http'
import { VisitSchema } from '@visita/projections'
import { parseInstant } from '@visita/runtime'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'
import { visitAnswer } from './visit-answer.ts'
import { ContactBody } from './visits.ts'

const url = '/v1/waitlist'
const roles = ['channel', 'operator'] as const
const tags = ['waitlist']
const ById = Type.Object({ id: WaitlistEntryIdSchema }, strict)
const Nothing = Type.Object({}, strict)

const JoinBody = Type.Object(
  {
    typeId: VisitTypeIdSchema,
    customer: Type.Union([Type.Object({ id: PersonIdSchema }, strict), ContactBody]),
    from: Type.Optional(InstantText),
    to: Type.Optional(InstantText),
    resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 200, uniqueItems: true })),
    locationId: Type.Optional(LocationIdSchema),
    partOfDay: Type.Optional(PartOfDaySchema),
    seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  },
  strict,
)

const OfferSchema = Type.Object({
  number: Type.Integer(),
  start: UtcInstantText,
  end: UtcInstantText,
  resourceIds: Type.Array(Type.String()),
  expiresAt: UtcInstantText,
})
const EntrySchema = Type.Object({
  id: Type.String(),
  status: Type.String({ enum: ['waiting', 'offered', 'accepted', 'left', 'closed'] }),
  typeId: Type.String(),
  customerId: Type.String(),
  from: UtcInstantText,
  to: UtcInstantText,
  resourceIds: orNull(Type.Array(Type.String(), { description: 'Null: any of those that fit' })),
  locationId: orNull(Type.String()),
  partOfDay: orNull(Type.String()),
  seats: Type.Integer(),
  joinedAt: UtcInstantText,
  visitId: orNull(Type.String({ description: 'What the accepted offer became' })),
  offer: orNull(OfferSchema),
})

/** People who wait for time. What they are offered is held for them, and is theirs until it expires. */
export function waitlistRoutes(app: HttpApp, deps: Deps): void {
  const answerVisit = visitAnswer(deps)

  app.post(
    url,
    {
      config: { roles, idempotent: true },
      schema: {
        summary: 'Wait for time, or be told when something opens',
        description:
          'Without `from` and `to`: from now on, as far as may be booked today. Of several `resourceIds` of one kind any will do.',
        tags,
        body: JoinBody,
        response: { 201: EntrySchema },
      },
    },
    async (raw, reply) => {
      const { from, to, seats = 1, ...rest } = raw.body
      const request = deps.idempotency.request(raw, url)
      const joined = await deps.idempotency.once(request, () =>
        joinWaitlist(deps, request, {
          ...rest,
          seats,
          ...(from === undefined ? {} : { from: parseInstant(from) }),
          ...(to === undefined ? {} : { to: parseInstant(to) }),
        }),
      )
      tell(reply, joined)
      return reply.code(201).send(entryOf(joined.state, deps.clock.now()))
    },
  )

  app.delete(
    `${url}/:id`,
    {
      config: { roles },
      schema: { summary: 'Wait no more', tags, params: ById, response: { 204: Type.Null() } },
    },
    async (raw, reply) => {
      tell(reply, await leaveWaitlist(deps, requestOf(raw), raw.params.id))
      return reply.code(204).send(null)
    },
  )

  app.post(
    `${url}/:id/accept`,
    {
      config: { roles, idempotent: true },
      schema: {
        summary: 'Take what is offered',
        description: 'Nothing refuses it before the offer expires. Asked again, it is the same visit.',
        tags,
        params: ById,
        body: Nothing,
        response: { 201: VisitSchema },
      },
    },
    async (raw, reply) => {
      const { id } = raw.params
      const request = deps.idempotency.request(raw, `${url}/${id}/accept`)
      const booked = await deps.idempotency.once(request, () => acceptOffer(deps, request, id))
      return answerVisit(reply, booked, 201)
    },
  )

  app.post(
    `${url}/:id/decline`,
    {
      config: { roles },
      schema: {
        summary: 'Let an offer go, and go on waiting',
        tags,
        params: ById,
        body: Nothing,
        response: { 200: EntrySchema },
      },
    },
    async (raw, reply) => {
      const declined = await declineOffer(deps, requestOf(raw), raw.params.id)
      tell(reply, declined)
      return reply.code(200).send(entryOf(declined.state, deps.clock.now()))
    },
  )
}

function tell(reply: FastifyReply, { position, replayed, unchanged }: ChangedEntry): void {
  sendPosition(reply, position)
  if (replayed) reply.header('idempotent-replayed', 'true')
  if (unchanged) reply.header('visita-unchanged', 'true')
}

/** An offer whose time is up (`now`, epoch ms) is none any more, whether or not the log says so yet. */
function entryOf({ status, entry }: WaitlistState, now: number) {
  if (!entry) throw notFound()
  const standing = openOffer(entry)
  const offer = standing && now < standing.expiresAt ? standing : null
  return {
    id: entry.entryId,
    status: status === 'offered' && !offer ? 'waiting' : status,
    typeId: entry.typeId,
    customerId: entry.customerId,
    from: instantOf(entry.from),
    to: instantOf(entry.to),
    resourceIds: entry.resourceIds,
    locationId: entry.locationId,
    partOfDay: entry.partOfDay,
    seats: entry.seats,
    joinedAt: instantOf(entry.joinedAt),
    visitId: entry.visitId,
    offer: offer && {
      number: offer.number,
      start: instantOf(offer.start),
      end: instantOf(offer.end),
      resourceIds: offer.resourceIds,
      expiresAt: instantOf(offer.expiresAt),
    },
  }
}
