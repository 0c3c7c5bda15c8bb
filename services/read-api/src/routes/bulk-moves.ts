import { type Static, Type } from '@sinclair/typebox'
import {
  BulkMoveFilterSchema,
  BulkMoveIdSchema,
  type BulkMoveStatus,
  type BulkMoveTargetSchema,
  type MoveResult,
  strict,
} from '@visita/domain'
import { type HttpApp, notFound, orNull, pageOf, pageQuery, UtcInstantText } from '@visita/http'
import { type BulkMoveItemRow, bulkMoves, type CountedBulkMove, findBulkMove, listBulkMoves } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import type { Deps } from '../app.ts'
import { answerPage, turnCursor, turnOf } from '../paging.ts'

const statuses = ['planned', 'committing', 'committed', 'undoing', 'undone'] as const satisfies BulkMoveStatus[]
const results = ['skipped', 'waiting', 'moved', 'failed', 'returned', 'kept'] as const satisfies MoveResult['kind'][]

const PlaceSchema = Type.Object({
  start: UtcInstantText,
  end: UtcInstantText,
  resourceIds: Type.Array(Type.String()),
})

const TotalsSchema = Type.Object(
  {
    planned: Type.Integer({ description: 'All visits of the plan' }),
    feasible: Type.Integer(),
    waiting: Type.Integer({ description: 'Feasible, and without a result yet' }),
    moved: Type.Integer({ description: 'Moved, and not back' }),
    failed: Type.Integer(),
    returned: Type.Integer({ description: 'Moved back again' }),
    kept: Type.Integer({ description: 'Could not go back' }),
  },
  { $id: 'BulkMoveTotals' },
)

const members = {
  id: Type.String(),
  status: Type.String({ enum: [...statuses] }),
  filter: BulkMoveFilterSchema,
  move: Type.Unsafe<Static<typeof BulkMoveTargetSchema>>(Type.Object({}, { additionalProperties: true })),
  reason: orNull(Type.String()),
  plannedAt: UtcInstantText,
  totals: TotalsSchema,
}
const BulkMoveSummarySchema = Type.Object(members, { $id: 'BulkMoveSummary' })
const BulkMoveSchema = Type.Object(
  {
    ...members,
    plan: Type.Array(
      Type.Object({
        visitId: Type.String(),
        from: PlaceSchema,
        to: orNull(PlaceSchema),
        feasible: Type.Boolean(),
        why: orNull(Type.String({ description: 'Why it is not feasible, failed, or was kept' })),
        inTheWay: Type.Array(Type.Object({ kind: Type.String(), id: Type.String() }), {
          description: 'Visits, holds and blocks whose time it would take; a few of them',
        }),
        result: Type.String({ enum: [...results] }),
      }),
      { description: 'Every visit, in plan order' },
    ),
  },
  { $id: 'BulkMove' },
)

export function bulkMoveRoutes(app: HttpApp, { readStore, visible }: Deps): void {
  const config = { roles: ['operator'], positioned: true } as const
  const tags = ['agenda']

  app.get(
    '/v1/admin/agenda/bulk-moves',
    {
      config,
      schema: {
        summary: 'Bulk moves and how far each has come, the newest first',
        tags,
        querystring: Type.Object(pageQuery, strict),
        response: { 200: pageOf(BulkMoveSummarySchema) },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const range = { limit, after: turnCursor(cursor) }
      await visible(request, [bulkMoves.name])
      const page = await withTenant(readStore, request.tenant, (db) => listBulkMoves(db, request.tenant, range))
      return answerPage(page, summary, turnOf)
    },
  )

  app.get(
    '/v1/admin/agenda/bulk-moves/:id',
    {
      config,
      schema: {
        summary: 'A bulk move with every visit of its plan, and what came of each',
        tags,
        params: Type.Object({ id: BulkMoveIdSchema }, strict),
        querystring: Type.Object({}, strict),
        response: { 200: BulkMoveSchema },
      },
    },
    async (request) => {
      const { id } = request.params
      await visible(request, [bulkMoves.name])
      const found = await withTenant(readStore, request.tenant, (db) => findBulkMove(db, request.tenant, id))
      if (!found) throw notFound()
      return { ...summary(found), plan: found.plan.map(item) }
    },
  )
}

function summary(row: CountedBulkMove) {
  const { skipped = 0, waiting = 0, moved = 0, failed = 0, returned = 0, kept = 0 } = row.counts
  const feasible = waiting + moved + failed + returned + kept
  return {
    id: row.bulk_move_id,
    status: row.status,
    filter: row.filter,
    move: row.move,
    reason: row.reason,
    plannedAt: row.planned_at,
    totals: { planned: feasible + skipped, feasible, waiting, moved, failed, returned, kept },
  }
}

const item = (row: BulkMoveItemRow) => ({
  visitId: row.visit_id,
  from: row.from_place,
  to: row.to_place,
  feasible: row.feasible,
  why: row.why,
  inTheWay: [...row.in_the_way],
  result: row.result,
})
