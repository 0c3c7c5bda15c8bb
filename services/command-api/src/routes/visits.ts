import { Type } from '@sinclair/typebox'
import { cancelVisit, confirmVisit, requestVisit } from '@visita/agenda'
import {
  LocationIdSchema,
  PersonIdSchema,
  ResourceIdSchema,
  StreamName,
  strict,
  type VisitId,
  VisitIdSchema,
  type VisitState,
  VisitTypeIdSchema,
} from '@visita/domain'
import {
  etag,
  type HttpApp,
  InstantText,
  ifMatch,
  invalidRequest,
  notFound,
  ProblemError,
  sendPosition,
  TimeZoneText,
} from '@visita/http'
import { VisitSchema, visitOfState } from '@visita/projections'
import { parseInstant } from '@visita/runtime'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const Contact = {
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

const BookingBody = Type.Object(
  {
    typeId: VisitTypeIdSchema,
    start: InstantText,
    resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 20, uniqueItems: true })),
    locationId: Type.Optional(LocationIdSchema),
    unitId: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    customer: Type.Union([Type.Object({ id: PersonIdSchema }, strict), ContactBody]),
    participants: Type.Optional(
      Type.Array(
        Type.Object({ ...Contact, role: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })) }, strict),
        { maxItems: 20 },
      ),
    ),
    notes: Type.Optional(Type.String({ maxLength: 4000 })),
    origin: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })),
    override: Type.Optional(Type.Boolean()),
    overrideReason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  },
  strict,
)

const ById = Type.Object({ id: VisitIdSchema }, strict)

export function visitRoutes(app: HttpApp, deps: Deps): void {
  app.post(
    '/v1/visits',
    {
      config: { roles: ['channel', 'operator', 'admin'], idempotent: true },
      schema: { summary: 'Book a visit', tags: ['visits'], body: BookingBody, response: { 201: VisitSchema } },
    },
    async (raw, reply) => {
      const { override, overrideReason, seats, participants, origin, start, ...rest } = raw.body
      authorize(raw, { override: override ?? false, overrideReason, origin })
      const request = deps.idempotency.request(raw, '/v1/visits')
      const booked = await deps.idempotency.once(request, () =>
        requestVisit(deps, request, {
          ...rest,
          start: parseInstant(start),
          seats: seats ?? 1,
          participants: participants ?? [],
          origin: origin ?? 'api',
          ...(override && overrideReason !== undefined ? { overrideReason } : {}),
        }),
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
        body: Type.Object({ reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })) }, strict),
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => answer(reply, await cancelVisit(deps, changeOf(raw), raw.body.reason), 200),
  )
}

/** Overlapping on purpose is for staff, with a reason; leaving the rules aside as an import is for administrators. */
function authorize(
  { caller }: FastifyRequest,
  {
    override,
    overrideReason,
    origin,
  }: { override: boolean; overrideReason: string | undefined; origin: string | undefined },
): void {
  if (override && overrideReason === undefined) {
    throw invalidRequest([{ in: 'body', path: '/overrideReason', message: 'is needed with an override' }])
  }
  if (!override && overrideReason !== undefined) {
    throw invalidRequest([
      { in: 'body', path: '/overrideReason', message: 'says why for an override that is not asked for' },
    ])
  }
  if (override && caller.role === 'channel') {
    throw new ProblemError(403, 'override-not-allowed', 'Only staff may overlap on purpose')
  }
  if (origin === 'import' && caller.role !== 'admin') {
    throw new ProblemError(403, 'import-not-allowed', 'Only an administrator may import')
  }
}

/** A command on a visit that exists. */
function changeOf(raw: FastifyRequest<{ Params: { id: VisitId } }>) {
  const { id } = raw.params
  const expected = ifMatch(raw)
  return {
    request: requestOf(raw),
    visitId: id,
    stream: StreamName.visit(raw.tenant, id),
    ...(expected === null ? {} : { ifMatch: expected }),
  }
}

interface Answer {
  readonly state: VisitState
  readonly revision: bigint
  readonly position: bigint
  readonly replayed: boolean
  /** The command found everything as it wanted it. */
  readonly unchanged?: boolean
}

function answer(reply: FastifyReply, { state, revision, position, replayed, unchanged }: Answer, status: 200 | 201) {
  sendPosition(reply, position)
  reply.header('etag', etag(revision))
  if (replayed) reply.header('idempotent-replayed', 'true')
  if (unchanged) reply.header('visita-unchanged', 'true')
  const visit = visitOfState(state, revision)
  if (!visit) throw notFound()
  return reply.code(status).send(visit)
}
