import type { OccurrenceResult, SeriesPlannedData, SeriesRepeat, SeriesState } from '@visita/domain'

export interface SeriesRow {
  tenant_id: string
  series_id: string
  status: Exclude<SeriesState['status'], 'none'>
  type_id: string
  customer_id: string
  mode: SeriesPlannedData['mode']
  timezone: string
  repeat: SeriesRepeat
  location_id: string | null
  unit_id: string | null
  seats: number
  origin: string
  planned_at: string
  cancelled_from: string | null
  revision: bigint
}

export interface SeriesOccurrenceRow {
  tenant_id: string
  series_id: string
  number: number
  local_date: string
  starts_at: string | null
  ends_at: string | null
  resource_ids: readonly string[]
  visit_id: string | null
  result: OccurrenceResult['kind']
  why: string | null
}

export interface SeriesTables {
  'read.series': SeriesRow
  'read.series_occurrence': SeriesOccurrenceRow
}
