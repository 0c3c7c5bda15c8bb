import {
  epochOf,
  instantOf,
  type LocationId,
  type PersonId,
  type ResourceId,
  type TenantId,
  type VisitId,
  type VisitStatus,
  type VisitTypeId,
} from '@visita/domain'
import { sql } from 'kysely'
import { readTables, type TenantDb } from '../tables.ts'

/** A visit that somebody waits for, as those who plan around it need it. Instants are epoch milliseconds. */
export interface LiveVisit {
  readonly visitId: VisitId
  /** Of the visit's stream when the read model saw it. */
  readonly revision: bigint
  readonly status: VisitStatus
  readonly start: number
  readonly end: number
  readonly timezone: string
  readonly resourceIds: readonly ResourceId[]
  readonly typeId: VisitTypeId
  readonly customerId: PersonId
  readonly seats: number
  readonly locationId: LocationId | null
}

/** Those that may still be moved or told of something: nobody has come, and nobody has called it off. */
const live: readonly VisitStatus[] = ['pending', 'confirmed', 'en_route']

const dayMs = 86_400_000

/**
 * The live visits whose time meets `[from, to)` (epoch ms), on any of the resources and at the location, where those are
 * named; by start, then id. All of them: whoever plans around them must see every one.
 */
export async function visitsOn(
  db: TenantDb,
  tenant: TenantId,
  where: {
    readonly resourceIds?: readonly ResourceId[] | undefined
    readonly locationId?: LocationId | undefined
    readonly from: number
    readonly to: number
  },
): Promise<LiveVisit[]> {
  const { resourceIds, locationId, from, to } = where
  let query = readTables(db)
    .selectFrom('read.visit')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where(sql<boolean>`status = ANY(${live}::text[])`)
    .where('starts_at', '<', instantOf(to))
    .where('ends_at', '>', instantOf(from))
    // No visit is longer than a day: this is what the index can use.
    .where('starts_at', '>', instantOf(from - dayMs))
  if (locationId !== undefined) query = query.where('location_id', '=', locationId)
  if (resourceIds !== undefined) query = query.where(sql<boolean>`resource_ids && ${resourceIds}::text[]`)
  const rows = await query.orderBy('starts_at').orderBy('visit_id').execute()
  return rows.map((row) => ({
    visitId: row.visit_id as VisitId,
    revision: row.revision,
    status: row.status as VisitStatus,
    start: epochOf(row.starts_at),
    end: epochOf(row.ends_at),
    timezone: row.timezone,
    resourceIds: row.resource_ids as readonly ResourceId[],
    typeId: row.type_id as VisitTypeId,
    customerId: row.customer_id as PersonId,
    seats: row.seats,
    locationId: row.location_id as LocationId | null,
  }))
}

/**
 * When each resource was last given a visit that it still has, or that was called off since, as a place in the log:
 * whose turn it is. Those that never had one are not in it.
 */
export async function lastAssigned(
  db: TenantDb,
  tenant: TenantId,
  resourceIds: readonly ResourceId[],
): Promise<ReadonlyMap<ResourceId, bigint>> {
  // One look at the end of the index for each resource, however many visits it has had.
  const { rows } = await sql<{ resource_id: string; assigned_at: bigint }>`
    SELECT wanted.resource_id, last.assigned_at
    FROM unnest(${resourceIds}::text[]) AS wanted (resource_id)
    CROSS JOIN LATERAL (
      SELECT r.assigned_at FROM read.visit_resource r
      WHERE r.tenant_id = ${tenant} AND r.resource_id = wanted.resource_id
      ORDER BY r.assigned_at DESC LIMIT 1
    ) AS last`.execute(db)
  return new Map(rows.map(({ resource_id, assigned_at }) => [resource_id as ResourceId, assigned_at]))
}

/** How many visits the customer has or had with each resource, without those that came to nothing. */
export async function usualAgents(
  db: TenantDb,
  tenant: TenantId,
  customerId: PersonId,
): Promise<ReadonlyMap<ResourceId, number>> {
  const rows = await readTables(db)
    .selectFrom('read.visit as v')
    .innerJoin('read.visit_resource as r', (join) =>
      join.onRef('r.tenant_id', '=', 'v.tenant_id').onRef('r.visit_id', '=', 'v.visit_id'),
    )
    .select(['r.resource_id', sql<bigint>`count(*)`.as('visits')])
    .where('v.tenant_id', '=', tenant)
    .where('v.customer_id', '=', customerId)
    .where('v.status', 'not in', ['cancelled', 'no_show'])
    .groupBy('r.resource_id')
    .execute()
  return new Map(rows.map(({ resource_id, visits }) => [resource_id as ResourceId, Number(visits)]))
}
