import { test } from 'tap'
import { HoldId, ResourceId, SeriesId, TenantId, VisitId, VisitTypeId } from '../ids.ts'
import { at, instant, person, scenario, sealed } from '../testing.ts'
import type { CancelSeries, PlanSeries } from './commands.ts'
import {
  cancellableOccurrences,
  type PlannedOccurrence,
  type SeriesEvent,
  series,
  unsettledOccurrences,
} from './index.ts'

const seriesId = SeriesId.derive('series')
const ana = ResourceId.parse('ana')
const details = {
  seriesId,
  tenant: TenantId.parse('demo'),
  typeId: VisitTypeId.parse('viewing'),
  customerId: person,
  mode: 'those-that-fit',
  timezone: 'UTC',
  repeat: { freq: 'weekly', interval: 1, count: 3, until: null },
  locationId: null,
  unitId: '12B',
  seats: 1,
  origin: 'web',
  participants: [],
  notes: sealed('rings twice'),
  override: null,
} satisfies Partial<PlanSeries>
const week = 7 * 86_400_000
const dates = ['2026-03-02', '2026-03-09', '2026-03-16']
const start = (number: number) => at('10:00') + (number - 1) * week
const fits = (number: number): PlannedOccurrence => ({
  number,
  date: dates[number - 1] ?? '',
  feasible: true,
  start: start(number),
  end: start(number) + 1_800_000,
  visitId: VisitId.derive(seriesId, number),
  holdId: HoldId.derive(seriesId, number),
  resourceIds: [ana],
})
const unfit = (number: number): PlannedOccurrence => ({
  number,
  date: dates[number - 1] ?? '',
  feasible: false,
  start: start(number),
  end: start(number) + 1_800_000,
  why: 'reserved',
})
const recorded = (occurrence: PlannedOccurrence) => ({
  ...occurrence,
  start: `${occurrence.date}T10:00:00Z`,
  end: `${occurrence.date}T10:30:00Z`,
})

const now = at('08:00')
const happened = { seriesId, at: instant('08:00') }
const plan = (changes: Partial<PlanSeries> = {}): PlanSeries => ({
  type: 'PlanSeries',
  ...details,
  occurrences: [fits(1), unfit(2), fits(3)],
  now,
  ...changes,
})
const noteBooked = (number: number) => ({ type: 'NoteOccurrenceBooked', number, now }) as const
const noteFailed = (number: number) => ({ type: 'NoteOccurrenceFailed', number, why: 'slot-unavailable', now }) as const
const settle = { type: 'SettleSeries', now } as const
const cancel = (from: number): CancelSeries => ({ type: 'CancelSeries', from, reason: sealed('moved away'), now })

const planned = (...occurrences: PlannedOccurrence[]): SeriesEvent => ({
  type: 'SeriesPlanned',
  data: { ...happened, ...details, occurrences: occurrences.map(recorded) } as Extract<
    SeriesEvent,
    { type: 'SeriesPlanned' }
  >['data'],
})
const booked = (number: number): SeriesEvent => ({
  type: 'SeriesOccurrenceBooked',
  data: { ...happened, number, visitId: VisitId.derive(seriesId, number) },
})
const failed = (number: number): SeriesEvent => ({
  type: 'SeriesOccurrenceFailed',
  data: { ...happened, number, why: 'slot-unavailable' },
})
const settled = (booked: number, failed: number): SeriesEvent => ({
  type: 'SeriesSettled',
  data: { ...happened, booked, failed },
})
const cancelled = (number: number): SeriesEvent => ({
  type: 'SeriesCancelled',
  data: { ...happened, from: `${dates[number - 1]}T10:00:00Z`, reason: sealed('moved away') },
})
const three = planned(fits(1), fits(2), fits(3))
const stateAfter = (...events: SeriesEvent[]) => events.reduce(series.evolve, series.initial)
const numbers = (occurrences: readonly { number: number }[]) => occurrences.map(({ number }) => number)

test('a series is planned, each occurrence that fits gets its result, and then it is settled', async (t) => {
  const { when } = scenario(t, series)
  when(plan())
    .yields(planned(fits(1), unfit(2), fits(3)))
    .when(noteBooked(1))
    .yields(booked(1))
    .when(noteBooked(1))
    .changesNothing()
    .when(noteFailed(1))
    .changesNothing()
    .when(settle)
    .isRefused({ type: 'series-unsettled', numbers: [3] })
    .when(noteFailed(3))
    .yields(failed(3))
    .when(noteFailed(3))
    .changesNothing()
    .when(settle)
    .yields(settled(1, 1))
    .when(settle)
    .changesNothing()
})

