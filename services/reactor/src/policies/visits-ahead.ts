import type { TenantId, VisitId } from '@visita/domain'
import { type ReadStore, withTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { sql } from 'kysely'

/** A visit that has not begun; `start` is a minute late, when it is asked whether somebody came. Epoch ms. */
export interface Ahead {
  readonly start: number
  readonly visitId: VisitId
}

/**
 * The next visits after that one by their start. What asks after each of them (`no-show`) is the list, kept by the log's order, so it
 * has every visit that was written down before whatever the obligation at hand comes of.
 * @throws StoreUnavailable
 */
export const visitsAhead = (
  readStore: ReadStore,
  tenant: TenantId,
  { start, visitId }: Ahead,
  limit: number,
): Promise<readonly Ahead[]> =>
  withTenant(readStore, tenant, async (db) => {
    const { rows } = await sql<Ahead>`
      SELECT (extract(epoch FROM due_at) * 1000)::float8 AS start, key AS "visitId" FROM reactor.obligation
      WHERE tenant_id = ${tenant} AND kind = 'no-show'
        AND (due_at, key) > (${toInstant(start)}::timestamptz, ${visitId})
      ORDER BY due_at, key LIMIT ${limit}`.execute(db)
    return rows
  })
