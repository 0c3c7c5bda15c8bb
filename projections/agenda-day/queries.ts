import {
  type Claim,
  epochOf,
  instantOf,
  type LocationId,
  localDate,
  type Resource,
  type ResourceId,
  type TenantId,
  type VisitId,
} from '@visita/domain'
import { sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'
import type { AgendaVisitRow, ClaimRow } from './table.ts'

/** A visit with the customer's name, where it is known: the agenda is read by people. */
export type NamedVisit = AgendaVisitRow & { readonly full_name: string | null }

export interface AgendaRows {
  /** Those of the location (or all), in the order of their ids; an archived one only when the day has something of it. */
  readonly resources: readonly { readonly document: Resource; readonly archived: boolean }[]
  /** Everything on these resources that day, by start. A reservation that is no visit's is a visit being made, and not in it. */
  readonly claims: readonly ClaimRow[]
  readonly visits: ReadonlyMap<string, NamedVisit>
}

/**
 * All that one local date's agenda is made of, without any limit: whoever counts it must get what is there. Of a location,
 * of one resource, or of all.
 */
export async function agendaRows(
  db: TenantDb,
  tenant: TenantId,
  asked: { date: string; locationId: string | null; resourceId?: string | null; now: number },
): Promise<AgendaRows> {
  const { date, locationId, resourceId = null, now } = asked
  const tables = readTables(db)
  const resources = await tables
    .selectFrom('read.resource as r')
    .select(['r.document', 'r.archived'])
    .where('r.tenant_id', '=', tenant)
    .$if(locationId !== null, (query) => query.where('r.location_id', '=', locationId ?? ''))
    .$if(resourceId !== null, (query) => query.where('r.resource_id', '=', resourceId ?? ''))
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('r.archived', '=', false),
        exists(
          selectFrom('read.agenda_claim as c')
            .select(sql`1`.as('one'))
            .where('c.tenant_id', '=', tenant)
            .where('c.local_date', '=', date)
            .whereRef('c.resource_id', '=', 'r.resource_id'),
        ),
      ]),
    )
    .orderBy('r.resource_id')
    .execute()
  const claims = await tables
    .selectFrom('read.agenda_claim as c')
    .leftJoin('read.agenda_visit as v', (join) =>
      join.onRef('v.tenant_id', '=', 'c.tenant_id').onRef('v.visit_id', '=', 'c.visit_id'),
    )
    .selectAll('c')
    .where('c.tenant_id', '=', tenant)
    .where('c.local_date', '=', date)
    .$if(locationId !== null || resourceId !== null, (query) =>
      query.where(sql<boolean>`c.resource_id = ANY(${resources.map(({ document }) => document.id)}::text[])`),
    )
    .where(({ or, and, eb }) =>
      or([
        eb('c.kind', '=', 'block'),
        and([eb('c.kind', '=', 'hold'), eb('c.expires_at', '>', instantOf(now))]),
        and([eb('v.status', '<>', 'cancelled'), sql<boolean>`c.claim_id = ANY(v.claim_ids)`]),
      ]),
    )
    .orderBy('c.resource_id')
    .orderBy('c.starts_at')
    .orderBy('c.claim_id')
    .execute()
  const ids = [...new Set(claims.flatMap(({ visit_id }) => (visit_id === null ? [] : [visit_id])))]
  const visits =
    ids.length === 0 ? [] : await named(db, tenant).where('v.visit_id', '=', sql<string>`ANY(${ids}::uuid[])`).execute()
  return { resources, claims, visits: new Map(visits.map((visit) => [visit.visit_id, visit])) }
}

/** Visits that start within `minutes` from `now` (epoch ms), soonest first, on any of the resources (null: on all). */
export async function visitsSoon(
  db: TenantDb,
  tenant: TenantId,
  { now, minutes, resourceIds }: { now: number; minutes: number; resourceIds: readonly string[] | null },
): Promise<NamedVisit[]> {
  return named(db, tenant)
    .where('v.starts_at', '>=', instantOf(now))
    .where('v.starts_at', '<', instantOf(now + minutes * 60_000))
    .where('v.status', 'not in', ['cancelled', 'completed', 'no_show'])
    .$if(resourceIds !== null, (query) => query.where(sql<boolean>`v.resource_ids && ${resourceIds}::text[]`))
    .orderBy('v.starts_at')
    .orderBy('v.visit_id')
    .execute()
}

const named = (db: TenantDb, tenant: TenantId) =>
  readTables(db)
    .selectFrom('read.agenda_visit as v')
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .selectAll('v')
    .select('p.full_name')
    .where('v.tenant_id', '=', tenant)

/** Whether anything takes the resource's time on its local day of `now` (epoch ms) or later. Holds only while they live. */
export async function claimsAhead(
  db: TenantDb,
  tenant: TenantId,
  resourceId: ResourceId,
  now: number,
): Promise<boolean> {
  const tables = readTables(db)
  const resource = await tables
    .selectFrom('read.resource')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('resource_id', '=', resourceId)
    .executeTakeFirst()
  if (!resource) return false
  const claims = await tables
    .selectFrom('read.agenda_claim')
    .select('expires_at')
    .where('tenant_id', '=', tenant)
    .where('resource_id', '=', resourceId)
    .where('local_date', '>=', localDate(now, resource.document.timezone))
    .execute()
  return claims.some(({ expires_at }) => expires_at === null || epochOf(expires_at) > now)
}

/**
 * What takes these resources' time on their local days `[from, to]`, as their slot streams have it: also what is being made,
 * or about to be released, and holds whether they live or not. By resource, then date.
 */
export async function claimsOnDays(
  db: TenantDb,
  tenant: TenantId,
  { resourceIds, from, to }: { resourceIds: readonly ResourceId[]; from: string; to: string },
): Promise<ReadonlyMap<ResourceId, ReadonlyMap<string, readonly Claim[]>>> {
  const rows = await readTables(db)
    .selectFrom('read.agenda_claim')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`resource_id = ANY(${resourceIds}::text[])`)
    .where('local_date', '>=', from)
    .where('local_date', '<=', to)
    .execute()
  const found = new Map<ResourceId, Map<string, Claim[]>>()
  for (const row of rows) {
    const days = found.get(row.resource_id as ResourceId) ?? new Map<string, Claim[]>()
    found.set(row.resource_id as ResourceId, days)
    const claims = days.get(row.local_date) ?? []
    days.set(row.local_date, claims)
    claims.push(claimOf(row))
  }
  return found
}

const claimOf = (row: ClaimRow): Claim => ({
  kind: row.kind === 'visit' ? 'reservation' : row.kind,
  id: row.claim_id,
  from: epochOf(row.covers_from),
  until: epochOf(row.covers_until),
  seats: row.seats,
  ...(row.visit_id !== null && { visitId: row.visit_id as VisitId }),
  ...(row.expires_at !== null && { expiresAt: epochOf(row.expires_at) }),
  ...(row.location_id !== null && { locationId: row.location_id as LocationId }),
})
