import { instantOf, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { VisitCursor } from './queries.ts'
import type { VisitRow } from './table.ts'

export type Tray = 'to-confirm' | 'reschedules' | 'no-contact'
export type TrayRow = VisitRow & { readonly full_name: string | null }

const dayMs = 86_400_000

/**
 * Visits that a person should do something about, by start: pending ones; those that were moved; those whose customer has
 * neither phone nor e-mail. Only what has not ended, and began at most a day before `now` (epoch ms).
 */
export async function listTray(
  db: TenantDb,
  tenant: TenantId,
  { tray, now }: { readonly tray: Tray; readonly now: number },
  { limit, after }: { readonly limit: number; readonly after: VisitCursor | null },
): Promise<Page<TrayRow>> {
  let query = readTables(db)
    .selectFrom('read.visit as v')
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .selectAll('v')
    .select('p.full_name')
    .where('v.tenant_id', '=', tenant)
    .where('v.starts_at', '>', instantOf(now - dayMs))
    .where('v.ends_at', '>', instantOf(now))
    .where('v.status', 'in', tray === 'to-confirm' ? ['pending'] : ['pending', 'confirmed'])
  if (tray === 'no-contact') query = query.where('p.phone', 'is', null).where('p.email', 'is', null)
  if (tray === 'reschedules') {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('read.visit_fact as f')
          .select(sql`1`.as('one'))
          .where('f.tenant_id', '=', tenant)
          .where('f.rescheduled', '=', true)
          .whereRef('f.visit_id', '=', 'v.visit_id'),
      ),
    )
  }
  if (after)
    query = query.where(sql<boolean>`(v.starts_at, v.visit_id) > (${after.start}::timestamptz, ${after.id}::uuid)`)
  const rows = await query
    .orderBy('v.starts_at')
    .orderBy('v.visit_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}
