import { forRole } from '@visita/audit'
import {
  customer as customers,
  epochOf,
  type LocationId,
  localDate,
  type NotificationId,
  notification,
  type Policies,
  type ResourceId,
  type Role,
  resource as resources,
  StreamName,
  slot,
  type TenantId,
  tenant as tenants,
  type VisitId,
  visit,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import {
  type AgendaRows,
  type AgendaVisitRow,
  agendaDay,
  type ClaimRow,
  hasFailed,
  type NamedVisit,
  notifications,
  rowsAfter,
} from '@visita/projections'
import { inParallel } from '@visita/runtime'
import { soonMs } from '../agenda/document.ts'
import type { ReadApiOptions } from '../app.ts'
import { type Past, type ReadPast, streamsAtOnce } from './past.ts'

/** What a day's agenda document is made of, as it stood. */
export interface PastAgenda {
  readonly rows: AgendaRows
  /** Visits that were to start soon after `asOf`, whatever their date. */
  readonly soon: readonly NamedVisit[]
  readonly policies: Policies | null
}

/** Where it comes from. */
interface Sources extends Pick<ReadApiOptions, 'openPersonal'> {
  readonly read: ReadPast
  /** Which messages there are or were about these visits. */
  readonly messagesOf: (visitIds: readonly VisitId[]) => Promise<readonly NotificationId[]>
}

interface Asked {
  /** The local date of each resource. */
  readonly date: string
  readonly locationId: LocationId | null
  /** Epoch ms. */
  readonly asOf: number
  /** Whose eyes it is for: see `forRole`. */
  readonly role: Role
}

/**
 * The day as it stood, folded from the streams by the mapping that the read model is made with. `ids` are the resources that
 * there are, or were. Null where there was no such location. @throws Outage, StoreUnavailable
 */
export async function agendaAt(
  { read, messagesOf, openPersonal }: Sources,
  tenantId: TenantId,
  ids: readonly ResourceId[],
  { date, locationId, asOf, role }: Asked,
): Promise<PastAgenda | null> {
  const tenant = await read(StreamName.tenant(tenantId), tenants)
  if (locationId !== null && !tenant.state.locations.has(locationId)) return null
  const known = await allOf(ids, (id) => read(StreamName.resource(tenantId, id), resources))
  const listed = [...ids].sort().flatMap((id) => {
    const { resource: document = null, archived = false } = known.get(id)?.state ?? {}
    return document && (locationId === null || document.locationId === locationId) ? [{ document, archived }] : []
  })

  const days = listed.flatMap(({ document: { id } }) =>
    [...new Set([date, ...datesSoon(known.get(id), asOf)])].map((day) => ({ id, day })),
  )
  const slots = await allOf(days, ({ id, day }) => read(StreamName.slot(tenantId, id, day), slot))
  const claims = rowsAfter(agendaDay, eventsOf(slots), 'read.agenda_claim')
  const visitIds = new Set(claims.flatMap(({ visit_id }) => (visit_id === null ? [] : [visit_id as VisitId])))
  const visits = await allOf([...visitIds], (id) => read(StreamName.visit(tenantId, id), visit))
  const visitRows = rowsAfter(agendaDay, eventsOf(visits), 'read.agenda_visit')
  const messages = await allOf(await messagesOf([...visitIds]), (id) =>
    read(StreamName.notification(tenantId, id), notification),
  )
  const failed = rowsAfter(notifications, eventsOf(messages), 'read.notification').filter(hasFailed)
  const contacts = await contactsOf({ read, openPersonal }, tenantId, visitRows, role)
  const named = ({ claim_ids: _, ...row }: AgendaVisitRow): NamedVisit => ({
    ...row,
    full_name: contacts.get(row.customer_id)?.name ?? null,
    unreachable: contacts.get(row.customer_id)?.unreachable ?? false,
    message_failed: failed.some(
      ({ visit_id, visit_ids }) => visit_id === row.visit_id || visit_ids?.includes(row.visit_id) === true,
    ),
  })

  const byId = new Map(visitRows.map((row) => [row.visit_id, row]))
  const shown = claims.filter((claim) => claim.local_date === date && isShown(claim, byId, asOf)).sort(inOrder)
  const busy = new Set(shown.map(({ resource_id }) => resource_id))
  const rows = {
    resources: listed.filter(({ document, archived }) => !archived || busy.has(document.id)),
    claims: shown,
    visits: new Map(
      shown.flatMap(({ visit_id }) => {
        const row = visit_id === null ? undefined : byId.get(visit_id)
        return row ? [[row.visit_id, named(row)] as const] : []
      }),
    ),
  }
  const within = locationId === null ? null : new Set<string>(rows.resources.map(({ document }) => document.id))
  const soon = visitRows
    .filter((row) => isSoon(row, asOf) && (within === null || row.resource_ids.some((id) => within.has(id))))
    .sort((a, b) => byStart(a, b) || compare(a.visit_id, b.visit_id))
  return { rows, soon: soon.map(named), policies: tenant.state.policies }
}

/** The local dates on which visits that start soon may have their claims, in every zone that the resource was ever in. */
function datesSoon(past: Past<unknown> | undefined, asOf: number): readonly string[] {
  const configured = past?.events.flatMap(({ type, data }) =>
    type === 'ResourceConfigured' ? [(data as { resource: { timezone: string } }).resource.timezone] : [],
  )
  return [...new Set(configured)].flatMap((zone) => [localDate(asOf, zone), localDate(asOf + soonMs, zone)])
}

/** What the read model's agenda shows: blocks, live holds, and claims that are a visit's own while it is on. */
function isShown(claim: ClaimRow, visits: ReadonlyMap<string, AgendaVisitRow>, asOf: number): boolean {
  if (claim.kind === 'block') return true
  if (claim.kind === 'hold') return claim.expires_at !== null && epochOf(claim.expires_at) > asOf
  const visit = claim.visit_id === null ? undefined : visits.get(claim.visit_id)
  return visit !== undefined && visit.status !== 'cancelled' && visit.claim_ids.includes(claim.claim_id)
}

function isSoon({ status, starts_at }: AgendaVisitRow, asOf: number): boolean {
  const start = epochOf(starts_at)
  return start >= asOf && start < asOf + soonMs && !['cancelled', 'completed', 'no_show'].includes(status)
}

/** What was known of the visits' customers, by their ids. */
async function contactsOf(
  { read, openPersonal }: Pick<Sources, 'read' | 'openPersonal'>,
  tenantId: TenantId,
  visits: readonly AgendaVisitRow[],
  role: Role,
): Promise<ReadonlyMap<string, { readonly name: string | null; readonly unreachable: boolean }>> {
  const ids = [...new Set(visits.map(({ customer_id }) => customer_id))]
  const pasts = await allOf(ids, (id) => read(StreamName.customer(tenantId, id as never), customers))
  const newest = [...pasts.values()].flatMap(({ events }) => events.at(-1) ?? [])
  const opened = await openPersonal(newest)
  return new Map(newest.map((event, i) => [event.ids[1] ?? '', contactOf(event, opened[i], role)]))
}

/** By the newest event of a customer, which has the whole contact. Who was erased has neither name nor phone. */
function contactOf(event: RecordedEvent, opened: RecordedEvent | undefined, role: Role) {
  const data = forRole(event.data, opened?.data, role) as Parameters<typeof customers.evolve>[1]['data']
  if (!('contact' in data)) return { name: null, unreachable: true }
  const { name, phone, email } = data.contact
  return { name, unreachable: phone === null && email === null }
}

/** Reads a stream for each key, a bounded number at a time. */
async function allOf<Key, State>(
  keys: readonly Key[],
  read: (key: Key) => Promise<Past<State>>,
): Promise<ReadonlyMap<Key, Past<State>>> {
  const found = new Map<Key, Past<State>>()
  await inParallel(keys, streamsAtOnce, async (key) => {
    found.set(key, await read(key))
  })
  return found
}

const eventsOf = (pasts: ReadonlyMap<unknown, Past<unknown>>): readonly RecordedEvent[] =>
  [...pasts.values()].flatMap(({ events }) => events)

const inOrder = (a: ClaimRow, b: ClaimRow) =>
  compare(a.resource_id, b.resource_id) || byStart(a, b) || compare(a.claim_id, b.claim_id)

const byStart = (a: { starts_at: string }, b: { starts_at: string }) => epochOf(a.starts_at) - epochOf(b.starts_at)

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
