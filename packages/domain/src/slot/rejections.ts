import type { ConflictReason } from '../availability/claims.ts'

/** Somebody else has the time. `conflictsWith` are the ids of the claims, holds and blocks in the way. */
export interface SlotUnavailable {
  readonly type: 'slot-unavailable'
  readonly reason: ConflictReason
  readonly conflictsWith: readonly string[]
}

/** This claim, hold or block was live once and is over. It never comes back; asking anew takes a new id. */
export interface ClaimEnded {
  readonly type: 'claim-ended'
}

/** Whoever asks has as many live holds on this day as one may have. */
export interface TooManyHolds {
  readonly type: 'too-many-holds'
  readonly limit: number
  /** RFC 3339, UTC: when the first of them runs out. */
  readonly until: string
}

export type SlotRejection = SlotUnavailable | ClaimEnded | TooManyHolds
