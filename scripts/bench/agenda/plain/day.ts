import { epochOf, instantOf } from '@visita/domain'
import { Temporal } from 'temporal-polyfill'
import type { AgendaDayAnswer, IncidentAnswer, VisitAnswer } from './answer.ts'

// The same document as `GET /v1/admin/agenda/day` has, made from rows with the least work.

/** Instants are RFC 3339 text. */
export interface VisitRow {
  readonly id: string
  readonly resource_id: string
  readonly type_id: string
  readonly status: string
  readonly starts_at: string
  readonly ends_at: string
  readonly seats: number
  readonly customer_id: string
  readonly origin: string
  readonly override: boolean
  readonly name: string
  readonly unreachable: boolean
}
export interface BlockRow {
  readonly id: string
  readonly resource_id: string
  readonly starts_at: string
  readonly ends_at: string
}
export interface HoldRow extends BlockRow {
  readonly type_id: string
  readonly seats: number
  readonly expires_at: string
}
export interface ResourceRow {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly timezone: string
  readonly location_id: string | null
  readonly capacity: number
  readonly opens_at: number
  readonly closes_at: number
}

const minuteMs = 60_000
const cancelMinMinutes = 120
const lateMinutes = 5

const visitOf = (row: VisitRow): VisitAnswer => ({
  id: row.id,
  typeId: row.type_id,
  status: row.status,
  start: row.starts_at,
  end: row.ends_at,
  seats: row.seats,
  resourceIds: [row.resource_id],
  customerId: row.customer_id,
  customerName: row.name,
  origin: row.origin,
  override: row.override,
})

export function agendaDay(
  date: string,
  now: number,
  resources: readonly ResourceRow[],
  rows: {
    visits: readonly VisitRow[]
    blocks: readonly BlockRow[]
    holds: readonly HoldRow[]
    soon: readonly VisitRow[]
  },
): AgendaDayAnswer {
  const visits = Map.groupBy(rows.visits, ({ resource_id }) => resource_id)
  const blocks = Map.groupBy(rows.blocks, ({ resource_id }) => resource_id)
  const holds = Map.groupBy(rows.holds, ({ resource_id }) => resource_id)
  const incidents: IncidentAnswer[] = []
  const answered = resources.map((resource) => {
    const [mine, blocked] = [visits.get(resource.id) ?? [], blocks.get(resource.id) ?? []]
    findIncidents(resource, mine, blocked, now, incidents)
    return {
      ...{ id: resource.id, name: resource.name, kind: resource.kind, timezone: resource.timezone },
      ...{ locationId: resource.location_id, capacity: resource.capacity, archived: false },
      open: [openOn(date, resource)],
      visits: mine.map(visitOf),
      holds: (holds.get(resource.id) ?? []).map((hold) => ({
        ...{ id: hold.id, typeId: hold.type_id, start: hold.starts_at, end: hold.ends_at, seats: hold.seats },
        ...{ purpose: 'booking', expiresAt: hold.expires_at },
      })),
      blocks: blocked.map(({ id, starts_at, ends_at }) => ({
        id,
        start: starts_at,
        end: ends_at,
        source: null,
        externalId: null,
      })),
    }
  })
  incidents.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0))
  return {
    ...{ date, locationId: null, visitCount: rows.visits.length, resources: answered },
    ...{ next120Minutes: rows.soon.map(visitOf), incidents },
  }
}

const over = new Set(['completed', 'no_show'])

/** The rows are in the order of their starts, and only one of two that overlap begins within the other. */
function findIncidents(
  { id: resourceId, capacity }: ResourceRow,
  visits: readonly VisitRow[],
  blocks: readonly BlockRow[],
  now: number,
  found: IncidentAnswer[],
): void {
  const add = (kind: string, visitIds: string[], due: number, why: string) => {
    const left = due - now
    const colour = left <= 120 * minuteMs ? 'red' : left <= 24 * 60 * minuteMs ? 'orange' : 'grey'
    found.push({ kind, resourceId, visitIds: visitIds.sort(), why, dueAt: instantOf(due), colour })
  }
  visits.forEach((visit, index) => {
    if (over.has(visit.status)) return
    const [start, end] = [epochOf(visit.starts_at), epochOf(visit.ends_at)]
    if (blocks.some(({ starts_at, ends_at }) => starts_at < visit.ends_at && visit.starts_at < ends_at))
      add('blocked', [visit.id], start, 'Está bajo un bloqueo.')
    const next = visits[index + 1]
    if (capacity === 1 && next && !over.has(next.status) && next.starts_at < visit.ends_at)
      add('overlap', [visit.id, next.id], start, 'Juntas ocupan más de lo que hay.')
    if (now >= end) return
    if (visit.status === 'pending' && now >= start)
      add('unconfirmed', [visit.id], start, 'Empezó sin que nadie la confirmara.')
    if (visit.unreachable)
      add('no-contact', [visit.id], start - cancelMinMinutes * minuteMs, 'El cliente no tiene teléfono ni correo.')
    if ((visit.status === 'confirmed' || visit.status === 'en_route') && now >= start + lateMinutes * minuteMs)
      add('late-agent', [visit.id], start, 'Ya empezó y no consta la llegada del agente.')
  })
}

/** The zone's rules are asked once for a zone, a date and its hours. */
const opened = new Map<string, { start: string; end: string }>()
function openOn(date: string, { timezone, opens_at, closes_at }: ResourceRow): { start: string; end: string } {
  const key = `${timezone} ${date} ${opens_at} ${closes_at}`
  const known = opened.get(key)
  if (known) return known
  const at = (minutes: number) =>
    Temporal.PlainDate.from(date)
      .toZonedDateTime({
        timeZone: timezone,
        plainTime: Temporal.PlainTime.from({ hour: Math.floor(minutes / 60), minute: minutes % 60 }),
      })
      .toInstant()
      .toString()
  const open = { start: at(opens_at), end: at(closes_at) }
  opened.set(key, open)
  return open
}
