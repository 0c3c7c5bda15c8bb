import type { Location, Policies, Resource, ResourceId, TenantId, VisitType, VisitTypeId } from '@visita/domain'
import { type Page, pageOfRows } from '../page.ts'
import { readTables, type TenantDb } from '../tables.ts'

/** Lists are in the order of their ids; `after` is the last id of the page before. Archived ones are not in them. */
export interface ListRange {
  readonly limit: number
  readonly after: string | null
}

/** Every tenant that there is, in the order of their ids. Sees them as whoever acts for every tenant. */
export async function allTenants(db: TenantDb): Promise<TenantId[]> {
  const rows = await readTables(db).selectFrom('read.tenant').select('tenant_id').orderBy('tenant_id').execute()
  return rows.map(({ tenant_id }) => tenant_id as TenantId)
}

export async function policiesOf(db: TenantDb, tenant: TenantId): Promise<Policies | null> {
  const row = await readTables(db)
    .selectFrom('read.tenant')
    .select('policies')
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  return row?.policies ?? null
}

export async function listLocations(
  db: TenantDb,
  tenant: TenantId,
  { limit, after }: ListRange,
): Promise<Page<Location>> {
  const rows = await readTables(db)
    .selectFrom('read.location')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('archived', '=', false)
    .$if(after !== null, (query) => query.where('location_id', '>', after))
    .orderBy('location_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(
    rows.map(({ document }) => document),
    limit,
  )
}

export async function listResources(
  db: TenantDb,
  tenant: TenantId,
  { limit, after, locationId }: ListRange & { readonly locationId?: string | undefined },
): Promise<Page<Resource>> {
  const rows = await readTables(db)
    .selectFrom('read.resource')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('archived', '=', false)
    .$if(after !== null, (query) => query.where('resource_id', '>', after ?? ''))
    .$if(locationId !== undefined, (query) => query.where('location_id', '=', locationId ?? ''))
    .orderBy('resource_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(
    rows.map(({ document }) => document),
    limit,
  )
}

export async function listVisitTypes(
  db: TenantDb,
  tenant: TenantId,
  { limit, after }: ListRange,
): Promise<Page<VisitType>> {
  const rows = await readTables(db)
    .selectFrom('read.visit_type')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('archived', '=', false)
    .$if(after !== null, (query) => query.where('type_id', '>', after ?? ''))
    .orderBy('type_id')
    .limit(limit + 1)
    .execute()
  return pageOfRows(
    rows.map(({ document }) => document),
    limit,
  )
}

/** The visit type, unless it is archived. */
export async function findVisitType(db: TenantDb, tenant: TenantId, typeId: VisitTypeId): Promise<VisitType | null> {
  const row = await readTables(db)
    .selectFrom('read.visit_type')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('type_id', '=', typeId)
    .where('archived', '=', false)
    .executeTakeFirst()
  return row?.document ?? null
}

/** Every resource that is not archived, in the order of their ids. */
export async function allResources(db: TenantDb, tenant: TenantId): Promise<Resource[]> {
  const rows = await readTables(db)
    .selectFrom('read.resource')
    .select('document')
    .where('tenant_id', '=', tenant)
    .where('archived', '=', false)
    .orderBy('resource_id')
    .execute()
  return rows.map(({ document }) => document)
}

export interface ConfiguredResource {
  readonly document: Resource
  readonly archived: boolean
}

/** What a tenant has configured, archived ones included. */
export interface TenantConfiguration {
  /** Null where there is no such tenant. */
  readonly policies: Policies | null
  /** In the order of their ids. */
  readonly resources: readonly ConfiguredResource[]
  readonly locationIds: ReadonlySet<string>
}

export async function configurationOf(db: TenantDb, tenant: TenantId): Promise<TenantConfiguration> {
  const tables = readTables(db)
  const resources = await tables
    .selectFrom('read.resource')
    .select(['document', 'archived'])
    .where('tenant_id', '=', tenant)
    .orderBy('resource_id')
    .execute()
  const locations = await tables
    .selectFrom('read.location')
    .select('location_id')
    .where('tenant_id', '=', tenant)
    .execute()
  return {
    policies: await policiesOf(db, tenant),
    resources,
    locationIds: new Set(locations.map(({ location_id }) => location_id)),
  }
}

/** The ids of all resources that are not archived. */
export async function resourceIds(db: TenantDb, tenant: TenantId): Promise<ResourceId[]> {
  const rows = await readTables(db)
    .selectFrom('read.resource')
    .select('resource_id')
    .where('tenant_id', '=', tenant)
    .where('archived', '=', false)
    .orderBy('resource_id')
    .execute()
  return rows.map(({ resource_id }) => resource_id as ResourceId)
}

/** The ids of all resources that there are or were. */
export async function everyResourceId(db: TenantDb, tenant: TenantId): Promise<ResourceId[]> {
  const rows = await readTables(db)
    .selectFrom('read.resource')
    .select('resource_id')
    .where('tenant_id', '=', tenant)
    .execute()
  return rows.map(({ resource_id }) => resource_id as ResourceId)
}
