import { confirmationSla, instantOf, type Policies, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { unreachable } from '../customers/reach.ts'
import { messageFailed } from '../notifications/failed.ts'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { VisitRow } from './table.ts'

export type Tray = 'to-confirm' | 'reschedules' | 'no-contact'
/** `due_at`: by when somebody should have acted. */
export type TrayRow = VisitRow & {
  readonly full_name: string | null
  readonly due_at: string
  readonly message_failed: boolean
}

/** Where a tray goes on: after what is due then and has this id. */
export interface TrayCursor {
  readonly dueAt: string
  readonly id: string
}

const dayMs = 86_400_000

/**
 * Visits that a person should do something about, the first to be due first: pending ones; those that were moved; those whose
 * customer has neither phone nor e-mail, or was not reached by a critical message on any channel. Only what has not ended, and began at most a day before `now` (epoch ms).
 *
 * Due is when the customer can no longer call off by themselves: whoever acts later acts too late for them. What waits to be confirmed
 * is due earlier where the tenant means to answer earlier.
 */
export async function listTray(
  db: TenantDb,
  tenant: TenantId,
  { tray, now, policies }: { readonly tray: Tray; readonly now: number; readonly policies: Policies | null },
  { limit, after }: { readonly limit: number; readonly after: TrayCursor | null },
): Promise<Page<TrayRow>> {
  const callOff = sql<string>`(v.starts_at - make_interval(mins => ${policies?.cancelMinMinutes ?? 0}::int))`
  const answered = sql<string>`(v.created_at + make_interval(mins => ${confirmationSla(policies)}::int))`
  const due = tray === 'to-confirm' ? sql<string>`least(${answered}, ${callOff})` : callOff
  let query = readTables(db)
    .selectFrom('read.visit as v')
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .selectAll('v')
    .select(['p.full_name', due.as('due_at'), sql<boolean>`${sql.raw(messageFailed)}`.as('message_failed')])
    .where('v.tenant_id', '=', tenant)
    .where('v.starts_at', '>', instantOf(now - dayMs))
    .where('v.ends_at', '>', instantOf(now))
  // As a literal, or the index of those alone would not be used.
  if (tray === 'to-confirm') query = query.where(sql<boolean>`v.status = 'pending'`)
  else query = query.where('v.status', 'in', ['pending', 'confirmed'])
  if (tray === 'no-contact') {
    // A customer whom the read model does not know yet is not one without a phone.
    query = query.where(sql<boolean>`(${sql.raw(unreachable)} OR ${sql.raw(messageFailed)})`)
  }
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
  if (after) query = query.where(sql<boolean>`(${due}, v.visit_id) > (${after.dueAt}::timestamptz, ${after.id}::uuid)`)
  const rows = await query
    .orderBy(due)
    .orderBy('v.visit_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}
