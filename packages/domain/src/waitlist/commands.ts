import type { VisitId } from '../ids.ts'
import type { WaitlistJoinedData, WaitlistOfferedData } from './events.ts'

/** `from`, `to` and `now` are epoch milliseconds, as all instants in these. */
export interface JoinWaitlist extends Omit<WaitlistJoinedData, 'from' | 'to' | 'at'> {
  readonly type: 'JoinWaitlist'
  readonly from: number
  readonly to: number
  readonly now: number
}

/** The hold is laid before this is sent, and released again where this is refused. */
export interface OfferTime extends Pick<WaitlistOfferedData, 'holdId' | 'resourceIds' | 'claims'> {
  readonly type: 'OfferTime'
  readonly start: number
  readonly end: number
  readonly expiresAt: number
  readonly now: number
}

/** Which offer: the newest where it is not said. */
export interface DeclineOffer {
  readonly type: 'DeclineOffer'
  readonly number?: number
  readonly now: number
}

/** The timer's, once the offer has expired. */
export interface LapseOffer {
  readonly type: 'LapseOffer'
  readonly number: number
  readonly now: number
}

/**
 * The offer, the newest where it is not said, became this visit. `now` is when they accepted: the visit is booked before this
 * is sent, and where the timer was faster meanwhile, it holds all the same.
 */
export interface AcceptOffer {
  readonly type: 'AcceptOffer'
  readonly number?: number
  readonly visitId: VisitId
  readonly now: number
}

export interface LeaveWaitlist {
  readonly type: 'LeaveWaitlist'
  readonly now: number
}

/** The timer's, once the window has passed. */
export interface CloseEntry {
  readonly type: 'CloseEntry'
  readonly now: number
}

export type WaitlistCommand =
  | JoinWaitlist
  | OfferTime
  | DeclineOffer
  | LapseOffer
  | AcceptOffer
  | LeaveWaitlist
  | CloseEntry
