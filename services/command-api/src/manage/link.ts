import { type Request, startsForMove } from '@visita/agenda'
import { type Location, mayMove, minuteMs, StreamName, type VisitDetails, type VisitStatus } from '@visita/domain'
import { notFound, ProblemError } from '@visita/http'
import { toInstant } from '@visita/runtime'
import type { Deps } from '../app.ts'

/** One visit as its manage link shows it: no more than its customer needs. Instants are epoch ms. */
export interface ManagedVisit {
  readonly visit: VisitDetails
  readonly status: VisitStatus
  readonly typeName: string
  readonly location: Location | null
  /** Until when it can be cancelled and moved; null where it cannot. */
  readonly cancelUntil: number | null
  readonly moveUntil: number | null
  /** The next starts that it could move to, in order. */
  readonly starts: readonly number[]
}

/** A link is good until a day after the visit has ended, wherever it has moved meanwhile. */
const goodForMs = 24 * 60 * minuteMs
const startsShown = 12

/**
 * The visit behind a manage link, and the request of its customer.
 * @throws 404 for a token that nobody here has made; 410 `link-revoked` or `link-expired`
 */
export async function openLink({ aggregates, clock, manageLinks }: Deps, token: string, requestId: string) {
  const link = manageLinks.read(token)
  if (!link) throw notFound()
  const { tenant, visitId, generation } = link
  const { state, revision, position } = await aggregates.visit.load(StreamName.visit(tenant, visitId))
  const { visit, status } = state
  if (!visit) throw notFound()
  if (generation !== visit.linksGeneration) throw new ProblemError(410, 'link-revoked', 'This link has been revoked')
  const until = visit.end + goodForMs
  if (clock.now() > until) {
    throw new ProblemError(410, 'link-expired', 'This link has expired', { until: toInstant(until) })
  }
  const request: Request = {
    tenant,
    caller: { actor: `customer:${visit.customerId}`, role: 'customer' },
    requestId,
    channel: 'manage-link',
  }
  return { request, visit, status, revision, position }
}

/** What its customer may see and do now. */
export async function describe(
  deps: Deps,
  { request, visit, status }: Pick<Awaited<ReturnType<typeof openLink>>, 'request' | 'visit' | 'status'>,
): Promise<ManagedVisit> {
  const { aggregates, clock } = deps
  const { tenant } = request
  const [{ state: configured }, { state: typed }] = await Promise.all([
    aggregates.tenant.load(StreamName.tenant(tenant), 1000),
    aggregates.visitType.load(StreamName.visitType(tenant, visit.typeId), 1000),
  ])
  const { policies } = configured
  if (!policies) throw notFound()
  const now = clock.now()
  const until = (isPossible: boolean, minutes: number): number | null => {
    const last = visit.start - minutes * minuteMs
    return isPossible && now <= last ? last : null
  }
  const isAhead = status === 'pending' || status === 'confirmed'
  const moveUntil = until(mayMove(status, true), policies.rescheduleMinMinutes)
  return {
    visit,
    status,
    typeName: typed.visitType?.name ?? visit.typeId,
    location: (visit.locationId && configured.locations.get(visit.locationId)?.location) || null,
    cancelUntil: until(isAhead || status === 'en_route', policies.cancelMinMinutes),
    moveUntil,
    starts: moveUntil === null ? [] : await startsForMove(deps, tenant, visit, startsShown),
  }
}
