import {
  epochOf,
  instantOf,
  type OfferOutcome,
  type TenantId,
  type VisitId,
  type WaitlistEntryId,
  type WaitlistStatus,
} from '@visita/domain'
import { sql } from 'kysely'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { WaitlistEntryRow, WaitlistOfferRow } from './table.ts'

/** Somebody on the waitlist as they stand at an instant, with the customer's name where it is known. */
export interface WaitlistItem extends Omit<WaitlistEntryRow, 'status'> {
  readonly status: WaitlistStatus
  readonly full_name: string | null
  /** Oldest first. */
  readonly offers: readonly (Omit<WaitlistOfferRow, 'outcome'> & { readonly outcome: OfferOutcome })[]
}

export interface WaitlistFilter {
  readonly status?: readonly WaitlistStatus[] | undefined
  readonly typeId?: string | undefined
  readonly customerId?: string | undefined
  /** Those who would take this resource: any, or this among others. */
  readonly resourceId?: string | undefined
}

/**
 * Entries in the order in which they joined, which is the order in which they are offered time. `now` (epoch ms) decides
 * what an offer still is: one whose time is up binds nobody, whether or not the log says so yet.
 */
export async function listWaitlist(
  db: TenantDb,
  tenant: TenantId,
  { status, typeId, customerId, resourceId }: WaitlistFilter,
  { limit, after, now }: { limit: number; after: bigint | null; now: number },
): Promise<Page<WaitlistItem>> {
  const standing = sql<WaitlistStatus>`
    CASE WHEN e.status = 'offered' AND e.offer_expires_at <= ${instantOf(now)}::timestamptz THEN 'waiting' ELSE e.status END`
  let query = readTables(db)
    .selectFrom('read.waitlist_entry as e')
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'e.tenant_id').onRef('p.customer_id', '=', 'e.customer_id'),
    )
    .selectAll('e')
    .select(['p.full_name', standing.as('standing')])
    .where('e.tenant_id', '=', tenant)
  if (status) query = query.where(sql<boolean>`${standing} = ANY(${status}::text[])`)
  if (typeId !== undefined) query = query.where('e.type_id', '=', typeId)
  if (customerId !== undefined) query = query.where('e.customer_id', '=', customerId)
  if (resourceId !== undefined) {
    query = query.where(sql<boolean>`(e.resource_ids IS NULL OR ${resourceId} = ANY(e.resource_ids))`)
  }
  if (after !== null) query = query.where('e.turn', '>', after)
  const { items, last } = pageOfRows(
    await query
      .orderBy('e.turn')
      .limit(limit + 1)
      .execute(),
    limit,
  )
  const ids = items.map(({ entry_id }) => entry_id)
  const offers = Map.groupBy(await offersOf(db, tenant, ids), ({ entry_id }) => entry_id)
  const withOffers = items.map(({ standing, ...entry }) => ({
    ...entry,
    status: standing,
    offers: (offers.get(entry.entry_id) ?? []).map((offer) => ({ ...offer, outcome: outcomeOf(offer, entry, now) })),
  }))
  return { items: withOffers, last: last && (withOffers.at(-1) ?? null) }
}

/** Those whose offer became the visit. */
export async function waitlistEntriesOfVisit(
  db: TenantDb,
  tenant: TenantId,
  visitId: VisitId,
): Promise<WaitlistEntryId[]> {
  const rows = await readTables(db)
    .selectFrom('read.waitlist_entry')
    .select('entry_id')
    .where('tenant_id', '=', tenant)
    .where('visit_id', '=', visitId)
    .execute()
  return rows.map(({ entry_id }) => entry_id as WaitlistEntryId)
}

const offersOf = (db: TenantDb, tenant: TenantId, entryIds: readonly string[]) =>
  readTables(db)
    .selectFrom('read.waitlist_offer')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`entry_id = ANY(${entryIds}::uuid[])`)
    .orderBy('entry_id')
    .orderBy('number')
    .execute()

function outcomeOf(offer: WaitlistOfferRow, { status }: Pick<WaitlistEntryRow, 'status'>, now: number): OfferOutcome {
  if (offer.outcome !== 'open') return offer.outcome
  if (status === 'left' || status === 'closed') return 'withdrawn'
  return epochOf(offer.expires_at) <= now ? 'lapsed' : 'open'
}
