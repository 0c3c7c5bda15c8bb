import { type Static, Type } from '@sinclair/typebox'
import { instantOf, type TenantId, type VisitId, type VisitState } from '@visita/domain'
import type { VisitRow } from './table.ts'

const Nullable = Type.Unsafe<string | null>({ type: ['string', 'null'] })
const Instant = Type.String({ format: 'date-time', description: 'RFC 3339, UTC' })

/** A visit as callers see it, wherever the answer comes from. */
export const VisitSchema = Type.Object(
  {
    id: Type.String(),
    tenant: Type.String(),
    typeId: Type.String(),
    status: Type.String(),
    start: Instant,
    end: Instant,
    timezone: Type.String(),
    resourceIds: Type.Array(Type.String()),
    locationId: Nullable,
    unitId: Nullable,
    customerId: Type.String(),
    seats: Type.Integer(),
    revision: Type.Integer(),
    createdAt: Instant,
    origin: Type.String(),
    manageUrl: Nullable,
  },
  { $id: 'Visit' },
)
export type VisitDocument = Static<typeof VisitSchema>

/** The link by which a customer manages one visit without a key; null where there is none. Revoking counts `linksGeneration` up. */
export type ManageUrl = (tenant: TenantId, visitId: VisitId, linksGeneration: number) => string | null

const noLink: ManageUrl = () => null

/** From the read model. */
export const visitOfRow = (row: VisitRow, manageUrl: ManageUrl = noLink): VisitDocument => ({
  id: row.visit_id,
  tenant: row.tenant_id,
  typeId: row.type_id,
  status: row.status,
  start: row.starts_at,
  end: row.ends_at,
  timezone: row.timezone,
  resourceIds: [...row.resource_ids],
  locationId: row.location_id,
  unitId: row.unit_id,
  customerId: row.customer_id,
  seats: row.seats,
  revision: Number(row.revision),
  createdAt: row.created_at,
  origin: row.origin,
  manageUrl: manageUrl(row.tenant_id as TenantId, row.visit_id as VisitId, row.links_generation),
})

/** From the visit's own stream, folded up to `revision`; null where the stream holds no visit. */
export function visitOfState(
  { status, visit }: VisitState,
  revision: bigint,
  manageUrl: ManageUrl = noLink,
): VisitDocument | null {
  if (!visit) return null
  return {
    id: visit.visitId,
    tenant: visit.tenant,
    typeId: visit.typeId,
    status,
    start: instantOf(visit.start),
    end: instantOf(visit.end),
    timezone: visit.timezone,
    resourceIds: visit.claims.map(({ resourceId }) => resourceId),
    locationId: visit.locationId,
    unitId: visit.unitId,
    customerId: visit.customerId,
    seats: visit.seats,
    revision: Number(revision),
    createdAt: instantOf(visit.requestedAt),
    origin: visit.origin,
    manageUrl: manageUrl(visit.tenant, visit.visitId, visit.linksGeneration),
  }
}
