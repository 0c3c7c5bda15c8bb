import type { Sealed } from '../schema.ts'
import type { SeriesPlannedData } from './events.ts'
import type { PlannedOccurrence } from './state.ts'

/** `now`, `from` and the instants of the occurrences are epoch milliseconds, as in all of these. */
export interface PlanSeries extends Omit<SeriesPlannedData, 'occurrences' | 'at'> {
  readonly type: 'PlanSeries'
  readonly occurrences: readonly PlannedOccurrence[]
  readonly now: number
}

/** The visit that the plan names for this occurrence is there. */
export interface NoteOccurrenceBooked {
  readonly type: 'NoteOccurrenceBooked'
  readonly number: number
  readonly now: number
}

/** `why` is a rejection's type, or the reason of a `slot-unavailable`. */
export interface NoteOccurrenceFailed {
  readonly type: 'NoteOccurrenceFailed'
  readonly number: number
  readonly why: string
  readonly now: number
}

export interface SettleSeries {
  readonly type: 'SettleSeries'
  readonly now: number
}

/** From an instant on. Again with an earlier one takes more of the series away. */
export interface CancelSeries {
  readonly type: 'CancelSeries'
  readonly from: number
  readonly reason: Sealed | null
  readonly now: number
}

export type SeriesCommand = PlanSeries | NoteOccurrenceBooked | NoteOccurrenceFailed | SettleSeries | CancelSeries
