import type { SeriesId, TenantId } from '@visita/domain'
import { readTables, type TenantDb } from '../tables.ts'
import type { VisitRow } from '../visits/table.ts'
import type { SeriesOccurrenceRow, SeriesRow } from './table.ts'

export interface FoundSeries extends SeriesRow {
  /** In the order of time. */
  readonly occurrences: readonly SeriesOccurrenceRow[]
  /** Its visits as they stand now, wherever they were moved. */
  readonly visits: ReadonlyMap<string, VisitRow>
}

export async function findSeries(db: TenantDb, tenant: TenantId, id: SeriesId): Promise<FoundSeries | null> {
  const tables = readTables(db)
  const row = await tables
    .selectFrom('read.series')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('series_id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const occurrences = await tables
    .selectFrom('read.series_occurrence')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('series_id', '=', id)
    .orderBy('number')
    .execute()
  const visits = await tables
    .selectFrom('read.visit')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('series_id', '=', id)
    .execute()
  return { ...row, occurrences, visits: new Map(visits.map((visit) => [visit.visit_id, visit])) }
}
