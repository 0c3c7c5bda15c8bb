import type { ChangeRow } from '../define.ts'
export interface CustomerRow {
  tenant_id: string
  customer_id: string
  full_name: string | null
  phone: string | null
  email: string | null
  external_id: string | null
  locale: string | null
  timezone: string | null
  consents: Readonly<Record<string, boolean>>
  registered_at: string
  erased_at: string | null
  revision: bigint
}

export interface CustomerTables {
  'read.customer_change': ChangeRow
  'read.customer': CustomerRow
}
