import { Type } from '@sinclair/typebox'
import { type ChangedBulkMove, commitBulkMove, planBulkMove, undoBulkMove } from '@visita/agenda'
import {
  type BulkMoveDetails,
  BulkMoveIdSchema,
  type BulkMoveItem,
  type BulkMoveState,
  type BulkMoveTarget,
  LocationIdSchema,
  type MovePlace,
  ResourceIdSchema,
  strict,
  stringEnum,
  VisitIdSchema,
} from '@visita/domain'
import { DateText, type HttpApp, InstantText, invalidRequest, orNull, sendPosition, UtcInstantText } from '@visita/http'
import { parseInstant, toInstant } from '@visita/runtime'
import type { FastifyReply } from 'fastify'
import type { Deps } from '../app.ts'

const url = '/v1/admin/agenda/bulk-moves'
const dayMs = 86_400_000
const mostDays = 366

const MoveBody = Type.Union([
  Type.Object({ shiftMinutes: Type.Integer({ minimum: -mostDays * 1440, maximum: mostDays * 1440 }) }, strict),
  Type.Object(
    { toResourceIds: Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 80, uniqueItems: true }) },
    strict,
  ),
  Type.Object({ toDate: DateText }, strict),
])

const PlanBody = Type.Object(
  {
    filter: Type.Object(
      {
        resourceIds: Type.Optional(Type.Array(ResourceIdSchema, { minItems: 1, maxItems: 500, uniqueItems: true })),
        locationId: Type.Optional(LocationIdSchema),
        from: InstantText,
        to: InstantText,
      },
      strict,
    ),
    move: MoveBody,
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  strict,
)

const PlaceSchema = Type.Object({ start: UtcInstantText, end: UtcInstantText, resourceIds: Type.Array(Type.String()) })
const why = Type.Optional(Type.String({ description: 'Why not' }))
const PlanSchema = Type.Object({
  bulkMoveId: BulkMoveIdSchema,
  plan: Type.Array(
    Type.Object({
      visitId: VisitIdSchema,
      from: PlaceSchema,
      to: orNull(PlaceSchema),
      feasible: Type.Boolean(),
      why,
      inTheWay: Type.Optional(
        Type.Array(Type.Object({ kind: Type.String(), id: Type.String() }), {
          description: 'The visits, holds and blocks whose time it would take, a few of them',
        }),
      ),
    }),
    { description: 'In the order in which the visits would move' },
  ),
})

const resultOf = <Kinds extends readonly string[]>(...kinds: Kinds) =>
  Type.Array(Type.Object({ visitId: VisitIdSchema, result: stringEnum(...kinds), why }))
const CommitSchema = Type.Object({
  status: stringEnum('committed'),
  moved: Type.Integer(),
  failed: Type.Integer(),
  results: resultOf('moved', 'failed', 'skipped'),
})
const UndoSchema = Type.Object({
  status: stringEnum('undone'),
  returned: Type.Integer(),
  kept: Type.Integer(),
  results: resultOf('returned', 'kept'),
})

/** Many visits that have to move for one reason: planned and looked at, then moved, and moved back if that was wrong. */
export function bulkMoveRoutes(app: HttpApp, deps: Deps): void {
  const { idempotency, ahead } = deps
  const config = { roles: ['operator', 'admin'], idempotent: true } as const
  const tags = ['agenda']
  const params = Type.Object({ id: BulkMoveIdSchema }, strict)

  app.post(
    url,
    {
      config,
      schema: {
        summary: 'Plan a bulk move; nothing is moved yet',
        tags,
        body: PlanBody,
        response: { 201: PlanSchema },
      },
    },
    async (raw, reply) => {
      const { filter, move, reason } = raw.body
      const request = idempotency.request(raw, url)
      const wish = { ...filter, ...windowOf(filter), move: targetOf(move), reason }
      const planned = await idempotency.once(request, () => planBulkMove(deps, request, wish, ahead.visitsOn))
      sendPosition(reply, planned.position)
      if (planned.replayed) reply.header('idempotent-replayed', 'true')
      const { bulkMoveId, items } = detailsOf(planned.state)
      return reply.code(201).send({ bulkMoveId, plan: items.map(planItem) })
    },
  )

  app.post(
    `${url}/:id/commit`,
    {
      config,
      schema: {
        summary: 'Move the visits of a plan; answers when each has its result',
        tags,
        params,
        body: Type.Object({}, strict),
        response: { 200: CommitSchema },
      },
    },
    async (raw, reply) => {
      const request = idempotency.request(raw, `${url}/:id/commit`)
      const changed = await idempotency.once(request, () => commitBulkMove(deps, request, raw.params.id))
      sendChange(reply, changed)
      const results = detailsOf(changed.state).items.map(committed)
      return reply.send({
        status: 'committed',
        moved: count(results, 'moved'),
        failed: count(results, 'failed'),
        results,
      })
    },
  )

  app.post(
    `${url}/:id/undo`,
    {
      config,
      schema: {
        summary: 'Move those back that a bulk move has moved and nobody has changed since',
        tags,
        params,
        body: Type.Object({}, strict),
        response: { 200: UndoSchema },
      },
    },
    async (raw, reply) => {
      const request = idempotency.request(raw, `${url}/:id/undo`)
      const changed = await idempotency.once(request, () => undoBulkMove(deps, request, raw.params.id))
      sendChange(reply, changed)
      const results = detailsOf(changed.state).items.flatMap(undone)
      return reply.send({
        status: 'undone',
        returned: count(results, 'returned'),
        kept: count(results, 'kept'),
        results,
      })
    },
  )
}

function windowOf(filter: { readonly from: string; readonly to: string }) {
  const [from, to] = [parseInstant(filter.from), parseInstant(filter.to)]
  const fault = (message: string) => invalidRequest([{ in: 'body', path: '/filter/to', message }])
  if (to <= from) throw fault('must be after from')
  if (to - from > mostDays * dayMs) throw fault(`must be within ${mostDays} days of from`)
  return { from, to }
}

function targetOf(move: (typeof MoveBody)['static']): BulkMoveTarget {
  if ('shiftMinutes' in move) return { kind: 'shift', shiftMinutes: move.shiftMinutes }
  return 'toDate' in move
    ? { kind: 'date', toDate: move.toDate }
    : { kind: 'resources', toResourceIds: move.toResourceIds }
}

function detailsOf({ bulkMove }: BulkMoveState): BulkMoveDetails {
  if (!bulkMove) throw new Error('a bulk move that was written is not there')
  return bulkMove
}

function sendChange(reply: FastifyReply, { position, unchanged, replayed }: ChangedBulkMove): void {
  sendPosition(reply, position)
  if (replayed) reply.header('idempotent-replayed', 'true')
  if (unchanged) reply.header('visita-unchanged', 'true')
}

const place = ({ start, end, resourceIds }: MovePlace) => ({
  start: toInstant(start),
  end: toInstant(end),
  resourceIds,
})

const planItem = ({ visitId, from, to, feasible, why, inTheWay }: BulkMoveItem) => ({
  visitId,
  from: place(from),
  to: to && place(to),
  feasible,
  ...(why === null ? {} : { why }),
  ...(inTheWay ? { inTheWay } : {}),
})

/** What committing did to the visit, also where it was undone since: whoever asks again gets the same answer. */
function committed({ visitId, result, why }: BulkMoveItem) {
  switch (result.kind) {
    case 'failed':
      return { visitId, result: 'failed' as const, why: result.why }
    case 'skipped':
      return { visitId, result: 'skipped' as const, ...(why === null ? {} : { why }) }
    case 'moved':
    case 'returned':
    case 'kept':
      return { visitId, result: 'moved' as const }
    case 'waiting':
      throw new Error('a bulk move that is finished still waits for a visit')
  }
}

interface Undone {
  readonly visitId: BulkMoveItem['visitId']
  readonly result: 'returned' | 'kept'
  readonly why?: string
}

function undone({ visitId, result }: BulkMoveItem): Undone[] {
  if (result.kind === 'kept') return [{ visitId, result: 'kept', why: result.why }]
  return result.kind === 'returned' ? [{ visitId, result: 'returned' }] : []
}

const count = (results: readonly { readonly result: string }[], kind: string) =>
  results.filter(({ result }) => result === kind).length
