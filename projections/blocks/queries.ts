import type { TenantId } from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { BlockRow } from './table.ts'

export interface BlockFilter {
  readonly status?: readonly BlockRow['status'][] | undefined
  readonly resourceId?: string | undefined
  /** Those that are in force at some time from this instant on … */
  readonly from?: string | undefined
  /** … and before this one. */
  readonly to?: string | undefined
}

/** Where a list goes on: after the block that starts then and has this id. */
export interface BlockCursor {
  readonly start: string
  readonly id: string
}

/** Blocks in the order of their first occurrence, then id. */
export async function listBlocks(
  db: TenantDb,
  tenant: TenantId,
  { status, resourceId, from, to }: BlockFilter,
  { limit, after }: { limit: number; after: BlockCursor | null },
): Promise<Page<BlockRow>> {
  let query = readTables(db).selectFrom('read.block').selectAll().where('tenant_id', '=', tenant)
  if (status) query = query.where(sql<boolean>`status = ANY(${status}::text[])`)
  if (resourceId !== undefined) query = query.where(sql<boolean>`${resourceId} = ANY(resource_ids)`)
  if (from !== undefined || to !== undefined) {
    const stretch = sql`tstzrange(${from ?? null}::timestamptz, ${to ?? null}::timestamptz)`
    query = query.where(sql<boolean>`occurrences && ${stretch}`)
  }
  if (after) {
    const place = sql`(${after.start}::timestamptz, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(starts_at, block_id) > ${place}`)
  }
  const rows = await query
    .orderBy('starts_at')
    .orderBy('block_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}