test('a series is planned once', async (t) => {
  const { given } = scenario(t, series)
  given(three).when(plan()).isRefused({ type: 'series-exists' })
})

test('a visit that is there counts, also where it had been given up before', async (t) => {
  const { given } = scenario(t, series)
  given(three, failed(2)).when(noteBooked(2)).yields(booked(2))
})

test('all or nothing: one that does not fit refuses the whole series', async (t) => {
  const { when } = scenario(t, series)
  when(plan({ mode: 'all-or-nothing' })).isRefused({ type: 'series-does-not-fit', numbers: [2] })
  const all = plan({ mode: 'all-or-nothing', occurrences: [fits(1), fits(2), fits(3)] })
  t.equal(series.decide(all, series.initial).accepted, true)
})

test('those that fit: a series of which nothing fits is none', async (t) => {
  const { when } = scenario(t, series)
  when(plan({ occurrences: [unfit(1), unfit(2)] })).isRefused({ type: 'series-does-not-fit', numbers: [1, 2] })
})

test('an occurrence without a time is recorded as such', async (t) => {
  const skipped: PlannedOccurrence = {
    number: 2,
    date: '2026-03-09',
    feasible: false,
    start: null,
    end: null,
    why: 'no-such-time',
  }
  const decision = series.decide(plan({ occurrences: [fits(1), skipped] }), series.initial)
  const events = decision.accepted ? decision.events : []
  t.strictSame(events.reduce(series.evolve, series.initial).series?.occurrences[1], skipped)
})

test('a series that could not work is refused with what is wrong', async (t) => {
  const { when } = scenario(t, series)
  when(plan({ timezone: 'Mars/Olympus' })).isRefused({
    type: 'invalid-configuration',
    errors: [{ path: '/timezone', message: 'is not an IANA time zone: Mars/Olympus' }],
  })
})

test('only occurrences that the plan makes visits of have results', async (t) => {
  const { given } = scenario(t, series)
  const some = given(planned(fits(1), unfit(2), fits(3)))
  for (const number of [2, 4]) {
    some.when(noteBooked(number)).isRefused({ type: 'occurrence-not-found', number })
    some.when(noteFailed(number)).isRefused({ type: 'occurrence-not-found', number })
  }
})

test('nothing can happen to a series that was never planned', async (t) => {
  const { when } = scenario(t, series)
  for (const command of [noteBooked(1), noteFailed(1), settle, cancel(start(1))]) {
    when(command).isRefused({ type: 'series-not-found' })
  }
})

test('a series is cancelled from an instant on, and again only from an earlier one', async (t) => {
  const { given } = scenario(t, series)
  given(three, booked(1), booked(2), booked(3), settled(3, 0))
    .when(cancel(start(3)))
    .yields(cancelled(3))
    .when(cancel(start(3)))
    .changesNothing()
    .when(cancel(start(3) + 1))
    .changesNothing()
    .when(cancel(start(2)))
    .yields(cancelled(2))
})

test('cancelling takes the booked occurrences that start at that instant or later', async (t) => {
  const state = stateAfter(three, booked(1), booked(2), failed(3))
  t.strictSame(numbers(cancellableOccurrences(state, start(1))), [1, 2])
  t.strictSame(numbers(cancellableOccurrences(state, start(2))), [2])
  t.strictSame(numbers(cancellableOccurrences(state, start(2) + 1)), [])
  t.strictSame(cancellableOccurrences(series.initial, start(1)), [])
})

test('what was cancelled before it was booked is not booked any more; what was booked all the same can be cancelled', async (t) => {
  const { given } = scenario(t, series)
  const early = [three, booked(1), cancelled(2)]
  t.strictSame(numbers(unsettledOccurrences(stateAfter(three, booked(1)))), [2, 3])
  t.strictSame(numbers(unsettledOccurrences(stateAfter(...early))), [])
  given(...early)
    .when(settle)
    .yields(settled(1, 0))
  given(...early)
    .when(noteBooked(2))
    .yields(booked(2))
  t.strictSame(numbers(cancellableOccurrences(stateAfter(...early, booked(2)), start(2))), [2])
})
