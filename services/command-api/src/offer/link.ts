import type { IdempotentRequest } from '@visita/agenda'
import { EventId, type Location, StreamName } from '@visita/domain'
import { notFound } from '@visita/http'
import type { Deps } from '../app.ts'

/** One offer as its link shows it: no more than whoever waits needs. Instants are epoch ms. */
export interface OfferedTime {
  /** `ended`: declined, expired, or withdrawn. */
  readonly status: 'open' | 'accepted' | 'ended'
  readonly typeName: string
  readonly start: number
  readonly end: number
  readonly timezone: string
  readonly expiresAt: number
  readonly location: Location | null
  /** Of the visit that it has become. */
  readonly manageUrl: string | null
}

/**
 * The offer behind a link, and the request of whoever it was made to.
 * @throws 404 for a token that nobody here has made
 */
export async function openOfferLink(deps: Deps, token: string, requestId: string) {
  const link = deps.offerLinks.read(token)
  if (!link) throw notFound()
  const { tenant, entryId, number } = link
  const { state } = await deps.aggregates.waitlist.load(StreamName.waitlist(tenant, entryId), 0)
  const offer = state.entry?.offers.find((one) => one.number === number)
  if (!state.entry || !offer) throw notFound()
  // One link, one wish: whoever taps it twice has one visit.
  const key = EventId.derive('offer-link', entryId, number)
  const request: IdempotentRequest = {
    tenant,
    caller: { actor: `customer:${state.entry.customerId}`, role: 'customer' },
    requestId,
    channel: 'offer-link',
    idempotency: { key, fingerprint: key },
  }
  return { request, entry: state.entry, offer }
}

/** What there is to see of it now. */
export async function describeOffer(
  deps: Deps,
  { request: { tenant }, entry, offer }: Awaited<ReturnType<typeof openOfferLink>>,
): Promise<OfferedTime> {
  const { aggregates, clock } = deps
  const [first] = offer.resourceIds
  const [{ state: configured }, { state: typed }, held] = await Promise.all([
    aggregates.tenant.load(StreamName.tenant(tenant), 1000),
    aggregates.visitType.load(StreamName.visitType(tenant, entry.typeId), 1000),
    first ? aggregates.resource.load(StreamName.resource(tenant, first), 1000) : null,
  ])
  const resource = held?.state.resource ?? null
  const locationId = entry.locationId ?? resource?.locationId ?? null
  const isOpen = offer.outcome === 'open' && clock.now() < offer.expiresAt
  const isAccepted = offer.outcome === 'accepted' && entry.visitId !== null
  return {
    status: isAccepted ? 'accepted' : isOpen ? 'open' : 'ended',
    typeName: typed.visitType?.name ?? entry.typeId,
    start: offer.start,
    end: offer.end,
    timezone: resource?.timezone ?? configured.policies?.timezone ?? 'UTC',
    expiresAt: offer.expiresAt,
    location: (locationId && configured.locations.get(locationId)?.location) || null,
    manageUrl: isAccepted && entry.visitId ? deps.manageUrl(tenant, entry.visitId, 0) : null,
  }
}
