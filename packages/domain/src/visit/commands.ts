import type { Sealed } from '../schema.ts'
import type { VisitRequestedData } from './events.ts'

/** `start`, `end` and `now` are epoch milliseconds. */
export interface RequestVisit extends Omit<VisitRequestedData, 'start' | 'end' | 'at'> {
  readonly type: 'RequestVisit'
  readonly start: number
  readonly end: number
  /** The tenant confirms by itself: the visit is requested and confirmed in one. */
  readonly automaticConfirmation: boolean
  readonly now: number
}

export interface ConfirmVisit {
  readonly type: 'ConfirmVisit'
  readonly automatic: boolean
  readonly now: number
}

export interface CancelVisit {
  readonly type: 'CancelVisit'
  readonly reason: Sealed | null
  /** Through a channel, for the customer: bound by the cancellation window. Staff are not. */
  readonly byCustomer: boolean
  readonly cancelMinMinutes: number
  readonly now: number
}

/** The watchdog's fence against a booking that died half way. */
export interface AbandonVisit {
  readonly type: 'AbandonVisit'
  readonly visitId: VisitRequestedData['visitId']
  readonly attempt: number
  readonly now: number
}

export type VisitCommand = RequestVisit | ConfirmVisit | CancelVisit | AbandonVisit
