import type { BulkMoveId, LocationId, VisitId } from '../ids.ts'
import type { Sealed } from '../schema.ts'
import type { Evidence, Participant, VisitClaim, VisitMovedData, VisitRequestedData } from './events.ts'

/** `start`, `end` and `now` are epoch milliseconds. */
export interface RequestVisit extends Omit<VisitRequestedData, 'start' | 'end' | 'at'> {
  readonly type: 'RequestVisit'
  readonly start: number
  readonly end: number
  /** The tenant confirms by itself: the visit is requested and confirmed in one. */
  readonly automaticConfirmation: boolean
  /** When the customer asked for it, epoch ms: not after `now`, and `now` unless it comes from another book. */
  readonly occurredAt?: number | undefined
  readonly now: number
}

/** Why, how it is known, and when it happened, epoch ms: not after `now`, and `now` unless it was done offline. */
interface Told {
  readonly reason?: Sealed | null
  readonly evidence?: Evidence | null
  readonly occurredAt?: number
  readonly now: number
}

export interface ConfirmVisit extends Told {
  readonly type: 'ConfirmVisit'
  readonly automatic: boolean
  /** The blocks and busy times that cover the visit now, as its slot streams tell. */
  readonly blockedBy?: readonly string[]
}

export interface CancelVisit extends Told {
  readonly type: 'CancelVisit'
  readonly reason: Sealed | null
  /** Through a channel, for the customer: bound by the cancellation window. Staff are not. */
  readonly byCustomer: boolean
  readonly cancelMinMinutes: number
  /** Where its series is called off: from when on, epoch ms. */
  readonly seriesFrom?: number | undefined
}

/** On the way, arrived, done, or never seen. */
export interface AdvanceVisit extends Told {
  readonly type: 'AdvanceVisit'
  readonly to: 'en_route' | 'checked_in' | 'completed' | 'no_show'
  /** The timer did it. */
  readonly automatic: boolean
}

/** Records on the visit that other time was reserved for it. The claims are there already; the former ones go afterwards. */
export interface MoveVisit {
  readonly type: 'MoveVisit'
  /** One more than the visit's, or else somebody else has moved it, or this move was given up. */
  readonly attempt: number
  readonly start: number
  readonly end: number
  readonly timezone: string
  readonly claims: VisitClaim[]
  readonly locationId: LocationId | null
  /** Those of the resources that nobody named. */
  readonly assignment?: VisitMovedData['assignment']
  readonly reason: Sealed | null
  readonly override: { readonly reason: Sealed } | null
  readonly bulkMoveId?: BulkMoveId
  /** For the customer: bound by the rescheduling window. Staff are not. */
  readonly byCustomer: boolean
  readonly rescheduleMinMinutes: number
  readonly now: number
}

/** The watchdog's fence against a booking or a move that died half way. */
export interface AbandonVisit {
  readonly type: 'AbandonVisit'
  readonly visitId: VisitId
  readonly attempt: number
  /** Those of the attempt that are known to have been taken. */
  readonly claims?: readonly VisitClaim[]
  readonly now: number
}

export interface AddNote {
  readonly type: 'AddNote'
  readonly noteId: string
  readonly note: Sealed
  readonly now: number
}

/** What came of the visit. A later one takes the place of the first. */
export interface RecordOutcome {
  readonly type: 'RecordOutcome'
  readonly result: string
  readonly note: Sealed | null
  readonly now: number
}

export interface AddParticipant {
  readonly type: 'AddParticipant'
  readonly participant: Participant
  readonly now: number
}

/** Every manage link that was given out so far stops working. */
export interface RevokeLinks {
  readonly type: 'RevokeLinks'
  readonly now: number
}

export type VisitCommand =
  | RequestVisit
  | ConfirmVisit
  | CancelVisit
  | AdvanceVisit
  | MoveVisit
  | AbandonVisit
  | AddNote
  | RecordOutcome
  | AddParticipant
  | RevokeLinks
