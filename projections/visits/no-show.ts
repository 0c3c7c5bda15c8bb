import { type AwaitedVisit, epochOf, instantOf, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { VisitCursor } from './queries.ts'
import type { VisitRow } from './table.ts'

/** A visit with what speaks for and against its customer’s coming. */
export type VisitToScore = VisitRow & {
  readonly full_name: string | null
  readonly confirmed_at: string | null
  readonly missed: bigint
  readonly kept: bigint
  readonly unread_reminders: bigint
}

/** Those of these statuses that start within `[from, until)`, epoch milliseconds. */
export interface ScoredRange {
  readonly status: readonly string[]
  readonly from: number
  readonly until: number
}

/**
 * Visits of these statuses that start within `[from, until)` (epoch ms), by start and id, each with its customer’s visits before it, as
 * far as it is known what became of them, and with the reminders that went out for it and were not read before it began. Only the
 * channels that tell of reading count there.
 */
export async function listVisitsToScore(
  db: TenantDb,
  tenant: TenantId,
  where: ScoredRange,
  { limit, after }: { readonly limit: number; readonly after: VisitCursor | null },
): Promise<Page<VisitToScore>> {
  let query = readTables(db)
    .selectFrom('read.visit as v')
    .innerJoin('read.visit_fact as f', (join) =>
      join.onRef('f.tenant_id', '=', 'v.tenant_id').onRef('f.visit_id', '=', 'v.visit_id'),
    )
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('read.visit as earlier')
          .select([
            sql<bigint>`count(*) FILTER (WHERE earlier.status = 'no_show')`.as('missed'),
            sql<bigint>`count(*) FILTER (WHERE earlier.status IN ('checked_in', 'completed'))`.as('kept'),
          ])
          .whereRef('earlier.tenant_id', '=', 'v.tenant_id')
          .whereRef('earlier.customer_id', '=', 'v.customer_id')
          .whereRef('earlier.starts_at', '<', 'v.starts_at')
          .as('history'),
      (join) => join.onTrue(),
    )
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('read.notification as n')
          .select(sql<bigint>`count(*)`.as('unread_reminders'))
          .whereRef('n.tenant_id', '=', 'v.tenant_id')
          .whereRef('n.visit_id', '=', 'v.visit_id')
          .where('n.reminder', 'is not', null)
          .where('n.recipient_kind', '=', 'customer')
          .where('n.mode', '=', 'live')
          .where('n.channel', 'in', ['whatsapp', 'in_app'])
          .where('n.accepted_at', 'is not', null)
          .where(sql<boolean>`(n.read_at IS NULL OR n.read_at >= v.starts_at)`)
          .as('reminders'),
      (join) => join.onTrue(),
    )
    .selectAll('v')
    .select(['p.full_name', 'f.confirmed_at', 'history.missed', 'history.kept', 'reminders.unread_reminders'])
    .where('v.tenant_id', '=', tenant)
    .where(sql<boolean>`v.status = ANY(${where.status}::text[])`)
    .where('v.starts_at', '>=', instantOf(where.from))
    .where('v.starts_at', '<', instantOf(where.until))
  if (after) {
    query = query.where(sql<boolean>`(v.starts_at, v.visit_id) > (${after.start}::timestamptz, ${after.id}::uuid)`)
  }
  const rows = await query
    .orderBy('v.starts_at')
    .orderBy('v.visit_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}

/** How many there are. */
export async function countVisitsToScore(
  db: TenantDb,
  tenant: TenantId,
  { status, from, until }: ScoredRange,
): Promise<number> {
  const { count } = await readTables(db)
    .selectFrom('read.visit as v')
    .select(sql<bigint>`count(*)`.as('count'))
    .where('v.tenant_id', '=', tenant)
    .where(sql<boolean>`v.status = ANY(${status}::text[])`)
    .where('v.starts_at', '>=', instantOf(from))
    .where('v.starts_at', '<', instantOf(until))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** The row as it is scored. */
export const awaitedVisit = (row: VisitToScore): AwaitedVisit => ({
  requestedAt: epochOf(row.created_at),
  start: epochOf(row.starts_at),
  timezone: row.timezone,
  confirmed: row.confirmed_at !== null,
  missed: Number(row.missed),
  kept: Number(row.kept),
  unreadReminders: Number(row.unread_reminders),
})
