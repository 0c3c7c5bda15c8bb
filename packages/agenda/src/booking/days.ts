import {
  addDays,
  type Claim,
  ClaimId,
  type HoldId,
  type LocationId,
  localDate,
  type PersonId,
  type Policies,
  type Resource,
  type ResourcePool,
  StreamName,
  type TenantId,
  type VisitId,
  type VisitType,
} from '@visita/domain'
import type { Aggregates } from '../aggregates.ts'

/** What is asked of the agenda, apart from the start: the same for offering and for accepting. */
export interface Wish {
  readonly tenant: TenantId
  readonly visitType: VisitType
  readonly policies: Policies
  readonly seats: number
  /** Epoch ms. */
  readonly now: number
  /** The visit that asks: its own claims are not in its way. None asks for a hold. */
  readonly visitId?: VisitId
  /** The caller's own hold: while it is live nothing refuses what it covers. */
  readonly holdId?: HoldId
  /** Where it is to be, where somebody says so. */
  readonly locationId?: LocationId
  /** Whose visit it would be, where that is known: for who knows them. */
  readonly customerId?: PersonId
  /** What the tenant's strategy looks at: see `factsFor`. */
  readonly facts?: ResourcePool['facts']
  /** Staff overlap on purpose. */
  readonly ignoreClaims: boolean
  /** Staff and imports may leave notice, horizon and opening hours aside; never the overlap. */
  readonly skipRules: boolean
}

/** The same for a visit, which has claims. */
export type VisitWish = Wish & { readonly visitId: VisitId }

/** A resource on one of its local days, with everything that decides whether a start is open. */
export interface ResourceDay {
  readonly resource: Resource
  readonly date: string
  readonly stream: StreamName
  readonly claims: readonly Claim[]
  /** Ids of the claims that have ended on this day. */
  readonly ended: readonly string[]
}

/**
 * The claims of resources' local days. `maxAgeMs` is how old what is in memory may be: any age will do to choose what
 * to try, since the append checks it; a refusal, or an offer, wants to be current.
 */
export function createDays(aggregates: Aggregates, maxAgeMs?: number) {
  async function day(tenant: TenantId, resource: Resource, date: string): Promise<ResourceDay> {
    const stream = StreamName.slot(tenant, resource.id, date)
    const { state } = await aggregates.slot.load(stream, maxAgeMs)
    return { resource, date, stream, claims: state.claims, ended: state.ended }
  }
  return {
    on: day,
    at: (tenant: TenantId, resource: Resource, instant: number) =>
      day(tenant, resource, localDate(instant, resource.timezone)),
    near: (tenant: TenantId, resource: Resource, instant: number, days: number) =>
      day(tenant, resource, addDays(localDate(instant, resource.timezone), days)),
  }
}
export type Days = ReturnType<typeof createDays>

export const contextOf = (wish: Wish, { resource, claims }: ResourceDay) => ({
  resource,
  visitType: wish.visitType,
  policies: wish.policies,
  claims: wish.ignoreClaims ? [] : claims,
  ...(wish.visitId && { visitId: wish.visitId }),
  ...(wish.holdId && { holdId: wish.holdId }),
  ...(wish.locationId && { locationId: wish.locationId }),
  now: wish.now,
  seats: wish.seats,
  skipRules: wish.skipRules,
})

/** Whether this visit has, or once had, a claim on the day: its request has been here before. */
export const mentions = ({ visitId: own }: Wish, { resource, claims, ended }: ResourceDay): boolean =>
  own !== undefined &&
  (claims.some(({ visitId }) => visitId === own) || ended.includes(ClaimId.derive(own, 1, resource.id)))
