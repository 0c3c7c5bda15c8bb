export interface CustomerTermRow {
  tenant_id: string
  customer_id: string
  number: number
  term: string
}

export interface CustomerSearchTables {
  'read.customer_term': CustomerTermRow
}
