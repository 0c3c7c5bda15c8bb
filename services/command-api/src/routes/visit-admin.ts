import { Type } from '@sinclair/typebox'
import { changeStatus, moveVisit } from '@visita/agenda'
import { ResourceIdSchema, strict, stringEnum } from '@visita/domain'
import { type HttpApp, InstantText } from '@visita/http'
import { VisitSchema } from '@visita/projections'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { ById, changeOf, expectedOf, OverrideWords, overrideOf, Reason, visitAnswer } from './visit-answer.ts'

const StatusBody = Type.Object(
  {
    status: stringEnum('confirmed', 'en_route', 'checked_in', 'completed', 'no_show', 'cancelled'),
    reason: Reason,
    /** When it happened, where that was not now: a check-in made offline. */
    occurredAt: Type.Optional(InstantText),
    /** How it is known: a photo or a signature, named where it is kept, and what was said of it. */
    evidence: Type.Optional(
      Type.Object(
        {
          reference: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
          note: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
        },
        strict,
      ),
    ),
  },
  strict,
)

const ReassignBody = Type.Object(
  {
    resourceIds: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 20, uniqueItems: true }),
    reason: Reason,
    ...OverrideWords,
  },
  strict,
)

/** What staff do with a visit: they are bound by its life, and by no window. */
export function visitAdminRoutes(app: HttpApp, deps: Deps): void {
  const answer = visitAnswer(deps)
  const tags = ['visits']

  app.patch(
    '/v1/admin/visits/:id/status',
    {
      config: { roles: ['operator', 'admin'] },
      schema: {
        summary: 'Bring a visit into another status',
        description: 'What happened before now is told with `occurredAt`; when it was recorded stays beside it.',
        tags,
        params: ById,
        body: StatusBody,
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => {
      const { status, occurredAt, ...told } = raw.body
      const telling = { ...told, ...(occurredAt === undefined ? {} : { occurredAt: parseInstant(occurredAt) }) }
      return answer(reply, await changeStatus(deps, changeOf(raw), status, telling), 200)
    },
  )

  app.post(
    '/v1/admin/visits/:id/reassign',
    {
      config: { roles: ['operator'], idempotent: true },
      schema: {
        summary: 'Give a visit other resources at the same time',
        tags,
        params: ById,
        body: ReassignBody,
        response: { 200: VisitSchema },
      },
    },
    async (raw, reply) => {
      const { resourceIds, reason, ...override } = raw.body
      const { id: visitId } = raw.params
      const move = { visitId, resourceIds, reason, ...overrideOf(raw, override), ...expectedOf(raw) }
      const request = deps.idempotency.request(raw, `/v1/admin/visits/${visitId}/reassign`)
      const moved = await deps.idempotency.once(request, () => moveVisit(deps, request, move))
      return answer(reply, moved, 200)
    },
  )
}
