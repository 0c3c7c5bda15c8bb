import type { LocationId, VisitId } from '../ids.ts'
import { minuteMs } from '../instant.ts'
import type { Policies, Resource, VisitType } from '../schema.ts'

/** A stretch of time, `[from, until)`, in epoch milliseconds. */
export interface Interval {
  readonly from: number
  readonly until: number
}

/** Something that takes a resource's time. `from` and `until` already include the buffers. */
export interface Claim extends Interval {
  readonly kind: 'reservation' | 'hold' | 'block'
  /** The claim's, hold's or block's own id. */
  readonly id: string
  readonly visitId?: VisitId
  /** Says nothing on a block: a block takes them all. */
  readonly seats: number
  /** Only on a hold: the first instant at which it blocks nobody any more. */
  readonly expiresAt?: number
  /** Where the visit takes place, when that is known. Never on a block. */
  readonly locationId?: LocationId
}

/** Whose claim it would be, and where. The claims of the same visit and the hold of the same id are not in its way. */
export interface Claimant {
  readonly visitId?: VisitId
  readonly holdId?: string
  readonly locationId?: LocationId
  /** How long the resource needs from one location to another: see `travelMs`. None where it does not travel. */
  readonly travelMs?: number
}

/** What somebody would like to claim, whenever. */
export interface WantedSeats extends Claimant {
  readonly seats: number
}

/** What somebody would like to claim. */
export interface WantedClaim extends WantedSeats, Interval {}

export type ConflictReason = 'reserved' | 'held' | 'blocked' | 'capacity'

export interface ClaimConflict {
  readonly reason: ConflictReason
  /** The ids of all that is in the way, in the order of `claims`. Empty when more is wanted than there ever is. */
  readonly with: readonly string[]
}

/**
 * What a visit from `start` to `end` (epoch milliseconds) claims: `[start − bufferBefore, end + bufferAfter)`. The buffers
 * belong to the claim and are added here and nowhere else.
 */
export const claimSpan = (
  start: number,
  end: number,
  { bufferBeforeMinutes, bufferAfterMinutes }: Buffers,
): Interval => ({
  from: start - bufferBeforeMinutes * minuteMs,
  until: end + bufferAfterMinutes * minuteMs,
})

/** How long this resource needs between two locations, in milliseconds: only who can move does. */
export const travelMs = (
  { kind }: Pick<Resource, 'kind'>,
  { travelMinutes }: Partial<Pick<Policies, 'travelMinutes'>>,
) => (kind === 'agent' || kind === 'vehicle' ? (travelMinutes ?? 0) * minuteMs : 0)

type Buffers = Pick<VisitType, 'bufferBeforeMinutes' | 'bufferAfterMinutes'>

/** A hold is live until it expires; anything else until it is ended. */
export const isLive = (claim: Claim, now: number): boolean => claim.expiresAt === undefined || claim.expiresAt > now

const intersects = (a: Interval, b: Interval) => a.from < b.until && b.from < a.until
/** The claimant's own claims and hold are not in its way. */
export const isOwn = (claim: Claim, wanted: Claimant): boolean =>
  claim.kind === 'hold' ? claim.id === wanted.holdId : claim.visitId !== undefined && claim.visitId === wanted.visitId
/** Where either location is not known, nobody can tell that there is a way between them. */
export const isElsewhere = (claim: Claim, { locationId, travelMs }: Claimant): boolean =>
  (travelMs ?? 0) > 0 && locationId !== undefined && claim.locationId !== undefined && claim.locationId !== locationId
/** Elsewhere, and nearer in time than the way takes. */
const isOutOfReach = (claim: Claim, wanted: Claimant & Interval) =>
  isElsewhere(claim, wanted) &&
  claim.from < wanted.until + (wanted.travelMs ?? 0) &&
  wanted.from < claim.until + (wanted.travelMs ?? 0)
const isRival = (claim: Claim, wanted: Claimant & Interval, now: number) =>
  (intersects(claim, wanted) || isOutOfReach(claim, wanted)) && isLive(claim, now) && !isOwn(claim, wanted)
/** How many seats it takes of a resource of that capacity. */
export const weight = (claim: Claim, capacity: number): number => (claim.kind === 'block' ? capacity : claim.seats)

