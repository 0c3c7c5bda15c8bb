import { type Static, Type } from '@sinclair/typebox'
import {
  type Claim,
  claimConflict,
  epochOf,
  instantOf,
  type LocationId,
  lateAgentAfter,
  minuteMs,
  type Policies,
  type Resource,
  stringEnum,
  type VisitId,
} from '@visita/domain'
import { type Language, UtcInstantText } from '@visita/http'
import type { ClaimRow, NamedVisit } from '@visita/projections'
import type { AnswerClock } from '../answer-clock.ts'
import { colourOf, colours, lastCallOff } from '../urgency.ts'
import { incidentWords } from './words.ts'

/** Something that a person should look at. */
export const IncidentSchema = Type.Object({
  kind: stringEnum('overlap', 'blocked', 'unconfirmed', 'no-contact', 'late-agent', 'failed-message'),
  resourceId: Type.String(),
  visitIds: Type.Array(Type.String()),
  why: Type.String({ description: 'In the language that `accept-language` asks for' }),
  dueAt: { ...UtcInstantText, description: 'By when somebody should have acted; RFC 3339, UTC' },
  colour: stringEnum(...colours),
})
export type Incident = Static<typeof IncidentSchema>

/** What the incidents of one resource's day are judged by. */
interface Considered {
  readonly resource: Resource
  readonly rows: readonly ClaimRow[]
  readonly visits: ReadonlyMap<string, NamedVisit>
  readonly clock: AnswerClock
  readonly policies: Policies | null
  readonly language: Language
}

/**
 * What is not as it should be on one resource’s day. By the same overlap rule that bookings meet:
 * visits that take more than there is (only an override makes that), and visits under a block or an external calendar's busy time.
 * And visits that are on although nobody confirmed them, whose customer cannot be reached or was not by a critical
 * message, or whose agent is late.
 */
export function incidentsOf({ resource, rows, visits, clock, policies, language }: Considered): Incident[] {
  const words = incidentWords[language]
  const claims = rows.filter(({ kind }) => kind !== 'hold').map(claimOf)
  const incidents = new Map<string, Incident>()
  const add = (kind: Incident['kind'], visitIds: readonly string[], due: number, why: string) => {
    const ids = [...new Set(visitIds)].sort()
    const told = { kind, resourceId: resource.id, visitIds: ids, why }
    const key = `${kind} ${ids}`
    if (!incidents.has(key)) incidents.set(key, { ...told, dueAt: instantOf(due), colour: colourOf(due, clock) })
  }
  for (const claim of claims) {
    const visit = claim.visitId === undefined ? undefined : visits.get(claim.visitId)
    if (!visit || over.includes(visit.status)) continue
    const [start, end] = [epochOf(visit.starts_at), epochOf(visit.ends_at)]
    const others = claims.filter(
      ({ visitId, from, until }) => visitId !== claim.visitId && from < claim.until && claim.from < until,
    )
    if (others.length > 0) {
      const blocks = others.filter(({ kind }) => kind === 'block')
      const reservations = others.filter(({ kind }) => kind === 'reservation')
      const blocked = claimConflict(blocks, claim, resource.capacity, clock.now)
      if (blocked) {
        const calendar = busyCalendar(rows, blocked.with)
        add('blocked', [visit.visit_id], start, calendar === null ? words.blocked : words.busy(calendar))
      }
      const overlap = claimConflict(reservations, claim, resource.capacity, clock.now)
      if (overlap) {
        const beside = reservations.filter(({ id }) => overlap.with.includes(id))
        const ids = [visit.visit_id, ...beside.map(({ visitId }) => visitId ?? '')]
        add('overlap', ids, Math.min(start, ...beside.map(({ from }) => from)), words.overlap)
      }
    }
    if (clock.passed(end)) continue
    if (visit.status === 'pending' && clock.passed(start)) {
      add('unconfirmed', [visit.visit_id], start, words.unconfirmed)
    }
    if (visit.unreachable) add('no-contact', [visit.visit_id], lastCallOff(start, policies), words.noContact)
    if (visit.message_failed) {
      add('failed-message', [visit.visit_id], lastCallOff(start, policies), words.messageFailed)
    }
    if (resource.kind === 'agent') {
      const way = mustTravel(resource, claim) ? (policies?.travelMinutes ?? 0) * minuteMs : 0
      const late = start + lateAgentAfter(policies) * minuteMs
      if (['confirmed', 'en_route'].includes(visit.status) && clock.passed(late))
        add('late-agent', [visit.visit_id], start, words.notCheckedIn)
      else if (visit.status === 'confirmed' && way > 0 && clock.passed(start - way))
        add('late-agent', [visit.visit_id], start - way, words.notSetOut)
    }
  }
  return [...incidents.values()]
}

/** Somewhere else than where the agent works. */
const mustTravel = ({ locationId }: Resource, claim: Claim): boolean =>
  claim.locationId !== undefined && claim.locationId !== locationId

/** Null for our own block, which says more than a calendar that happens to be busy too. */
function busyCalendar(rows: readonly ClaimRow[], ids: readonly string[]): string | null {
  const sources = rows.flatMap(({ claim_id, source }) => (ids.includes(claim_id) ? [source] : []))
  return sources.includes(null) ? null : (sources[0] ?? null)
}

const over: readonly string[] = ['cancelled', 'completed', 'no_show']

const kinds = { visit: 'reservation', hold: 'hold', block: 'block' } as const

const claimOf = (row: ClaimRow): Claim => ({
  kind: kinds[row.kind],
  id: row.claim_id,
  ...(row.visit_id === null ? {} : { visitId: row.visit_id as VisitId }),
  from: epochOf(row.covers_from),
  until: epochOf(row.covers_until),
  seats: row.seats,
  ...(row.location_id === null ? {} : { locationId: row.location_id as LocationId }),
})
