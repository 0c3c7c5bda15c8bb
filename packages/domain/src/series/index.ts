import type { Decider } from '../decider.ts'
import type { SeriesCommand } from './commands.ts'
import { decideSeries } from './decide.ts'
import type { SeriesEvent } from './events.ts'
import type { SeriesRejection } from './rejections.ts'
import { evolveSeries, initialSeries, type SeriesState } from './state.ts'

export type * from './commands.ts'
export * from './events.ts'
export type {
  OccurrenceNotFound,
  SeriesDoesNotFit,
  SeriesExists,
  SeriesNotFound,
  SeriesRejection,
  SeriesUnsettled,
} from './rejections.ts'
export * from './starts.ts'
export type {
  BookableOccurrence,
  FeasibleOccurrence,
  InfeasibleOccurrence,
  OccurrenceResult,
  PlannedOccurrence,
  SeriesDetails,
  SeriesOccurrence,
  SeriesState,
} from './state.ts'
export { cancellableOccurrences, unsettledOccurrences } from './state.ts'

/** Recurring visits of one customer as one plan. Each occurrence that fits becomes a visit of its own. */
export const series: Decider<SeriesState, SeriesCommand, SeriesEvent, SeriesRejection> = {
  category: 'series',
  initial: initialSeries,
  decide: decideSeries,
  evolve: evolveSeries,
}
