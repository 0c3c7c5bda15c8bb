import { instantOf, type LocationId, type TenantId, type VisitId, type VisitTypeId } from '@visita/domain'
import { sql } from 'kysely'
import { customersFound, visitIdsBeginning } from '../customer-search/queries.ts'
import { type Page, pageOfRows } from '../page.ts'
import { hasRow, readTables, type TenantDb } from '../tables.ts'
import type { VisitRow } from './table.ts'

/** Which visits; what is left out does not narrow. Instants as events write them. */
export interface VisitFilter {
  readonly status?: readonly string[] | undefined
  readonly resourceId?: string | undefined
  readonly locationId?: string | undefined
  readonly typeId?: string | undefined
  readonly customerIds?: readonly string[] | undefined
  readonly origin?: string | undefined
  /** What somebody typed: see `sought`. */
  readonly text?: string | undefined
  /** Those that start at or after this instant … */
  readonly from?: string | undefined
  /** … and before this one. */
  readonly to?: string | undefined
  /** Those that are not over at this instant, or those that are. */
  readonly endsAfter?: string | undefined
  readonly endsBefore?: string | undefined
}

/** Where a list goes on: after the visit that starts then and has this id. */
export interface VisitCursor {
  readonly start: string
  readonly id: string
}

/**
 * Visits in the order of their start, then id: a place that stays right when others come and go between two pages.
 * `newestFirst` turns it round.
 */
export async function listVisits(
  db: TenantDb,
  tenant: TenantId,
  filter: VisitFilter,
  { limit, after, newestFirst = false }: { limit: number; after: VisitCursor | null; newestFirst?: boolean },
): Promise<Page<VisitRow>> {
  const { status, resourceId, locationId, typeId, customerIds, origin, text, from, to, endsAfter, endsBefore } = filter
  let query = readTables(db).selectFrom('read.visit as v').selectAll('v').where('v.tenant_id', '=', tenant)
  // ANY and not IN: an empty list is a list of none, not a syntax error.
  if (status) query = query.where(sql<boolean>`v.status = ANY(${status}::text[])`)
  if (locationId !== undefined) query = query.where('v.location_id', '=', locationId)
  if (typeId !== undefined) query = query.where('v.type_id', '=', typeId)
  if (customerIds) query = query.where(sql<boolean>`v.customer_id = ANY(${customerIds}::uuid[])`)
  if (origin !== undefined) query = query.where('v.origin', '=', origin)
  if (text !== undefined) query = query.where(sought(tenant, text))
  if (from !== undefined) query = query.where('v.starts_at', '>=', from)
  if (to !== undefined) query = query.where('v.starts_at', '<', to)
  if (endsAfter !== undefined) query = query.where('v.ends_at', '>', endsAfter)
  if (endsBefore !== undefined) query = query.where('v.ends_at', '<=', endsBefore)
  if (resourceId !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('read.visit_resource as r')
          .select(sql`1`.as('one'))
          .where('r.tenant_id', '=', tenant)
          .where('r.resource_id', '=', resourceId)
          .whereRef('r.visit_id', '=', 'v.visit_id'),
      ),
    )
  }
  if (after) {
    const place = sql`(${after.start}::timestamptz, ${after.id}::uuid)`
    query = query.where(sql<boolean>`(v.starts_at, v.visit_id) ${sql.raw(newestFirst ? '<' : '>')} ${place}`)
  }
  const direction = newestFirst ? 'desc' : 'asc'
  const rows = await query
    .orderBy('v.starts_at', direction)
    .orderBy('v.visit_id', direction)
    .limit(limit + 1)
    .execute()
  return pageOfRows(rows, limit)
}

/** The visits of the customers that the text finds, and those whose own id begins with it. */
function sought(tenant: TenantId, text: string) {
  const customers = customersFound(tenant, text)
  const ids = visitIdsBeginning(text)
  const found = [
    ...(customers ? [sql<boolean>`v.customer_id IN (${customers})`] : []),
    ...(ids ? [sql<boolean>`v.visit_id BETWEEN ${ids.first}::uuid AND ${ids.last}::uuid`] : []),
  ]
  return found.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(found, sql` OR `)})`
}

/** Whether visits that are not over or off lie ahead of `now` (epoch ms) at a location, or of a type. */
export const visitsAhead = (
  db: TenantDb,
  tenant: TenantId,
  of: { readonly locationId: LocationId } | { readonly typeId: VisitTypeId },
  now: number,
): Promise<boolean> =>
  hasRow(
    readTables(db)
      .selectFrom('read.visit')
      .select('visit_id')
      .where('tenant_id', '=', tenant)
      .where('ends_at', '>', instantOf(now))
      .where('status', 'not in', over)
      .where('locationId' in of ? 'location_id' : 'type_id', '=', 'locationId' in of ? of.locationId : of.typeId),
  )

/** Which of these are ids of visits, whatever has become of them. */
export async function visitsAmong(db: TenantDb, tenant: TenantId, ids: readonly string[]): Promise<VisitId[]> {
  const rows = await readTables(db)
    .selectFrom('read.visit')
    .select('visit_id')
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`visit_id = ANY(${ids}::uuid[])`)
    .execute()
  return rows.map(({ visit_id }) => visit_id as VisitId)
}

/** States in which a visit takes nobody's time any more. */
const over: readonly string[] = ['cancelled', 'no_show', 'completed']
