import type { HoldId, ResourceId, VisitId } from '../ids.ts'
import { epochOf } from '../instant.ts'
import type { SeriesEvent, SeriesPlannedData } from './events.ts'

/** An occurrence whose time is held. Instants are epoch milliseconds; `date` is local in the series' zone. */
export interface FeasibleOccurrence {
  readonly number: number
  readonly date: string
  readonly feasible: true
  readonly start: number
  readonly end: number
  readonly visitId: VisitId
  readonly holdId: HoldId
  readonly resourceIds: ResourceId[]
}

/** An occurrence that never was more than a date; without instants where the clock skips its time on that date. */
export interface InfeasibleOccurrence {
  readonly number: number
  readonly date: string
  readonly feasible: false
  readonly start: number | null
  readonly end: number | null
  readonly why: string
  /** As the event tells them: nobody counts with them. */
  readonly alternatives?: { start: string; end: string }[]
}

export type PlannedOccurrence = FeasibleOccurrence | InfeasibleOccurrence

export type OccurrenceResult =
  | { readonly kind: 'waiting' | 'booked' }
  | { readonly kind: 'failed'; readonly why: string }

export type SeriesOccurrence = (FeasibleOccurrence & { readonly result: OccurrenceResult }) | InfeasibleOccurrence
export type BookableOccurrence = Extract<SeriesOccurrence, { feasible: true }>

export interface SeriesDetails extends Omit<SeriesPlannedData, 'occurrences' | 'at'> {
  readonly plannedAt: number
  /** In the order of time. */
  readonly occurrences: readonly SeriesOccurrence[]
  /** Epoch ms: what was planned to start then or later is off; null while none of it is. */
  readonly cancelledFrom: number | null
}

export type SeriesState =
  | { readonly status: 'none'; readonly series: null }
  | { readonly status: 'planned' | 'settled'; readonly series: SeriesDetails }

export const initialSeries: SeriesState = { status: 'none', series: null }

export function evolveSeries(state: SeriesState, event: SeriesEvent): SeriesState {
  switch (event.type) {
    case 'SeriesPlanned': {
      const { occurrences, at, ...details } = event.data
      const series = {
        ...details,
        plannedAt: epochOf(at),
        occurrences: occurrences.map(occurrenceOf),
        cancelledFrom: null,
      }
      return { status: 'planned', series }
    }
    case 'SeriesOccurrenceBooked':
      return noted(state, event.data.number, { kind: 'booked' })
    case 'SeriesOccurrenceFailed':
      return noted(state, event.data.number, { kind: 'failed', why: event.data.why })
    case 'SeriesSettled':
      return state.series ? { ...state, status: 'settled' } : state
    case 'SeriesCancelled':
      return state.series ? { ...state, series: { ...state.series, cancelledFrom: epochOf(event.data.from) } } : state
    default:
      event satisfies never
      return state
  }
}

function occurrenceOf(recorded: SeriesPlannedData['occurrences'][number]): SeriesOccurrence {
  if (!recorded.feasible) {
    const { start, end } = recorded
    return { ...recorded, start: start === null ? null : epochOf(start), end: end === null ? null : epochOf(end) }
  }
  return {
    ...recorded,
    start: epochOf(recorded.start),
    end: epochOf(recorded.end),
    result: { kind: 'waiting' },
  }
}

function noted(state: SeriesState, number: number, result: OccurrenceResult): SeriesState {
  if (!state.series) return state
  const occurrences = state.series.occurrences.map((occurrence) =>
    occurrence.feasible && occurrence.number === number ? { ...occurrence, result } : occurrence,
  )
  return { ...state, series: { ...state.series, occurrences } }
}

const bookable = ({ series }: SeriesState): readonly BookableOccurrence[] =>
  series ? series.occurrences.filter((occurrence) => occurrence.feasible) : []

/** What still has to be booked: held, without a result, and not cancelled meanwhile. In the order of time. */
export function unsettledOccurrences(state: SeriesState): readonly BookableOccurrence[] {
  const cancelledFrom = state.series?.cancelledFrom ?? Number.POSITIVE_INFINITY
  return bookable(state).filter(({ result, start }) => result.kind === 'waiting' && start < cancelledFrom)
}

/**
 * What cancelling from `from` (epoch ms) takes away: the occurrences that were booked and planned to start then or later,
 * wherever their visits were moved since. Those cancelled before are among them.
 */
export const cancellableOccurrences = (state: SeriesState, from: number): readonly BookableOccurrence[] =>
  bookable(state).filter(({ result, start }) => result.kind === 'booked' && start >= from)
