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
import { unreachable } from '../customers/reach.ts'
import { messageFailed } from '../notifications/failed.ts'
import { readTables, type TenantDb } from '../tables.ts'
import type { NamedVisit } from './day-rows.ts'
import type { ClaimRow } from './table.ts'

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
    .select(['p.full_name', sql<boolean>`${sql.raw(unreachable)}`.as('unreachable')])
    .select(sql<boolean>`${sql.raw(messageFailed)}`.as('message_failed'))
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
