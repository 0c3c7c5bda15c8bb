import { type NotificationId, type Recipient, recipientKey, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { InboxItemRow } from './table.ts'

/** One that lies in an inbox. */
export type ArrivedRow = InboxItemRow & { readonly arrived_at: string }

/** Without one: whatever is not archived. What was read has been seen. */
export type InboxState = 'unseen' | 'unread' | 'read' | 'archived'

/** Where a list goes on: after the item that arrived then and has this id. */
export interface InboxCursor {
  readonly arrived: string
  readonly id: string
}

const narrowed = {
  all: sql<boolean>`archived_at IS NULL`,
  unseen: sql<boolean>`archived_at IS NULL AND read_at IS NULL AND seen_at IS NULL`,
  unread: sql<boolean>`archived_at IS NULL AND read_at IS NULL`,
  read: sql<boolean>`archived_at IS NULL AND read_at IS NOT NULL`,
  archived: sql<boolean>`archived_at IS NOT NULL`,
}

/** All that has arrived for somebody: of a person, what they got as a customer and what they got as one who came along. */
const itemsOf = (db: TenantDb, tenant: TenantId, recipient: Recipient) => {
  const keys =
    recipient.kind === 'customer' || recipient.kind === 'participant'
      ? [`customer:${recipient.personId}`, `participant:${recipient.personId}`]
      : [recipientKey(recipient)]
  return readTables(db)
    .selectFrom('read.inbox_item')
    .where('tenant_id', '=', tenant)
    .where('recipient', 'in', keys)
    .where('arrived_at', 'is not', null)
}

/** An inbox, the newest first, then by id. */
export async function listInbox(
  db: TenantDb,
  tenant: TenantId,
  { recipient, state }: { readonly recipient: Recipient; readonly state?: InboxState | undefined },
  { limit, after }: { readonly limit: number; readonly after: InboxCursor | null },
): Promise<Page<ArrivedRow>> {
  let query = itemsOf(db, tenant, recipient)
    .selectAll()
    .where(narrowed[state ?? 'all'])
  if (after) {
    const place = sql`(${after.arrived}::timestamptz, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(arrived_at, notification_id) < ${place}`)
  }
  const rows = await query
    .orderBy('arrived_at', 'desc')
    .orderBy('notification_id', 'desc')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows as ArrivedRow[], limit)
}

/** How many nobody has looked at, and how many of which nobody has opened. */
export async function countInbox(
  db: TenantDb,
  tenant: TenantId,
  recipient: Recipient,
): Promise<{ readonly unseen: number; readonly unread: number }> {
  const row = await itemsOf(db, tenant, recipient)
    .where(narrowed.unread)
    .select(sql<number>`count(*)::int`.as('unread'))
    .select(sql<number>`(count(*) FILTER (WHERE seen_at IS NULL))::int`.as('unseen'))
    .executeTakeFirstOrThrow()
  return { unseen: row.unseen, unread: row.unread }
}

/** The oldest of those that nobody has looked at. */
export async function unseenItems(
  db: TenantDb,
  tenant: TenantId,
  recipient: Recipient,
  limit: number,
): Promise<NotificationId[]> {
  const rows = await itemsOf(db, tenant, recipient)
    .where(narrowed.unseen)
    .select('notification_id')
    .orderBy('arrived_at')
    .orderBy('notification_id')
    .limit(limit)
    .execute()
  return rows.map(({ notification_id }) => notification_id as NotificationId)
}
