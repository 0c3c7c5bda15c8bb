import type { TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'
import { tellsOf } from './queries.ts'
import type { NotificationRow } from './table.ts'

/**
 * What was planned because of these events, in the order in which it was due: about these visits, and for these people where it is about
 * none, as an offer is.
 */
export const messagesCausedBy = (
  db: TenantDb,
  tenant: TenantId,
  { eventIds, visitIds, personIds }: Record<'eventIds' | 'visitIds' | 'personIds', readonly string[]>,
): Promise<NotificationRow[]> =>
  readTables(db)
    .selectFrom('read.notification')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`cause_event_id = ANY(${eventIds}::uuid[])`)
    .where((is) =>
      is.or([
        tellsOf(visitIds),
        is.and([is('waitlist_entry_id', 'is not', null), sql<boolean>`recipient_id = ANY(${personIds}::text[])`]),
      ]),
    )
    .orderBy('due_at')
    .orderBy('notification_id')
    .execute()
