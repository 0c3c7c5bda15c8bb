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

/** Instants, RFC 3339, `to` exclusive; null leaves that end open. Knows what the projection has read. */
export async function findMarkedTime(
  db: TenantDb,
  tenant: TenantId,
  { from, to }: { from: string | null; to: string | null },
): Promise<MarkedTime> {
  const { rows } = await sql<{ first: number | null; before: bigint | null; last: bigint | null }>`
    WITH began AS (
      SELECT min(block) AS block FROM read.log_mark
      WHERE tenant_id = ${tenant} AND minute >= coalesce(date_trunc('minute', ${from}::timestamptz), '-infinity')
    )
    SELECT began.block AS first,
      (SELECT max(position) FROM read.log_mark WHERE tenant_id = ${tenant} AND block < began.block) AS before,
      (SELECT max(position) FROM read.log_mark
       WHERE tenant_id = ${tenant} AND minute < coalesce(${to}::timestamptz, 'infinity')) AS last
    FROM began`.execute(db)
  const [row] = rows
  return { before: row?.first == null ? 'none' : row.before, last: row?.last ?? null }
}
