export interface VisitRow {
  tenant_id: string
  visit_id: string
  type_id: string
  status: string
  starts_at: string
  ends_at: string
  timezone: string
  resource_ids: readonly string[]
  location_id: string | null
  unit_id: string | null
  customer_id: string
  seats: number
  origin: string
  series_id: string | null
  outcome: string | null
  links_generation: number
  revision: bigint
  created_at: string
}

export interface VisitTables {
  'read.visit': VisitRow
  'read.visit_resource': {
    tenant_id: string
    visit_id: string
    resource_id: string
    starts_at: string
    assigned_at: bigint
  }
}
