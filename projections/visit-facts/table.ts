import type { VisitStatus } from '@visita/domain'

export interface VisitFactRow {
  tenant_id: string
  visit_id: string
  local_date: string
  type_id: string
  location_id: string | null
  resource_ids: readonly string[]
  origin: string
  status: VisitStatus
  requested_at: string
  confirmed_at: string | null
  rescheduled: boolean
}

export interface VisitFactTables {
  'read.visit_fact': VisitFactRow
}
