import type { TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { type Kysely, sql } from 'kysely'
import type { Due, Later } from './policy.ts'

/** An obligation that has fallen due, as it is listed: to be taken, if it still is there then. */
export interface Listed {
  readonly tenant: TenantId
  readonly kind: string
  readonly key: string
  /** Names this opening of the obligation: opened again by another event, it is another. */
  readonly id: string
}

export interface Query {
  readonly kinds: readonly string[]
  /** Epoch ms. */
  readonly now: number
}

/** Those that are due, the longest first, without those of these ids. */
export const listDue = (
  store: ReadStore,
  { kinds, now, limit, without }: Query & { readonly limit: number; readonly without: readonly string[] },
): Promise<readonly Listed[]> =>
  withEveryTenant(store, async (db) => {
    const { rows } = await sql<Listed>`
      SELECT tenant_id AS tenant, kind, key, ${id} AS id FROM reactor.obligation
      WHERE due_at <= ${toInstant(now)}::timestamptz AND kind = ANY(${kinds}::text[]) AND ${id} <> ALL(${without}::text[])
      ORDER BY due_at LIMIT ${limit}`.execute(db)
    return rows
  })

/** When the next one falls due after now, epoch ms; `null` when there is none. */
export const nextDue = (store: ReadStore, { kinds, now }: Query): Promise<number | null> =>
  withEveryTenant(store, async (db) => {
    const { rows } = await sql<{ due_ms: string | null }>`
      SELECT (extract(epoch FROM min(due_at)) * 1000)::bigint AS due_ms FROM reactor.obligation
      WHERE due_at > ${toInstant(now)}::timestamptz AND kind = ANY(${kinds}::text[])`.execute(db)
    const due = rows[0]?.due_ms
    return due === null || due === undefined ? null : Number(due)
  })

/** `gone`: somebody saw to it, or it was closed. `elsewhere`: another reactor is at it. */
export type Ended =
  | { readonly kind: 'fulfilled' | 'postponed' | 'gone' | 'elsewhere' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly failures: number }

/**
 * Has one obligation fulfilled: what is done goes, what asks for it falls due again, what fails stays due. Nobody else
 * takes it meanwhile: that is an advisory lock and not one on the row, so that the projection, which may open or
 * close the very obligation because of what is done here, never waits for the work. @throws StoreUnavailable
 */
export const takeDue = (
  store: ReadStore,
  { tenant, kind, key, id: listed }: Listed,
  now: number,
  work: (due: Due) => Promise<Later<unknown> | undefined>,
): Promise<Ended> =>
  withEveryTenant<unknown, Ended>(store, (db) =>
    db.transaction().execute(async (trx) => {
      const name = `reactor.obligation ${tenant} ${kind} ${key}`
      const { rows: locks } = await sql<{ mine: boolean }>`
        SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) AS mine`.execute(trx)
      if (!locks[0]?.mine) return { kind: 'elsewhere' }
      const here = sql`tenant_id = ${tenant} AND kind = ${kind} AND key = ${key} AND ${id} = ${listed}`
      const due = await dueAt(trx, here, now)
      if (!due) return { kind: 'gone' }
      let later: Later<unknown> | undefined
      try {
        later = await work(due)
      } catch (error) {
        await sql`UPDATE reactor.obligation SET failures = failures + 1 WHERE ${here}`.execute(trx)
        return { kind: 'failed', error, failures: due.failures + 1 }
      }
      if (later) {
        await sql`UPDATE reactor.obligation
          SET failures = 0, due_at = ${toInstant(later.again)}::timestamptz,
              payload = coalesce(${later.payload === undefined ? null : JSON.stringify(later.payload)}::jsonb, payload)
          WHERE ${here}`.execute(trx)
        return { kind: 'postponed' }
      }
      await sql`DELETE FROM reactor.obligation WHERE ${here}`.execute(trx)
      return { kind: 'fulfilled' }
    }),
  )

const id = sql<string>`concat_ws(' ', tenant_id, kind, key, event_id)`

interface Row {
  readonly tenant_id: TenantId
  readonly kind: string
  readonly key: string
  readonly due_ms: string
  readonly payload: unknown
  readonly event_id: string
  readonly correlation_id: string
  readonly traceparent: string | null
  readonly failures: number
}

async function dueAt(db: Kysely<unknown>, here: ReturnType<typeof sql>, now: number): Promise<Due | null> {
  const { rows } = await sql<Row>`
    SELECT tenant_id, kind, key, (extract(epoch FROM due_at) * 1000)::bigint AS due_ms, payload, event_id, correlation_id,
           traceparent, failures
    FROM reactor.obligation WHERE ${here} AND due_at <= ${toInstant(now)}::timestamptz`.execute(db)
  const [row] = rows
  return row
    ? {
        tenant: row.tenant_id,
        kind: row.kind,
        key: row.key,
        dueAt: Number(row.due_ms),
        payload: row.payload,
        cause: {
          eventId: row.event_id,
          correlationId: row.correlation_id,
          ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
        },
        failures: row.failures,
      }
    : null
}
