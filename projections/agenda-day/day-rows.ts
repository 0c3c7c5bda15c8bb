import { instantOf, type TenantId } from '@visita/domain'
import { askTenant, type ReadStore } from '@visita/read-store'
import type { ConfiguredResource } from '../configuration/queries.ts'
import { unreachable } from '../customers/reach.ts'
import { messageFailed } from '../notifications/failed.ts'
import type { AgendaVisitRow, ClaimRow } from './table.ts'

/** A visit with what is known of its customer: the agenda is read by people. */
export type NamedVisit = Omit<AgendaVisitRow, 'claim_ids' | 'first_date' | 'last_date'> & {
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
 * is there. Of a location, of one resource, or of all that are configured. One statement over what takes those days and
 * the visits that lie on them, each a stretch of an index, with the name joined by its primary key: a name is in one place, and gone from here
 * when it is gone from there.
 */
export async function agendaRows(
  store: ReadStore,
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
  const stretch = [tenant, dates[0] ?? '', dates.at(-1) ?? '', instantOf(now)]
  const ids = shown.map(({ document }) => document.id)
  const rows = await askTenant<Told>(
    store,
    tenant,
    shown.length === configured.length
      ? { name: 'agenda-rows', text: rowsQuery(''), values: stretch, rowMode: 'array' }
      : { name: 'agenda-rows-of', text: rowsQuery(ofResources), values: [...stretch, ids], rowMode: 'array' },
  )
  const days = new Map(dates.map((date) => [date, { claims: [] as ClaimRow[], visits: new Map<string, NamedVisit>() }]))
  for (const row of rows) {
    const day = days.get(row[0])
    if (!day) continue
    day.claims.push(claimOf(tenant, row))
    const visitId = row[4]
    // Only a visit's own claim is among the rows, so its time, type and seats are the visit's.
    if (visitId !== null && !day.visits.has(visitId)) day.visits.set(visitId, visitOf(tenant, visitId, row))
  }
  return dates.map((date) => {
    const { claims = [], visits = new Map() } = days.get(date) ?? {}
    const busy = new Set(claims.map(({ resource_id }) => resource_id))
    return { resources: shown.filter(({ document, archived }) => !archived || busy.has(document.id)), claims, visits }
  })
}

/**
 * A day has a thousand of these rows, and most of what a read costs is to write and to read their columns. So what goes without
 * saying is null: that buffers are none, that a visit has one resource, and what is not so.
 */
type Told = readonly [
  localDate: string,
  resourceId: string,
  claimId: string,
  kind: ClaimRow['kind'],
  visitId: string | null,
  typeId: string | null,
  startsAt: string,
  endsAt: string,
  coversFrom: string | null,
  coversUntil: string | null,
  seats: number,
  locationId: string | null,
  expiresAt: string | null,
  purpose: string | null,
  source: string | null,
  externalId: string | null,
  status: string | null,
  customerId: string | null,
  origin: string | null,
  resourceIds: readonly string[] | null,
  overridden: true | null,
  fullName: string | null,
  unreachable: true | null,
  messageFailed: true | null,
]

const rowsQuery = (narrowed: string) => `
  SELECT c.local_date, c.resource_id, c.claim_id, c.kind, c.visit_id, c.type_id, c.starts_at, c.ends_at,
    NULLIF(c.covers_from, c.starts_at), NULLIF(c.covers_until, c.ends_at), c.seats, c.location_id,
    c.expires_at, c.purpose, c.source, c.external_id,
    v.status, v.customer_id, v.origin, CASE WHEN pg_catalog.cardinality(v.resource_ids) > 1 THEN v.resource_ids END,
    NULLIF(v.overridden, false), p.full_name, NULLIF(${unreachable}, false), NULLIF(${messageFailed}, false)
  FROM read.agenda_claim c
  LEFT JOIN (
    SELECT * FROM read.agenda_visit WHERE tenant_id = $1 AND first_date BETWEEN $2 AND $3
    UNION ALL
    SELECT * FROM read.agenda_visit
    WHERE tenant_id = $1 AND last_date > first_date AND first_date < $2 AND last_date >= $2
  ) v ON v.visit_id = c.visit_id
  LEFT JOIN read.customer p ON p.tenant_id = v.tenant_id AND p.customer_id = v.customer_id
  WHERE c.tenant_id = $1 AND c.local_date BETWEEN $2 AND $3 ${narrowed}
    AND (c.kind = 'block' OR c.kind = 'hold' AND c.expires_at > $4 OR v.status <> 'cancelled' AND c.claim_id = ANY (v.claim_ids))
  ORDER BY c.local_date, c.resource_id, c.starts_at, c.claim_id`
const ofResources = 'AND c.resource_id = ANY ($5::text[])'

const claimOf = (tenant: TenantId, row: Told): ClaimRow => ({
  tenant_id: tenant,
  local_date: row[0],
  resource_id: row[1],
  claim_id: row[2],
  kind: row[3],
  visit_id: row[4],
  type_id: row[5],
  starts_at: row[6],
  ends_at: row[7],
  covers_from: row[8] ?? row[6],
  covers_until: row[9] ?? row[7],
  seats: row[10],
  location_id: row[11],
  expires_at: row[12],
  purpose: row[13],
  source: row[14],
  external_id: row[15],
})

const visitOf = (tenant: TenantId, visitId: string, row: Told): NamedVisit => ({
  tenant_id: tenant,
  visit_id: visitId,
  type_id: row[5] ?? '',
  starts_at: row[6],
  ends_at: row[7],
  seats: row[10],
  status: row[16] ?? '',
  customer_id: row[17] ?? '',
  origin: row[18] ?? '',
  resource_ids: row[19] ?? [row[1]],
  overridden: row[20] ?? false,
  full_name: row[21],
  unreachable: row[22] ?? false,
  message_failed: row[23] ?? false,
})
