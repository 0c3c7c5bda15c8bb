import type { OfferOutcome, PartOfDay, WaitlistStatus } from '@visita/domain'

export interface WaitlistEntryRow {
  tenant_id: string
  entry_id: string
  status: WaitlistStatus
  type_id: string
  customer_id: string
  starts_from: string
  starts_before: string
  resource_ids: readonly string[] | null
  location_id: string | null
  part_of_day: PartOfDay | null
  seats: number
  offer_expires_at: string | null
  visit_id: string | null
  joined_at: string
  turn: bigint
  revision: bigint
}

export interface WaitlistOfferRow {
  tenant_id: string
  entry_id: string
  number: number
  hold_id: string
  starts_at: string
  ends_at: string
  resource_ids: readonly string[]
  outcome: Exclude<OfferOutcome, 'withdrawn'>
  offered_at: string
  expires_at: string
}

export interface WaitlistTables {
  'read.waitlist_entry': WaitlistEntryRow
  'read.waitlist_offer': WaitlistOfferRow
}
