import { invalid } from '../configuration.ts'
import { accept, type Decision, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { CancelSeries, PlanSeries, SeriesCommand } from './commands.ts'
import type { SeriesEvent, SeriesPlannedData } from './events.ts'
import type { SeriesRejection } from './rejections.ts'
import { seriesErrors } from './starts.ts'
import {
  type BookableOccurrence,
  type PlannedOccurrence,
  type SeriesDetails,
  type SeriesState,
  unsettledOccurrences,
} from './state.ts'

type SeriesDecision = Decision<SeriesEvent, SeriesRejection>

export function decideSeries(command: SeriesCommand, state: SeriesState): SeriesDecision {
  if (command.type === 'PlanSeries') return plan(command, state)
  if (state.status === 'none') return reject({ type: 'series-not-found' })
  const { series } = state
  const happened = { seriesId: series.seriesId, at: instantOf(command.now) }
  switch (command.type) {
    case 'NoteOccurrenceBooked': {
      const { number } = command
      const occurrence = find(series, number)
      if (!occurrence) return reject({ type: 'occurrence-not-found', number })
      // That the visit is there is a fact, also where somebody had given it up.
      if (occurrence.result.kind === 'booked') return accept()
      const { visitId } = occurrence
      return accept({ type: 'SeriesOccurrenceBooked', data: { ...happened, number, visitId } })
    }
    case 'NoteOccurrenceFailed': {
      const { number, why } = command
      const occurrence = find(series, number)
      if (!occurrence) return reject({ type: 'occurrence-not-found', number })
      if (occurrence.result.kind !== 'waiting') return accept()
      return accept({ type: 'SeriesOccurrenceFailed', data: { ...happened, number, why } })
    }
    case 'SettleSeries': {
      if (state.status === 'settled') return accept()
      const numbers = unsettledOccurrences(state).map(({ number }) => number)
      if (numbers.length > 0) return reject({ type: 'series-unsettled', numbers })
      return accept({
        type: 'SeriesSettled',
        data: { ...happened, booked: resultCount(series, 'booked'), failed: resultCount(series, 'failed') },
      })
    }
    case 'CancelSeries':
      return cancel(command, series)
  }
}

function plan(command: PlanSeries, { status }: SeriesState): SeriesDecision {
  if (status !== 'none') return reject({ type: 'series-exists' })
  const { type: _, occurrences, now, ...details } = command
  const { timezone, repeat, mode } = details
  // The first is as it was asked for, so its clock time is one that exists.
  const start = occurrences[0]?.start ?? null
  const problem = start === null ? null : invalid(seriesErrors({ start, timezone, repeat }))
  if (problem) return reject(problem)
  const unfit = occurrences.filter(({ feasible }) => !feasible).map(({ number }) => number)
  if (unfit.length === occurrences.length || (mode === 'all-or-nothing' && unfit.length > 0)) {
    return reject({ type: 'series-does-not-fit', numbers: unfit })
  }
  return accept({
    type: 'SeriesPlanned',
    data: { ...details, occurrences: occurrences.map(recorded), at: instantOf(now) },
  })
}

function recorded(occurrence: PlannedOccurrence): SeriesPlannedData['occurrences'][number] {
  const instantOrNull = (ms: number | null) => (ms === null ? null : instantOf(ms))
  return occurrence.feasible
    ? { ...occurrence, start: instantOf(occurrence.start), end: instantOf(occurrence.end) }
    : { ...occurrence, start: instantOrNull(occurrence.start), end: instantOrNull(occurrence.end) }
}

function cancel({ from, reason, now }: CancelSeries, { seriesId, cancelledFrom }: SeriesDetails): SeriesDecision {
  if (cancelledFrom !== null && cancelledFrom <= from) return accept()
  return accept({ type: 'SeriesCancelled', data: { seriesId, from: instantOf(from), reason, at: instantOf(now) } })
}

const find = ({ occurrences }: SeriesDetails, number: number): BookableOccurrence | undefined =>
  occurrences.find(
    (occurrence): occurrence is BookableOccurrence => occurrence.feasible && occurrence.number === number,
  )

const resultCount = ({ occurrences }: SeriesDetails, kind: BookableOccurrence['result']['kind']): number =>
  occurrences.filter((occurrence) => occurrence.feasible && occurrence.result.kind === kind).length
