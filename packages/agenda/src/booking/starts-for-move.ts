import type { TenantId, VisitDetails } from '@visita/domain'
import type { Agenda } from '../agenda.ts'
import { alternatives } from './alternatives.ts'
import type { VisitWish } from './days.ts'
import { destinationOf } from './destination.ts'

/** The next starts, up to `limit` and in order, to which a visit could move with the resources that it has. Epoch ms. */
export async function startsForMove(
  agenda: Agenda,
  tenant: TenantId,
  visit: VisitDetails,
  limit: number,
): Promise<readonly number[]> {
  const now = agenda.clock.now()
  const [policies, { visitType, needs }] = await Promise.all([
    agenda.configuration.policies(tenant),
    destinationOf(agenda, tenant, visit, {}, false),
  ])
  const wish: VisitWish = {
    tenant,
    visitId: visit.visitId,
    visitType,
    policies,
    seats: visit.seats,
    now,
    ignoreClaims: false,
    skipRules: false,
  }
  // What has begun is too soon, so those nearest to now are the next ones.
  const nearest = await alternatives(agenda.days, wish, needs, now, limit + 1)
  return nearest
    .filter((start) => start !== visit.start)
    .sort((a, b) => a - b)
    .slice(0, limit)
}
