import type { TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { sql } from 'kysely'
import type { Obligation, Opened } from './obligation.ts'

interface Row {
  readonly tenant_id: TenantId
  readonly kind: Obligation['kind']
  readonly key: string
  readonly due_ms: string
  readonly payload: Obligation['payload']
  readonly event_id: string
  readonly correlation_id: string
  readonly failures: number
}

const mostAtOnce = 50

/**
 * Takes obligations that are due at `now` (epoch ms), a bounded number at a time, and has each fulfilled; those that
 * are done go, those that fail fall due again later, and longer after each failure. The rows stay locked meanwhile, so
 * that a second reactor passes them by. Answers how many it took.
 */
export function settleDue(
  store: ReadStore,
  now: number,
  fulfil: (due: Opened) => Promise<void>,
  onFailure: (due: Opened, error: unknown) => void,
): Promise<number> {
  return withEveryTenant(store, (db) =>
    db.transaction().execute(async (trx) => {
      const { rows } = await sql<Row>`
        SELECT tenant_id, kind, key, (extract(epoch FROM due_at) * 1000)::bigint AS due_ms, payload, event_id,
               correlation_id, failures
        FROM reactor.obligation WHERE due_at <= to_timestamp(${now / 1000}::double precision)
        ORDER BY due_at LIMIT ${mostAtOnce} FOR UPDATE SKIP LOCKED`.execute(trx)
      for (const row of rows) {
        const due = openedOf(row)
        try {
          await fulfil(due)
          await sql`DELETE FROM reactor.obligation
            WHERE tenant_id = ${row.tenant_id} AND kind = ${row.kind} AND key = ${row.key}`.execute(trx)
        } catch (error) {
          onFailure(due, error)
          const seconds = Math.min(2 ** row.failures, 300)
          await sql`UPDATE reactor.obligation
            SET failures = failures + 1, due_at = to_timestamp(${now / 1000 + seconds}::double precision)
            WHERE tenant_id = ${row.tenant_id} AND kind = ${row.kind} AND key = ${row.key}`.execute(trx)
        }
      }
      return rows.length
    }),
  )
}

/** When the next one falls due, epoch ms; `null` when nothing is owed. */
export function nextDue(store: ReadStore): Promise<number | null> {
  return withEveryTenant(store, async (db) => {
    const { rows } = await sql<{ due_ms: string | null }>`
      SELECT (extract(epoch FROM min(due_at)) * 1000)::bigint AS due_ms FROM reactor.obligation`.execute(db)
    const due = rows[0]?.due_ms
    return due === null || due === undefined ? null : Number(due)
  })
}

const openedOf = (row: Row): Opened =>
  ({
    tenant: row.tenant_id,
    kind: row.kind,
    key: row.key,
    dueAt: Number(row.due_ms),
    payload: row.payload,
    cause: { eventId: row.event_id, correlationId: row.correlation_id },
  }) as Opened
