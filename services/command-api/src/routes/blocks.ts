import { Type } from '@sinclair/typebox'
import { liftBlock, placeBlock } from '@visita/agenda'
import {
  BlockIdSchema,
  BlockRepeatSchema,
  LocationIdSchema,
  ResourceIdSchema,
  strict,
  stringEnum,
  VisitIdSchema,
} from '@visita/domain'
import { type HttpApp, InstantText, sendPosition, TimeZoneText } from '@visita/http'
import { parseInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'
import { requestOf } from '../request-of.ts'

const url = '/v1/admin/agenda/blocks'

const BlockBody = Type.Object(
  {
    resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 500, uniqueItems: true })),
    locationId: Type.Optional(LocationIdSchema),
    start: InstantText,
    end: InstantText,
    reason: Type.String({ minLength: 1, maxLength: 500 }),
    onConflict: stringEnum('refuse', 'keep'),
    repeat: Type.Optional(BlockRepeatSchema),
    timezone: Type.Optional(TimeZoneText),
  },
  strict,
)

/** Time that is taken from resources for reasons of operation, and given back. */
export function blockRoutes(app: HttpApp, deps: Deps): void {
  app.post(
    url,
    {
      config: { roles: ['operator', 'admin'], idempotent: true },
      schema: {
        summary: 'Block time of resources, or of all at a location',
        tags: ['agenda'],
        body: BlockBody,
        response: { 201: Type.Object({ blockId: BlockIdSchema, conflicts: Type.Array(VisitIdSchema) }) },
      },
    },
    async (raw, reply) => {
      const { start, end, ...rest } = raw.body
      const request = deps.idempotency.request(raw, url)
      const { blockId, conflicts, position, replayed } = await deps.idempotency.once(request, () =>
        placeBlock(deps, request, { ...rest, start: parseInstant(start), end: parseInstant(end) }),
      )
      sendPosition(reply, position)
      if (replayed) reply.header('idempotent-replayed', 'true')
      return reply.code(201).send({ blockId, conflicts: [...conflicts] })
    },
  )

  app.delete(
    `${url}/:id`,
    {
      config: { roles: ['operator', 'admin'] },
      schema: {
        summary: 'Lift a block, in full',
        tags: ['agenda'],
        params: Type.Object({ id: BlockIdSchema }, strict),
        response: { 204: Type.Null() },
      },
    },
    async (raw, reply) => {
      const { position, unchanged } = await liftBlock(deps, requestOf(raw), raw.params.id)
      sendPosition(reply, position)
      if (unchanged) reply.header('visita-unchanged', 'true')
      return reply.code(204).send(null)
    },
  )
}
