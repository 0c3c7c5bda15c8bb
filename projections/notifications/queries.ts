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
  if (visitId !== undefined) query = query.where('visit_id', '=', visitId)
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
    .where(sql<boolean>`visit_id = ANY(${visitIds}::uuid[])`)
    .execute()
  return rows.map(({ notification_id }) => notification_id as NotificationId)
}

/** Everything that was to be sent about a visit, in the order in which it was due. */
export const notificationsOfVisit = (db: TenantDb, tenant: TenantId, visitId: string): Promise<NotificationRow[]> =>
  readTables(db)
    .selectFrom('read.notification')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('visit_id', '=', visitId)
    .orderBy('due_at')
    .orderBy('notification_id')
    .execute()
