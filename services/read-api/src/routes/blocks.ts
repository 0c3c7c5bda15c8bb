import { Type } from '@sinclair/typebox'
import { BlockRepeatSchema, ResourceIdSchema, strict, stringEnum } from '@visita/domain'
import { type HttpApp, orNull, pageOf, pageQuery, UtcInstantText } from '@visita/http'
import { type BlockRow, blocks, configuration, listBlocks, policiesOf } from '@visita/projections'
import { withTenant } from '@visita/read-store'
import { occurrencesWithin } from '../agenda/block-occurrences.ts'
import type { Deps } from '../app.ts'
import { MomentText, momentOf } from '../moment.ts'
import { answerPage, startCursor } from '../paging.ts'

const statuses = ['placed', 'refused', 'lifted'] as const satisfies BlockRow['status'][]
const Stretch = { start: UtcInstantText, end: UtcInstantText }

const BlockSchema = Type.Object(
  {
    id: Type.String(),
    status: Type.String({ enum: [...statuses] }),
    resourceIds: Type.Array(Type.String()),
    locationId: orNull(Type.String()),
    ...Stretch,
    timezone: Type.String({ description: 'Whose wall clock the repetition follows' }),
    repeat: orNull(BlockRepeatSchema),
    occurrences: Type.Array(Type.Object(Stretch), { description: 'Those that meet the stretch asked for' }),
    onConflict: Type.String(),
    reason: orNull(Type.String()),
    laidUntil: orNull(
      Type.String({
        format: 'date-time',
        description: 'Every occurrence that begins before it lies on the agenda; null while the first is being laid',
      }),
    ),
    placedAt: UtcInstantText,
  },
  { $id: 'Block' },
)

const Query = Type.Object(
  {
    ...pageQuery,
    status: Type.Optional(Type.Array(stringEnum(...statuses), { minItems: 1, maxItems: statuses.length })),
    resourceId: Type.Optional(ResourceIdSchema),
    from: Type.Optional(MomentText),
    to: Type.Optional(MomentText),
  },
  strict,
)

export function blockRoutes(app: HttpApp, { readStore, visible }: Deps): void {
  app.get(
    '/v1/admin/agenda/blocks',
    {
      config: { roles: ['operator'], positioned: true },
      schema: {
        summary: 'Blocks that are in force at some time of a stretch, in the order of their first occurrence',
        description: 'Those that stand; `status=lifted` and `status=refused` show the others.',
        tags: ['agenda'],
        querystring: Query,
        response: { 200: pageOf(BlockSchema) },
      },
    },
    async (request) => {
      const { tenant } = request
      const { limit, cursor, from, to, resourceId, status = ['placed'] } = request.query
      const range = { limit, after: startCursor(cursor) }
      await visible(request, [blocks.name, configuration.name])
      const { page, stretch } = await withTenant(readStore, tenant, async (db) => {
        const timezone = (await policiesOf(db, tenant))?.timezone ?? 'UTC'
        const stretch = {
          from: from === undefined ? undefined : momentOf(from, 'from', timezone),
          to: to === undefined ? undefined : momentOf(to, 'to', timezone),
        }
        return { stretch, page: await listBlocks(db, tenant, { status, resourceId, ...stretch }, range) }
      })
      return answerPage(
        page,
        (row) => ({ ...block(row), occurrences: occurrencesWithin(row, stretch) }),
        ({ starts_at, block_id }) => ({ start: starts_at, id: block_id }),
      )
    },
  )
}

const block = (row: BlockRow) => ({
  id: row.block_id,
  status: row.status,
  resourceIds: [...row.resource_ids],
  locationId: row.location_id,
  start: row.starts_at,
  end: row.ends_at,
  timezone: row.timezone,
  repeat: row.repeat,
  onConflict: row.on_conflict,
  reason: row.reason,
  laidUntil: row.laid_until,
  placedAt: row.placed_at,
})
