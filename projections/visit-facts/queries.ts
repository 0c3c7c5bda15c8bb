import type { TenantId } from '@visita/domain'
import { type RawBuilder, sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'

export const figureGroups = ['resource', 'location', 'type', 'origin', 'day'] as const
export type FigureGroup = (typeof figureGroups)[number]

/** Plain counts of visits, and what a mean needs. */
export interface VisitCounts {
  readonly booked: number
  /** Ever confirmed, whatever became of it. */
  readonly confirmed: number
  /** Came: checked in, or completed. */
  readonly showed: number
  readonly completed: number
  readonly cancelled: number
  readonly noShow: number
  /** Moved to another time, however often. */
  readonly rescheduled: number
  /** From request to confirmation, over all that were confirmed, in milliseconds. */
  readonly msToConfirm: number
}

/** Null is the key of visits without a location. */
export type CountedGroup = VisitCounts & { readonly key: string | null }

const keys: Record<FigureGroup, RawBuilder<string | null>> = {
  resource: sql`r.resource_id`,
  location: sql`f.location_id`,
  type: sql`f.type_id`,
  origin: sql`f.origin`,
  day: sql`f.local_date::text`,
}

/**
 * Counts the visits of the local dates `[from, to]`, each by the day on which it starts now in its own zone. Without
 * `groupBy` one group with the key null. By resource, a visit counts for each that it has. In the order of the keys.
 */
export async function countVisits(
  db: TenantDb,
  tenant: TenantId,
  { from, to, groupBy }: { from: string; to: string; groupBy: FigureGroup | null },
): Promise<CountedGroup[]> {
  const key = groupBy === null ? sql<string | null>`null::text` : keys[groupBy]
  const count = (where: RawBuilder<boolean>) => sql<bigint>`count(*) FILTER (WHERE ${where})`
  const rows = await readTables(db)
    .selectFrom('read.visit_fact as f')
    .$if(groupBy === 'resource', (query) =>
      query.innerJoin(sql<{ resource_id: string }>`unnest(f.resource_ids)`.as<'r'>(sql`r(resource_id)`), (join) =>
        join.onTrue(),
      ),
    )
    .select([
      key.as('key'),
      sql<bigint>`count(*)`.as('booked'),
      count(sql`f.confirmed_at IS NOT NULL`).as('confirmed'),
      count(sql`f.status IN ('checked_in', 'completed')`).as('showed'),
      count(sql`f.status = 'completed'`).as('completed'),
      count(sql`f.status = 'cancelled'`).as('cancelled'),
      count(sql`f.status = 'no_show'`).as('noShow'),
      count(sql`f.rescheduled`).as('rescheduled'),
      sql<bigint>`coalesce(sum(extract(epoch FROM f.confirmed_at - f.requested_at) * 1000), 0)::bigint`.as(
        'msToConfirm',
      ),
    ])
    .where('f.tenant_id', '=', tenant)
    .where('f.local_date', '>=', from)
    .where('f.local_date', '<=', to)
    .groupBy(sql`1`)
    .orderBy(sql`1`)
    .execute()
  return rows.map(({ key, ...counts }) => ({ key, ...(numbers(counts) as unknown as VisitCounts) }))
}

const numbers = (counts: Record<string, bigint>) =>
  Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)]))
