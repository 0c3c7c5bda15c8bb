import type { BulkMoveId, MoveResult, TenantId, VisitId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { BulkMoveItemRow, BulkMoveRow } from './table.ts'

/** How many visits of a plan stand so. */
export type MoveCounts = Readonly<Partial<Record<MoveResult['kind'], number>>>

export type CountedBulkMove = BulkMoveRow & { readonly counts: MoveCounts }

/** Bulk moves with how far they have come, the newest first. `after` is the `turn` of the last one seen. */
export async function listBulkMoves(
  db: TenantDb,
  tenant: TenantId,
  { limit, after }: { limit: number; after: bigint | null },
): Promise<Page<CountedBulkMove>> {
  let query = readTables(db).selectFrom('read.bulk_move').selectAll().where('tenant_id', '=', tenant)
  if (after !== null) query = query.where('turn', '<', after)
  const rows = await query
    .orderBy('turn', 'desc')
    .limit(limit + 1)
    .execute()
  const { items, last } = pageOfRows(rows, limit)
  const counted = await withCounts(db, tenant, items)
  return { items: counted, last: last && (counted.at(-1) ?? null) }
}

/** One bulk move with every visit of its plan, in plan order. */
export async function findBulkMove(
  db: TenantDb,
  tenant: TenantId,
  id: BulkMoveId,
): Promise<(CountedBulkMove & { readonly plan: readonly BulkMoveItemRow[] }) | null> {
  const tables = readTables(db)
  const rows = await tables
    .selectFrom('read.bulk_move')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('bulk_move_id', '=', id)
    .execute()
  const [counted] = await withCounts(db, tenant, rows)
  if (!counted) return null
  const plan = await tables
    .selectFrom('read.bulk_move_item')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('bulk_move_id', '=', id)
    .orderBy('number')
    .execute()
  return { ...counted, plan }
}

/** Those whose plan has the visit in it. */
export async function bulkMovesOfVisit(db: TenantDb, tenant: TenantId, visitId: VisitId): Promise<BulkMoveId[]> {
  const rows = await readTables(db)
    .selectFrom('read.bulk_move_item')
    .select('bulk_move_id')
    .where('tenant_id', '=', tenant)
    .where('visit_id', '=', visitId)
    .execute()
  return rows.map(({ bulk_move_id }) => bulk_move_id as BulkMoveId)
}

async function withCounts(db: TenantDb, tenant: TenantId, moves: readonly BulkMoveRow[]): Promise<CountedBulkMove[]> {
  const ids = moves.map(({ bulk_move_id }) => bulk_move_id)
  const rows = await readTables(db)
    .selectFrom('read.bulk_move_item')
    .select(['bulk_move_id', 'result', sql<bigint>`count(*)`.as('visits')])
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`bulk_move_id = ANY(${ids}::uuid[])`)
    .groupBy(['bulk_move_id', 'result'])
    .execute()
  return moves.map((move) => {
    const mine = rows.filter(({ bulk_move_id }) => bulk_move_id === move.bulk_move_id)
    return { ...move, counts: Object.fromEntries(mine.map(({ result, visits }) => [result, Number(visits)])) }
  })
}
