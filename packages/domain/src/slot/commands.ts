import type { BlockId, ClaimId, HoldId, LocationId, VisitId, VisitTypeId } from '../ids.ts'
import type { Sealed } from '../schema.ts'

/** Instants are epoch milliseconds. `capacity` is the resource's, as it is configured when the command is sent. */
interface Wanted {
  readonly typeId: VisitTypeId
  readonly start: number
  readonly end: number
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  readonly seats: number
  readonly capacity: number
  /** Where the visit takes place; and how long this resource needs between two places, zero where it does not travel. */
  readonly locationId?: LocationId | null
  readonly travelMinutes?: number
  readonly now: number
}

export interface ReserveSlot extends Wanted {
  readonly type: 'ReserveSlot'
  readonly claimId: ClaimId
  readonly visitId: VisitId
  /** The visit's attempt, from 1. */
  readonly attempt: number
  /** The caller's own hold, which becomes this reservation. While it is live and covers what is wanted, nothing refuses. */
  readonly holdId?: HoldId
  /** Staff overlap on purpose: the claims of others are not looked at, and the event says why. */
  readonly override?: { readonly reason: Sealed }
}

export type ReleaseCause = 'cancelled' | 'abandoned' | 'refused' | 'moved'

export interface ReleaseSlot {
  readonly type: 'ReleaseSlot'
  readonly claimId: ClaimId
  readonly visitId: VisitId
  readonly cause: ReleaseCause
}

export interface HoldSlot extends Wanted {
  readonly type: 'HoldSlot'
  readonly holdId: HoldId
  readonly expiresAt: number
  readonly purpose: HoldPurpose
  /** Who holds, as the log names them, and how many live holds for a booking they may have on this day. */
  readonly heldBy?: string
  readonly mostHeld?: number
}

/** For somebody who is about to book; an offer to somebody who waits; a series that is being put together. */
export type HoldPurpose = 'booking' | 'offer' | 'series'

export interface ReleaseHold {
  readonly type: 'ReleaseHold'
  readonly holdId: HoldId
  readonly now: number
}

/**
 * Lays an operational block, or the busy time of an external calendar (then with its `source`). Visits and live holds in
 * the way refuse it, or stay under it.
 */
export interface BlockSlot {
  readonly type: 'BlockSlot'
  readonly blockId: BlockId
  readonly from: number
  readonly until: number
  readonly onConflict: 'keep' | 'refuse'
  readonly source?: string
  readonly externalId?: string
  readonly now: number
}

export interface UnblockSlot {
  readonly type: 'UnblockSlot'
  readonly blockId: BlockId
}

export type SlotCommand = ReserveSlot | ReleaseSlot | HoldSlot | ReleaseHold | BlockSlot | UnblockSlot
