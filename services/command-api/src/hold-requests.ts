import {
  answeredBefore,
  type Booked,
  type BookingRequest,
  holdTime,
  type IdempotentRequest,
  keyReused,
  type RedeemedHold,
  type Request,
  releaseHold,
  requestVisit,
  tooManyHolds,
} from '@visita/agenda'
import { HoldId, type LocationId, type ResourceId, StreamName, type TenantId, type VisitTypeId } from '@visita/domain'
import { notFound, ProblemError } from '@visita/http'
import type { NotedHold } from '@visita/read-store'
import { parseInstant, toInstant } from '@visita/runtime'
import type { Deps } from './app.ts'

/** What a caller wants to be held. */
export interface HoldRequest {
  readonly typeId: VisitTypeId
  /** Epoch ms. */
  readonly start: number
  readonly resourceIds?: readonly ResourceId[] | undefined
  readonly locationId?: LocationId | undefined
  readonly seats: number
  /** Whom it is for, in the caller's own words: only a keyed hash is kept. */
  readonly customer?: string | undefined
}

/** The answer, as it is noted for whoever asks again. Instants are RFC 3339, UTC. */
interface Noted {
  readonly holdId: HoldId
  readonly start: string
  readonly end: string
  readonly resourceIds: readonly ResourceId[]
  readonly expiresAt: string
  readonly position: string
}
export interface TakenHold extends Noted {
  readonly replayed: boolean
}

/** Nobody holds a whole day: so many live holds of one key on one resource's day, and of one customer anywhere. */
const mostOfKey = 5
const mostOfCustomer = 3
/** So long after it ran out a hold can still be named. */
const rememberedMs = 24 * 60 * 60_000

/**
 * Holds time for a booking. Which of several resources hold it no stream knows, so it is noted before the first is touched;
 * which request it answers neither. Killed in between, the same request goes on with the same hold, or, once that has run
 * out, with a new one; asked by nobody again, it runs out.
 * @throws ProblemError as `holdTime`; 422 for a key that was used for something else
 */
export async function takeHold(deps: Deps, request: IdempotentRequest, wish: HoldRequest): Promise<TakenHold> {
  const { requests, holds, hashing, configuration, clock } = deps
  const { tenant, caller } = request
  const { key, fingerprint } = request.idempotency
  const begun = await begin()
  if ('answer' in begun) return { ...begun.answer, replayed: true }

  const { holdId, earlier } = begun
  const { holdSeconds } = await configuration.policies(tenant)
  const heldBy = caller.actor
  try {
    const held = await holdTime(deps, request, {
      ...wish,
      resourceIds: earlier?.places.map(({ resourceId }) => resourceId as ResourceId) ?? wish.resourceIds,
      holdId,
      purpose: 'booking',
      ttlMs: holdSeconds * 1000,
      heldBy,
      mostHeld: mostOfKey,
      async onChosen(places, expiresAt) {
        const now = clock.now()
        const resourceIds = places.map(({ resourceId }) => resourceId)
        const hold: NotedHold = {
          holdId,
          typeId: wish.typeId,
          start: toInstant(wish.start),
          seats: wish.seats,
          places: places.map(({ resourceId, date }) => ({ resourceId, date })),
          chosen: earlier?.chosen ?? resourceIds.filter((id) => !wish.resourceIds?.includes(id)),
          heldBy,
          customerDigest: wish.customer === undefined ? null : hashing.secret('hold customer', tenant, wish.customer),
          expiresAt: toInstant(expiresAt),
        }
        const limits = { mostOfCustomer, now: toInstant(now), sweepBefore: toInstant(now - rememberedMs) }
        const until = await holds.note(tenant, hold, limits)
        if (until !== null) throw tooManyHolds({ limit: mostOfCustomer, until }, now)
      },
    })
    const answer: Noted = {
      holdId,
      start: toInstant(held.start),
      end: toInstant(held.end),
      resourceIds: held.claims.map(({ resourceId }) => resourceId),
      expiresAt: toInstant(held.expiresAt),
      position: String(held.position),
    }
    await requests.answer(tenant, key, answer)
    return { ...answer, replayed: false }
  } catch (error) {
    if (error instanceof ProblemError) {
      await holds.end(tenant, holdId)
      await requests.forget(tenant, key)
    }
    throw error
  }

  async function begin(): Promise<{ answer: Noted } | { holdId: HoldId; earlier: NotedHold | null }> {
    for (;;) {
      const known = await requests.begin<Noted>(tenant, key, fingerprint)
      if (known.kind === 'reused') throw keyReused()
      if (known.kind === 'answered') return { answer: known.answer }
      const holdId = HoldId.derive(tenant, key, known.id)
      const earlier = known.again ? await holds.find(tenant, holdId) : null
      if (!earlier || parseInstant(earlier.expiresAt) > clock.now()) return { holdId, earlier }
      await requests.forget(tenant, key)
    }
  }
}

/** Gives a hold back; one that is over already stays so. Answers the position. @throws 404 */
export async function endHold(deps: Deps, request: Request, holdId: HoldId): Promise<bigint> {
  const { tenant } = request
  const hold = await deps.holds.find(tenant, holdId)
  if (!hold) throw notFound()
  const streams = hold.places.map(({ resourceId, date }) => StreamName.slot(tenant, resourceId as ResourceId, date))
  const position = await releaseHold(deps, request, holdId, streams)
  await deps.holds.end(tenant, holdId)
  return position
}

/**
 * Books what was held. While the hold is live nothing refuses it; once it has run out this is a booking like any other, on
 * the resources that were held.
 * @throws 404 for a hold that nobody knows; 422 `hold-does-not-match`; and as `requestVisit`
 */
export async function bookHeld(
  deps: Deps,
  request: IdempotentRequest,
  holdId: HoldId,
  booking: BookingRequest,
): Promise<Booked> {
  const { tenant } = request
  const hold = await redeemable(deps, tenant, holdId, booking).catch((error: unknown) => {
    if (error instanceof ProblemError) return error
    throw error
  })
  if (hold instanceof ProblemError) {
    // It may have been swept since; who asks again still gets the same answer.
    const before = await answeredBefore(deps, request)
    if (before) return before
    throw hold
  }
  const booked = await requestVisit(deps, request, { ...booking, hold })
  // Only so that it does not count as one more of the customer's. Should that fail, it does until it runs out.
  if (!booked.replayed) await deps.holds.end(tenant, holdId).catch(() => {})
  return booked
}

/** Whether it is still live, its slot streams say. */
async function redeemable(
  { holds }: Deps,
  tenant: TenantId,
  holdId: HoldId,
  booking: BookingRequest,
): Promise<RedeemedHold> {
  const hold = await holds.find(tenant, holdId)
  if (!hold) throw notFound()
  const resourceIds = hold.places.map(({ resourceId }) => resourceId as ResourceId)
  const { typeId, start, seats } = hold
  const isSame =
    booking.typeId === typeId &&
    booking.start === parseInstant(start) &&
    booking.seats === seats &&
    (booking.resourceIds?.every((id) => resourceIds.includes(id)) ?? true)
  if (!isSame) {
    const held = { typeId, start, seats, resourceIds }
    throw new ProblemError(422, 'hold-does-not-match', 'Something else was held than is to be booked', { holdId, held })
  }
  return { holdId, resourceIds, chosen: hold.chosen as ResourceId[] }
}
