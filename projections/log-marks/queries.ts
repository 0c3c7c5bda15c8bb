import type { TenantId } from '@visita/domain'
import { sql } from 'kysely'
import type { TenantDb } from '../tables.ts'

/** Where in the log a time lies; whatever was recorded in it stands after `before` and not after `last`. */
export interface MarkedTime {
  /** Null is the start of the log; `none`: nothing was recorded at `from` or later. */
  readonly before: bigint | null | 'none'
  /** Null: nothing was recorded before `to`. */
  readonly last: bigint | null
}

/**
 * Instants, RFC 3339, `to` exclusive; null leaves that end open. Knows what the projection has read. Looks for blocks of the log
 * first and for positions within them, so that of the marks of years few are touched where the time is a late one.
 */
export async function findMarkedTime(
  db: TenantDb,
  tenant: TenantId,
  { from, to }: { from: string | null; to: string | null },
): Promise<MarkedTime> {
  const mine = sql`tenant_id = ${tenant}`
  const begun = from === null ? sql`${mine}` : sql`${mine} AND minute >= date_trunc('minute', ${from}::timestamptz)`
  const ended = to === null ? sql`${mine}` : sql`${mine} AND minute < ${to}::timestamptz`
  // Of a late time few marks follow: these are looked through by their minutes, not block by block from the first.
  const least = from === null ? sql`min(block)` : sql`min(block + 0)`
  const { rows } = await sql<{ first: number | null; before: bigint | null; last: bigint | null }>`
    WITH edge AS (
      SELECT (SELECT ${least} FROM read.log_mark WHERE ${begun}) AS first,
        (SELECT max(block) FROM read.log_mark WHERE ${ended}) AS last
    )
    SELECT edge.first,
      (SELECT max(position) FROM read.log_mark WHERE ${mine}
        AND block = (SELECT max(block) FROM read.log_mark WHERE ${mine} AND block < edge.first)) AS before,
      (SELECT max(position) FROM read.log_mark WHERE ${ended} AND block = edge.last) AS last
    FROM edge`.execute(db)
  const [row] = rows
  return { before: row?.first == null ? 'none' : row.before, last: row?.last ?? null }
}
