import type { NotificationChannel, NotificationId, NotificationStatus, TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { NotificationRow } from './table.ts'

/** Which messages; what is left out does not narrow. */
export interface NotificationFilter {
  readonly status?: readonly NotificationStatus[] | undefined
  readonly channel?: NotificationChannel | undefined
  readonly visitId?: string | undefined
}

/** Where a list goes on: after the message that was due then and has this id. */
export interface NotificationCursor {
  readonly due: string
  readonly id: string
}

/** Whether it tells of any of them, alone or beside others. */
export const tellsOf = (visitIds: readonly string[]) =>
  sql<boolean>`(visit_id = ANY(${visitIds}::uuid[]) OR (visit_ids IS NOT NULL AND visit_ids && ${visitIds}::uuid[]))`

/** Messages by when they were first due, the last of them first, then by id. */
export async function listNotifications(
  db: TenantDb,
  tenant: TenantId,
  { status, channel, visitId }: NotificationFilter,
  { limit, after }: { limit: number; after: NotificationCursor | null },
): Promise<Page<NotificationRow>> {
  let query = readTables(db).selectFrom('read.notification').selectAll().where('tenant_id', '=', tenant)
  if (status) query = query.where(sql<boolean>`status = ANY(${status}::text[])`)
  if (channel !== undefined) query = query.where('channel', '=', channel)
  if (visitId !== undefined) query = query.where(tellsOf([visitId]))
  if (after) {
    const place = sql`(${after.due}::timestamptz, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(due_at, notification_id) < ${place}`)
  }
  const rows = await query
    .orderBy('due_at', 'desc')
    .orderBy('notification_id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}

/** The messages about any of these visits, whatever became of them. */
export async function notificationIdsOfVisits(
  db: TenantDb,
  tenant: TenantId,
  visitIds: readonly string[],
): Promise<NotificationId[]> {
  const rows = await readTables(db)
    .selectFrom('read.notification')
    .select('notification_id')
    .where('tenant_id', '=', tenant)
    .where(tellsOf(visitIds))
    .execute()
  return rows.map(({ notification_id }) => notification_id as NotificationId)
}

/** Everything that was to be sent about a visit, in the order in which it was due. */
export const notificationsOfVisit = (db: TenantDb, tenant: TenantId, visitId: string): Promise<NotificationRow[]> =>
  readTables(db)
    .selectFrom('read.notification')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(tellsOf([visitId]))
    .orderBy('due_at')
    .orderBy('notification_id')
    .execute()

/** Which messages somebody asks about; at least one of the two ids. `kind` is the cause's, or `visit.reminder` for any reminder. */
export interface AskedMessages {
  readonly visitId?: string | undefined
  /** A person, or whoever else gets it. */
  readonly recipientId?: string | undefined
  readonly kind?: string | undefined
}

/** The last `limit` of them by when they were due, in that order, and how many there are at all. */
export async function messagesAskedFor(
  db: TenantDb,
  tenant: TenantId,
  { visitId, recipientId, kind }: AskedMessages,
  limit: number,
): Promise<{ readonly rows: readonly NotificationRow[]; readonly count: number }> {
  let query = readTables(db).selectFrom('read.notification').where('tenant_id', '=', tenant)
  if (visitId !== undefined) query = query.where(tellsOf([visitId]))
  if (recipientId !== undefined) query = query.where('recipient_id', '=', recipientId)
  if (kind === 'visit.reminder') query = query.where('reminder', 'is not', null)
  else if (kind !== undefined) query = query.where('cause_kind', '=', kind)
  const counted = await query.select(sql<bigint>`count(*)`.as('count')).executeTakeFirst()
  const rows = await query
    .selectAll()
    .orderBy('due_at', 'desc')
    .orderBy('notification_id', 'desc')
    .limit(limit)
    .execute()
  return { rows: rows.reverse(), count: Number(counted?.count ?? 0) }
}
