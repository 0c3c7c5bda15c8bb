import {
  type Claim,
  epochOf,
  instantOf,
  type LocationId,
  localDate,
  type ResourceId,
  type TenantId,
  type VisitId,
} from '@visita/domain'
import { askTenant, type ReadStore } from '@visita/read-store'
import { sql } from 'kysely'
import type { ConfiguredResource } from '../configuration/queries.ts'
import { messageFailed } from '../notifications/failed.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { AgendaVisitRow, ClaimRow } from './table.ts'

/** A visit with what is known of its customer: the agenda is read by people. */
export type NamedVisit = Omit<AgendaVisitRow, 'claim_ids'> & {
  readonly full_name: string | null
  /** The customer is known, and has neither phone nor e-mail. */
  readonly unreachable: boolean
  /** A critical message about it reached nobody. */
  readonly message_failed: boolean
}

export interface AgendaRows {
  /** Those of the location (or all), in the order of their ids; an archived one only when the day has something of it. */
  readonly resources: readonly ConfiguredResource[]
  /** Everything on these resources that day, by start. A reservation that is no visit's is a visit being made, and not in it. */
  readonly claims: readonly ClaimRow[]
  readonly visits: ReadonlyMap<string, NamedVisit>
}

/**
 * All that the agendas of these local dates are made of, in their order and without any limit: whoever counts it must get what
 * is there. Of a location, of one resource, or of all that are configured. One statement over one range of one index, with the visit and
 * the name joined by their primary keys: a name is in one place, and gone from here when it is gone from there.
 */
export async function agendaRows(
  db: TenantDb,
  tenant: TenantId,
  asked: {
    readonly dates: readonly string[]
    readonly configured: readonly ConfiguredResource[]
    readonly locationId: string | null
    readonly resourceId: string | null
    /** Epoch milliseconds: holds that have expired by then are left out. */
    readonly now: number
  },
): Promise<AgendaRows[]> {
  const { dates, configured, locationId, resourceId, now } = asked
  const shown = configured.filter(
    ({ document }) =>
      (locationId === null || document.locationId === locationId) &&
      (resourceId === null || document.id === resourceId),
  )
  const rows = await readTables(db)
    .selectFrom('read.agenda_claim as c')
    .leftJoin('read.agenda_visit as v', (join) =>
      join.onRef('v.tenant_id', '=', 'c.tenant_id').onRef('v.visit_id', '=', 'c.visit_id'),
    )
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .selectAll('c')
    .select(['v.status', 'v.customer_id', 'v.origin', 'v.resource_ids', 'v.overridden', 'p.full_name', ...known])
    .where('c.tenant_id', '=', tenant)
    .where('c.local_date', '>=', dates[0] ?? '')
    .where('c.local_date', '<=', dates.at(-1) ?? '')
    .$if(shown.length < configured.length, (query) =>
      query.where(sql<boolean>`c.resource_id = ANY(${shown.map(({ document }) => document.id)}::text[])`),
    )
    .where(({ or, and, eb }) =>
      or([
        eb('c.kind', '=', 'block'),
        and([eb('c.kind', '=', 'hold'), eb('c.expires_at', '>', instantOf(now))]),
        and([eb('v.status', '<>', 'cancelled'), sql<boolean>`c.claim_id = ANY(v.claim_ids)`]),
      ]),
    )
    .orderBy('c.local_date')
    .orderBy('c.resource_id')
    .orderBy('c.starts_at')
    .orderBy('c.claim_id')
    .execute()
  const byDate = Map.groupBy(rows, ({ local_date }) => local_date)
  return dates.map((date) => {
    const claims = byDate.get(date) ?? []
    const busy = new Set(claims.map(({ resource_id }) => resource_id))
    const visits = new Map<string, NamedVisit>()
    // Only a visit's own claim is among the rows, so its time, type and seats are the visit's.
    for (const { visit_id, type_id, status, customer_id, origin, resource_ids, overridden, ...row } of claims) {
      if (visit_id === null || visits.has(visit_id)) continue
      visits.set(visit_id, {
        ...{ tenant_id: row.tenant_id, visit_id, type_id: type_id ?? '', status: status ?? '' },
        ...{ starts_at: row.starts_at, ends_at: row.ends_at, seats: row.seats },
        ...{ customer_id: customer_id ?? '', origin: origin ?? '', resource_ids: resource_ids ?? [] },
        ...{ overridden: overridden ?? false, full_name: row.full_name, unreachable: row.unreachable },
        message_failed: row.message_failed,
      })
    }
    return { resources: shown.filter(({ document, archived }) => !archived || busy.has(document.id)), claims, visits }
  })
}

/** A customer whom the read model does not know yet is not one without a phone. */
const unreachable = sql<boolean>`(p.customer_id IS NOT NULL AND p.phone IS NULL AND p.email IS NULL)`.as('unreachable')
const known = [unreachable, messageFailed.as('message_failed')] as const

/** Live visits that start within `[from, to)` (epoch ms), soonest first, on any of the resources (null: on all). */
export async function visitsStarting(
  db: TenantDb,
  tenant: TenantId,
  { from, to, resourceIds }: { from: number; to: number; resourceIds: readonly string[] | null },
): Promise<NamedVisit[]> {
  return readTables(db)
    .selectFrom('read.agenda_visit as v')
    .leftJoin('read.customer as p', (join) =>
      join.onRef('p.tenant_id', '=', 'v.tenant_id').onRef('p.customer_id', '=', 'v.customer_id'),
    )
    .selectAll('v')
    .select(['p.full_name', ...known])
    .where('v.tenant_id', '=', tenant)
    .where('v.starts_at', '>=', instantOf(from))
    .where('v.starts_at', '<', instantOf(to))
    .where('v.status', 'not in', ['cancelled', 'completed', 'no_show'])
    .$if(resourceIds !== null, (query) => query.where(sql<boolean>`v.resource_ids && ${resourceIds}::text[]`))
    .orderBy('v.starts_at')
    .orderBy('v.visit_id')
    .execute()
}

/**
 * The state of all that an agenda is made of: two that are the same mean that nothing in it has changed between. Each part is
 * the row that its projection writes with every change; its transaction and table are in the name as well, because a read model
 * that was built anew stands at the same position with other rows.
 */
export interface AgendaVersion {
  readonly whole: string
  /** Of policies, locations and resources alone. */
  readonly configuration: string
}

/** Asked before the rows, so that these are never older than the version says. */
export async function agendaVersion(store: ReadStore, tenant: TenantId): Promise<AgendaVersion> {
  const [row] = await askTenant<Record<'agenda' | 'customers' | 'messages' | 'configuration', string | null>>(
    store,
    tenant,
    {
      name: 'agenda-version',
      text: versionQuery,
      values: [tenant],
    },
  )
  const configuration = row?.configuration ?? ''
  return { whole: `${row?.agenda} ${row?.customers} ${row?.messages} ${configuration}`, configuration }
}

const versionIn = (table: string) =>
  `(SELECT pg_catalog.concat_ws('.', tableoid, xmin, position) FROM ${table} WHERE tenant_id = $1)`
const versionQuery = `SELECT ${versionIn('read.agenda_change')} AS agenda, ${versionIn('read.customer_change')} AS customers,
  ${versionIn('read.notification_change')} AS messages,
  ${versionIn('read.configuration_change')} AS configuration`

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
