import { Type } from '@sinclair/typebox'
import { cancelVisit, confirmVisit, moveVisit, requestVisit } from '@visita/agenda'
import {
  HoldIdSchema,
  LocationIdSchema,
  PersonIdSchema,
  ResourceIdSchema,
  strict,
  VisitTypeIdSchema,
} from '@visita/domain'
import { type HttpApp, InstantText, invalidRequest, ProblemError, TimeZoneText } from '@visita/http'
import { VisitSchema } from '@visita/projections'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { bookHeld } from '../hold-requests.ts'
import { ById, changeOf, expectedOf, OverrideWords, overrideOf, Reason, visitAnswer } from './visit-answer.ts'

export const Contact = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  phone: Type.Optional(Type.String({ minLength: 3, maxLength: 40 })),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
}

/** A customer that is not known by id: an external id, or else a phone, finds the same one again. */
export const ContactBody = Type.Object(
  {
    ...Contact,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    externalId: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    locale: Type.Optional(Type.String({ pattern: '^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$', maxLength: 35 })),
    timezone: Type.Optional(TimeZoneText),
    consents: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_.-]{0,63}$' }), Type.Boolean(), {
        maxProperties: 50,
        additionalProperties: false,
      }),
    ),
  },
  strict,
)

/** What a visit is booked with, whether once or again and again. */
export const BookingWords = {
  typeId: VisitTypeIdSchema,
  start: InstantText,
  resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 20, uniqueItems: true })),
  locationId: Type.Optional(LocationIdSchema),
  unitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  customer: Type.Union([Type.Object({ id: PersonIdSchema }, strict), ContactBody]),
  participants: Type.Optional(
    Type.Array(Type.Object({ ...Contact, role: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }, strict), {
      maxItems: 20,
    }),
  ),
  notes: Type.Optional(Type.String({ maxLength: 4000 })),
  origin: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })),
  ...OverrideWords,
}

const BookingBody = Type.Object(
  {
    ...BookingWords,
    holdId: Type.Optional(HoldIdSchema),
    occurredAt: Type.Optional({ ...InstantText, description: 'When the customer asked for it; of an import only' }),
  },
  strict,
)

const RescheduleBody = Type.Object(
  {
    start: InstantText,
    resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 20, uniqueItems: true })),
    reason: Reason,
    ...OverrideWords,
  },
  strict,
)

/** When the customer asked for it, epoch ms: what is booked now was asked for now. @throws ProblemError */
function askedFor(occurredAt: string | undefined, origin: string | undefined, now: number): number | undefined {
  if (occurredAt === undefined) return undefined
  const refuse = (message: string) => invalidRequest([{ in: 'body', path: '/occurredAt', message }])
  if (origin !== 'import') throw refuse('is only for what is imported')
  const at = parseInstant(occurredAt)
  if (at > now) throw refuse('must not be in the future')
  return at
}

export function visitRoutes(app: HttpApp, deps: Deps): void {
  const answer = visitAnswer(deps)

  app.post(
    '/v1/visits',
    {
      config: { roles: ['channel', 'operator', 'admin'], idempotent: true },
      schema: { summary: 'Book a visit', tags: ['visits'], body: BookingBody, response: { 201: VisitSchema } },
    },
    async (raw, reply) => {
      const { override, overrideReason, seats, participants, origin, start, holdId, occurredAt, ...rest } = raw.body
      const askedAt = askedFor(occurredAt, origin, deps.clock.now())
      if (origin === 'import' && raw.caller.role !== 'admin') {
        throw new ProblemError(403, 'import-not-allowed', 'Only an administrator may import')
      }
      const overridden = overrideOf(raw, { override, overrideReason })
      const request = deps.idempotency.request(raw, '/v1/visits')
      const booking = {
        ...rest,
        start: parseInstant(start),
        occurredAt: askedAt,
        seats: seats ?? 1,
        participants: participants ?? [],
        origin: origin ?? 'api',
        ...overridden,
      }
      const booked = await deps.idempotency.once(request, () =>
        holdId === undefined ? requestVisit(deps, request, booking) : bookHeld(deps, request, holdId, booking),
      )
      return answer(reply, booked, 201)
    },
  )

  app.post(
    '/v1/visits/:id/confirm',
    {
      config: { roles: ['channel', 'operator'] },
      schema: {
        summary: 'Confirm a visit',
        tags: ['visits'],
        params: ById,
        body: Type.Object({}, strict),
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => answer(reply, await confirmVisit(deps, changeOf(raw)), 200),
  )

  app.post(
    '/v1/visits/:id/cancel',
    {
      config: { roles: ['channel', 'operator'] },
      schema: {
        summary: 'Cancel a visit',
        tags: ['visits'],
        params: ById,
        body: Type.Object({ reason: Reason }, strict),
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => answer(reply, await cancelVisit(deps, changeOf(raw), raw.body), 200),
  )

  app.post(
    '/v1/visits/:id/reschedule',
    {
      config: { roles: ['channel', 'operator'], idempotent: true },
      schema: {
        summary: 'Move a visit to another time',
        description: 'The same visit, and the former time stays in its history. Channels are bound by the window.',
        tags: ['visits'],
        params: ById,
        body: RescheduleBody,
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => {
      const { start, resourceIds, reason, ...override } = raw.body
      const { id: visitId } = raw.params
      const wish = { visitId, start: parseInstant(start), resourceIds, reason }
      const move = { ...wish, ...overrideOf(raw, override), ...expectedOf(raw) }
      const request = deps.idempotency.request(raw, `/v1/visits/${visitId}/reschedule`)
      const moved = await deps.idempotency.once(request, () => moveVisit(deps, request, move))
      return answer(reply, moved, 200)
    },
  )
}
