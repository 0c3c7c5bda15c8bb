import { instantOf, type NotificationChannel, type NotificationId, type TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'

/** Which dead letters; what is left out does not narrow. `from` and `to` are instants as events write them, `[from, to)` of when they were first due. */
export interface DeadLetterFilter {
  readonly channel?: NotificationChannel | undefined
  readonly failureClass?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface DeadLetters {
  /** The first of them, by when they stop being of use, critical ones first. */
  readonly ids: readonly NotificationId[]
  /** How many there are of use at all, these among them. */
  readonly count: number
  /** How many nobody can try again, since they are of no use any more. */
  readonly tooLate: number
}

/** Messages that wait for a person, and that no other channel took the place of. `now` in epoch ms. */
export async function deadLetters(
  db: TenantDb,
  tenant: TenantId,
  { channel, failureClass, from, to }: DeadLetterFilter,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<DeadLetters> {
  let found = readTables(db)
    .selectFrom('read.notification')
    .where('tenant_id', '=', tenant)
    .where('status', '=', 'dead_letter')
    .where('resolution', 'is', null)
  if (channel !== undefined) found = found.where('channel', '=', channel)
  if (failureClass !== undefined) found = found.where('failure_class', '=', failureClass)
  if (from !== undefined) found = found.where('due_at', '>=', from)
  if (to !== undefined) found = found.where('due_at', '<', to)
  const at = instantOf(now)
  const counts = await found
    .select([
      sql<bigint>`count(*) FILTER (WHERE not_after > ${at}::timestamptz)`.as('count'),
      sql<bigint>`count(*) FILTER (WHERE not_after <= ${at}::timestamptz)`.as('tooLate'),
    ])
    .executeTakeFirst()
  const rows = await found
    .select('notification_id')
    .where('not_after', '>', at)
    .orderBy('priority')
    .orderBy('not_after')
    .orderBy('notification_id')
    .limit(limit)
    .execute()
  return {
    ids: rows.map(({ notification_id }) => notification_id as NotificationId),
    count: Number(counts?.count ?? 0),
    tooLate: Number(counts?.tooLate ?? 0),
  }
}
