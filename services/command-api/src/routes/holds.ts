import { Type } from '@sinclair/typebox'
import { HoldIdSchema, LocationIdSchema, ResourceIdSchema, strict, VisitTypeIdSchema } from '@visita/domain'
import { type HttpApp, InstantText, sendPosition, UtcInstantText } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { endHold, takeHold } from '../hold-requests.ts'
import { requestOf } from '../request-of.ts'

const HoldBody = Type.Object(
  {
    typeId: VisitTypeIdSchema,
    start: InstantText,
    resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 20, uniqueItems: true })),
    locationId: Type.Optional(LocationIdSchema),
    seats: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    customer: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'Whom it is for, in the channel’s own words' }),
    ),
  },
  strict,
)
const HoldSchema = Type.Object({
  holdId: Type.String(),
  start: UtcInstantText,
  end: UtcInstantText,
  resourceIds: Type.Array(Type.String()),
  expiresAt: UtcInstantText,
})

/** Time that is kept for somebody who is about to book. */
export function holdRoutes(app: HttpApp, deps: Deps): void {
  const roles = ['channel', 'operator'] as const
  const tags = ['visits']

  app.post(
    '/v1/holds',
    {
      config: { roles, idempotent: true },
      schema: {
        summary: 'Hold a start for a while',
        description: 'A promise: while it is live, a booking that names it is not refused.',
        tags,
        body: HoldBody,
        response: { 201: HoldSchema },
      },
    },
    async (raw, reply) => {
      const { start, seats = 1, ...rest } = raw.body
      const request = deps.idempotency.request(raw, '/v1/holds')
      const { position, replayed, resourceIds, ...hold } = await deps.idempotency.once(request, () =>
        takeHold(deps, request, { ...rest, seats, start: parseInstant(start) }),
      )
      sendPosition(reply, BigInt(position))
      if (replayed) reply.header('idempotent-replayed', 'true')
      return reply.code(201).send({ ...hold, resourceIds: [...resourceIds] })
    },
  )

  app.delete(
    '/v1/holds/:holdId',
    {
      config: { roles },
      schema: {
        summary: 'Give a hold back',
        tags,
        params: Type.Object({ holdId: HoldIdSchema }, strict),
        response: { 204: Type.Null() },
      },
    },
    async (raw, reply) => {
      sendPosition(reply, await endHold(deps, requestOf(raw), raw.params.holdId))
      return reply.code(204).send(null)
    },
  )
}
