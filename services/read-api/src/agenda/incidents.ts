import { type Static, Type } from '@sinclair/typebox'
import { type Claim, claimConflict, epochOf, type Resource, type VisitId } from '@visita/domain'
import type { AgendaVisitRow, ClaimRow } from '@visita/projections'

/** Something that a person should look at. */
export const IncidentSchema = Type.Object({
  kind: Type.String({ enum: ['overlap', 'blocked', 'unconfirmed'] }),
  resourceId: Type.String(),
  visitIds: Type.Array(Type.String()),
  why: Type.String(),
})
export type Incident = Static<typeof IncidentSchema>

/**
 * What is not as it should be on one resource's day: visits that take more than there is (only an override makes that),
 * visits under a block or an external calendar's busy time, and visits that are on although nobody confirmed them. By the same overlap rule that bookings meet.
 */
export function incidentsOf(
  resource: Resource,
  rows: readonly ClaimRow[],
  visits: ReadonlyMap<string, AgendaVisitRow>,
  now: number,
): Incident[] {
  const claims = rows.map(claimOf)
  const incidents = new Map<string, Incident>()
  const add = (kind: Incident['kind'], visitIds: readonly string[], why: string) => {
    const ids = [...new Set(visitIds)].sort()
    incidents.set(`${kind} ${ids}`, { kind, resourceId: resource.id, visitIds: ids, why })
  }
  for (const claim of claims) {
    const visit = claim.visitId === undefined ? undefined : visits.get(claim.visitId)
    if (!visit || over.includes(visit.status)) continue
    const others = claims.filter(({ visitId, kind }) => visitId !== claim.visitId && kind !== 'hold')
    const blocks = others.filter(({ kind }) => kind === 'block')
    const reservations = others.filter(({ kind }) => kind === 'reservation')
    const blocked = claimConflict(blocks, claim, resource.capacity, now)
    if (blocked) add('blocked', [visit.visit_id], whyBlocked(rows, blocked.with))
    const overlap = claimConflict(reservations, claim, resource.capacity, now)
    if (overlap) {
      const beside = reservations.filter(({ id }) => overlap.with.includes(id)).map(({ visitId }) => visitId ?? '')
      add('overlap', [visit.visit_id, ...beside], 'Together they take more than there is.')
    }
    if (visit.status === 'pending' && epochOf(visit.starts_at) <= now && now < epochOf(visit.ends_at)) {
      add('unconfirmed', [visit.visit_id], 'It began without having been confirmed.')
    }
  }
  return [...incidents.values()]
}

/** Our own block says more than a calendar that happens to be busy too. */
function whyBlocked(rows: readonly ClaimRow[], ids: readonly string[]): string {
  const sources = rows.flatMap(({ claim_id, source }) => (ids.includes(claim_id) ? [source] : []))
  return sources.includes(null) ? 'It lies under a block.' : `The calendar ${sources[0]} is busy then.`
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
  ...(row.expires_at === null ? {} : { expiresAt: epochOf(row.expires_at) }),
})