/**
 * The overlap rule: at no instant may the seats of the live claims that cover it exceed the capacity; and between claims
 * at different locations there is time for the way, however many seats are free. Both what is offered and what is accepted
 * ask here, so that neither can promise what the other refuses.
 *
 * Gives null when the claim may be made at `now`, or else why not and what is in the way. On a capacity of one, and where
 * the way is too long, the reason names the strongest of what is in the way (blocked, then reserved, then held); on more
 * it is `blocked` where a block is among it, else `capacity`. The claims are those of one local day, so a way over midnight
 * is nobody's.
 */
export function claimConflict(
  claims: readonly Claim[],
  wanted: WantedClaim,
  capacity: number,
  now: number,
): ClaimConflict | null {
  if (wanted.seats > capacity) return { reason: 'capacity', with: [] }
  const rivals = claims.filter((claim) => isRival(claim, wanted, now))
  if (rivals.length === 0) return null
  const away = rivals.filter((claim) => isOutOfReach(claim, wanted))
  const crowding = overfull(
    rivals.filter((claim) => intersects(claim, wanted)),
    wanted,
    capacity,
  )
  const blocking = rivals.filter((claim) => away.includes(claim) || crowding.includes(claim))
  if (blocking.length === 0) return null
  return { reason: reasonOf(blocking, capacity > 1 && away.length === 0), with: blocking.map(({ id }) => id) }
}

/**
 * Whether the wanted claim redeems its own hold: live at `now`, and covering the time and the seats. A hold is a promise:
 * once given, neither a block nor an overlap on purpose that came later takes it back. For who travels it promises one
 * location.
 */
export const keepsPromise = (claims: readonly Claim[], wanted: WantedClaim, now: number): boolean =>
  wanted.holdId !== undefined &&
  claims.some((claim) => promises(claim, wanted, now) && claim.from <= wanted.from && wanted.until <= claim.until)

/** Whether it is the claimant's own hold, live at `now`, and for these seats and this location: see `keepsPromise`. */
export const promises = (claim: Claim, wanted: WantedSeats, now: number): boolean =>
  claim.kind === 'hold' &&
  claim.id === wanted.holdId &&
  isLive(claim, now) &&
  wanted.seats <= claim.seats &&
  ((wanted.travelMs ?? 0) === 0 || wanted.locationId === undefined || claim.locationId === wanted.locationId)

/**
 * How many more seats could be claimed over the whole of the claimant's interval at `now`: the capacity less the fullest
 * instant's claims, never below zero; and none where a claim elsewhere is out of reach.
 */
export function seatsLeft(
  claims: readonly Claim[],
  claimant: Claimant & Interval,
  capacity: number,
  now: number,
): number {
  const rivals = claims.filter((claim) => isRival(claim, claimant, now))
  if (rivals.some((claim) => isOutOfReach(claim, claimant))) return 0
  let fullest = 0
  for (const instant of criticalInstants(rivals, claimant)) {
    fullest = Math.max(fullest, seatsAt(rivals, instant, capacity))
  }
  return Math.max(0, capacity - fullest)
}

/** Those of the rivals that cover an instant at which the wanted seats do not fit beside them. */
function overfull(rivals: readonly Claim[], wanted: WantedClaim, capacity: number): readonly Claim[] {
  const room = capacity - wanted.seats
  // On a capacity of one any rival is one too many; and where even all of them together fit, no instant is too full.
  if (room === 0) return rivals
  if (rivals.reduce((sum, claim) => sum + weight(claim, capacity), 0) <= room) return []
  const crowded = criticalInstants(rivals, wanted).filter((instant) => seatsAt(rivals, instant, capacity) > room)
  return rivals.filter((claim) => crowded.some((instant) => covers(claim, instant)))
}

/** The sum only grows where a claim begins, so its maximum stands at one of these instants. */
const criticalInstants = (rivals: readonly Claim[], interval: Interval): readonly number[] => [
  ...new Set([interval.from, ...rivals.map(({ from }) => from).filter((from) => from > interval.from)]),
]

const covers = (claim: Interval, instant: number) => claim.from <= instant && instant < claim.until

function seatsAt(rivals: readonly Claim[], instant: number, capacity: number): number {
  let seats = 0
  for (const claim of rivals) if (covers(claim, instant)) seats += weight(claim, capacity)
  return seats
}

function reasonOf(blocking: readonly Claim[], isFull: boolean): ConflictReason {
  if (blocking.some(({ kind }) => kind === 'block')) return 'blocked'
  if (isFull) return 'capacity'
  return blocking.some(({ kind }) => kind === 'reservation') ? 'reserved' : 'held'
}
