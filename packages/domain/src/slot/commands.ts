import type { BlockId, ClaimId, HoldId, VisitId, VisitTypeId } from '../ids.ts'
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
}

export interface ReleaseHold {
  readonly type: 'ReleaseHold'
  readonly holdId: HoldId
  readonly now: number
}

/** Lays an operational block, over whatever is there: the visits under it stay, and whoever lays it is told of them. */
export interface BlockSlot {
  readonly type: 'BlockSlot'
  readonly blockId: BlockId
  readonly from: number
  readonly until: number
}

export interface UnblockSlot {
  readonly type: 'UnblockSlot'
  readonly blockId: BlockId
}

export type SlotCommand = ReserveSlot | ReleaseSlot | HoldSlot | ReleaseHold | BlockSlot | UnblockSlot
