import type { Preferences, QuietHours } from '@visita/domain'
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

/** What somebody wants to be told of; of who has said nothing there is none. */
export interface CustomerChoiceRow {
  tenant_id: string
  customer_id: string
  preferences: Preferences
  quiet_hours: QuietHours | null
  legal_opt_out: boolean
}

export interface ParticipantRow {
  tenant_id: string
  person_id: string
}

export interface CustomerTables {
  'read.customer_change': ChangeRow
  'read.customer': CustomerRow
  'read.customer_choice': CustomerChoiceRow
  'read.participant': ParticipantRow
}
