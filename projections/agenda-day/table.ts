import type { ChangeRow } from '../define.ts'
export interface ClaimRow {
  tenant_id: string
  local_date: string
  resource_id: string
  claim_id: string
  kind: 'visit' | 'hold' | 'block'
  visit_id: string | null
  type_id: string | null
  starts_at: string
  ends_at: string
  covers_from: string
  covers_until: string
  seats: number
  location_id: string | null
  expires_at: string | null
  purpose: string | null
  source: string | null
  external_id: string | null
}

export interface AgendaVisitRow {
  tenant_id: string
  visit_id: string
  status: string
  type_id: string
  customer_id: string
  starts_at: string
  ends_at: string
  seats: number
  origin: string
  resource_ids: readonly string[]
  claim_ids: readonly string[]
  overridden: boolean
  first_date: string
  last_date: string
}

export interface AgendaTables {
  'read.agenda_change': ChangeRow
  'read.agenda_claim': ClaimRow
  'read.agenda_visit': AgendaVisitRow
}
