import { type Static, Type } from '@sinclair/typebox'
import { epochOf, instantOf, minuteMs, type Policies } from '@visita/domain'
import { type Language, orNull, UtcInstantText } from '@visita/http'
import type { AgendaRows, ClaimRow, NamedVisit } from '@visita/projections'
import type { AnswerClock } from '../answer-clock.ts'
import { IncidentSchema, incidentsOf } from './incidents.ts'
import { openTime } from './open-time.ts'

const Stretch = { start: UtcInstantText, end: UtcInstantText }

const AgendaVisitSchema = Type.Object({
  id: Type.String(),
  typeId: Type.String(),
  status: Type.String(),
  ...Stretch,
  seats: Type.Integer(),
  resourceIds: Type.Array(Type.String()),
  customerId: Type.String(),
  customerName: orNull(Type.String()),
  origin: Type.String(),
  /** Somebody overlapped on purpose, or booked outside hours. */
  override: Type.Boolean(),
})

export const AgendaDaySchema = Type.Object(
  {
    date: Type.String({ description: 'The local date of each resource' }),
    locationId: orNull(Type.String()),
    visitCount: Type.Integer({ description: 'Different visits of the day; one on two resources counts once' }),
    resources: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        kind: Type.String(),
        timezone: Type.String(),
        locationId: orNull(Type.String()),
        capacity: Type.Integer(),
        archived: Type.Boolean(),
        open: Type.Array(Type.Object(Stretch), { description: 'When it is open for visits of any type' }),
        visits: Type.Array(AgendaVisitSchema),
        holds: Type.Array(
          Type.Object({
            id: Type.String(),
            typeId: Type.String(),
            ...Stretch,
            seats: Type.Integer(),
            purpose: Type.String({ description: 'For whom it is kept: `booking`, `offer` or `series`' }),
            expiresAt: UtcInstantText,
          }),
        ),
        blocks: Type.Array(
          Type.Object({
            id: Type.String(),
            ...Stretch,
            source: orNull(
              Type.String({ description: 'The external calendar whose busy time it is; null for our own' }),
            ),
            externalId: orNull(Type.String({ description: 'What that calendar calls it' })),
          }),
        ),
      }),
    ),
    next120Minutes: Type.Array(AgendaVisitSchema, {
      description: 'Visits that start within 120 minutes from now, whatever the date asked for',
    }),
    incidents: Type.Array(IncidentSchema, { description: 'The first to be due first' }),
  },
  { $id: 'AgendaDay' },
)
export type AgendaDay = Static<typeof AgendaDaySchema>

interface Asked {
  readonly date: string
  readonly locationId: string | null
  readonly clock: AnswerClock
  /** The tenant's; null where there are none. */
  readonly policies: Policies | null
  readonly language: Language
}

/**
 * The day as an answer. Everything that the rows hold is in it; nothing is cut off. `soon` are the tenant's visits of the next
 * hours, from which those of the next 120 minutes are taken.
 */
export function agendaDay(
  { resources, claims, visits }: AgendaRows,
  soon: readonly NamedVisit[],
  asked: Asked,
): AgendaDay {
  const { clock, policies, language } = asked
  const isLive = ({ expires_at }: ClaimRow) => expires_at === null || !clock.passed(epochOf(expires_at))
  const byResource = Map.groupBy(claims, ({ resource_id }) => resource_id)
  return {
    date: asked.date,
    locationId: asked.locationId,
    visitCount: visits.size,
    resources: resources.map(({ document, archived }) => {
      const taken = byResource.get(document.id) ?? []
      return {
        id: document.id,
        name: document.name,
        kind: document.kind,
        timezone: document.timezone,
        locationId: document.locationId ?? null,
        capacity: document.capacity,
        archived,
        open: archived
          ? []
          : openTime(document, asked.date, policies?.holidays ?? []).map(({ from, until }) => ({
              start: instantOf(from),
              end: instantOf(until),
            })),
        visits: taken.flatMap(({ visit_id }) => {
          const visit = visit_id === null ? undefined : visits.get(visit_id)
          return visit ? [agendaVisit(visit)] : []
        }),
        holds: taken.filter((claim) => claim.kind === 'hold' && isLive(claim)).map(hold),
        blocks: taken.filter(({ kind }) => kind === 'block').map(block),
      }
    }),
    next120Minutes: soon.filter((visit) => startsSoon(visit, clock)).map(agendaVisit),
    incidents: resources
      .flatMap(({ document: resource }) =>
        incidentsOf({ resource, rows: byResource.get(resource.id) ?? [], visits, clock, policies, language }),
      )
      .sort((a, b) => epochOf(a.dueAt) - epochOf(b.dueAt)),
  }
}

export const soonMs = 120 * minuteMs

/** Within 120 minutes, and one that starts at this very instant is still ahead. */
function startsSoon({ starts_at }: NamedVisit, { passed }: AnswerClock): boolean {
  const start = epochOf(starts_at)
  return passed(start - soonMs + 1) && !passed(start + 1)
}

const block = ({ claim_id, starts_at, ends_at, source, external_id }: ClaimRow) => ({
  id: claim_id,
  start: starts_at,
  end: ends_at,
  source,
  externalId: external_id,
})

const hold = ({ claim_id, type_id, starts_at, ends_at, seats, expires_at, purpose }: ClaimRow) => ({
  id: claim_id,
  typeId: type_id ?? '',
  start: starts_at,
  end: ends_at,
  seats,
  purpose: purpose ?? 'booking',
  expiresAt: expires_at ?? instantOf(epochOf(ends_at)),
})

const agendaVisit = (visit: NamedVisit) => ({
  id: visit.visit_id,
  typeId: visit.type_id,
  status: visit.status,
  start: visit.starts_at,
  end: visit.ends_at,
  seats: visit.seats,
  resourceIds: [...visit.resource_ids],
  customerId: visit.customer_id,
  customerName: visit.full_name,
  origin: visit.origin,
  override: visit.overridden,
})
