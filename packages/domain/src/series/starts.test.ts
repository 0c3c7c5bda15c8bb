import fc from 'fast-check'
import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import { epochOf, instantOf } from '../instant.ts'
import type { SeriesRepeat } from './events.ts'
import { seriesErrors, seriesStarts } from './starts.ts'

const counted = (count: number, interval = 1): SeriesRepeat => ({ freq: 'weekly', interval, count, until: null })
const ending = (until: string, interval = 1): SeriesRepeat => ({ freq: 'weekly', interval, count: null, until })
const starts = (start: string, timezone: string, repeat: SeriesRepeat) =>
  seriesStarts({ start: epochOf(start), timezone, repeat }).map((occurrence) =>
    occurrence.start === null ? `${occurrence.date} never` : instantOf(occurrence.start),
  )

test('a series has so many starts, or those until its last date', async (t) => {
  t.strictSame(starts('2026-03-02T15:00:00Z', 'America/Bogota', counted(3, 2)), [
    '2026-03-02T15:00:00Z',
    '2026-03-16T15:00:00Z',
    '2026-03-30T15:00:00Z',
  ])
  t.strictSame(starts('2026-03-02T15:00:00Z', 'America/Bogota', counted(1)), ['2026-03-02T15:00:00Z'])
  t.equal(starts('2026-03-02T15:00:00Z', 'America/Bogota', ending('2026-03-15')).length, 2)
  t.equal(starts('2026-03-02T15:00:00Z', 'America/Bogota', ending('2026-03-16')).length, 3)
})

test('the last date is local: late on a Monday in Bogota is Tuesday in UTC', async (t) => {
  const late = seriesStarts({
    start: epochOf('2026-03-03T02:00:00Z'),
    timezone: 'America/Bogota',
    repeat: ending('2026-03-09'),
  })
  t.strictSame(late, [
    { number: 1, date: '2026-03-02', start: epochOf('2026-03-03T02:00:00Z') },
    { number: 2, date: '2026-03-09', start: epochOf('2026-03-10T02:00:00Z') },
  ])
})

test('no series has more than 104 starts', async (t) => {
  t.equal(starts('2026-03-02T15:00:00Z', 'UTC', counted(104)).length, 104)
  t.equal(starts('2026-03-02T15:00:00Z', 'UTC', ending('2099-01-01')).length, 104)
})

test('the wall clock stays when the zone changes', async (t) => {
  t.strictSame(starts('2026-03-30T13:00:00Z', 'America/Santiago', counted(2)), [
    '2026-03-30T13:00:00Z',
    '2026-04-06T14:00:00Z',
  ])
  t.strictSame(starts('2026-03-23T09:00:00Z', 'Europe/Madrid', counted(2)), [
    '2026-03-23T09:00:00Z',
    '2026-03-30T08:00:00Z',
  ])
})

test('a time that the clock skips is none, and the series goes on', async (t) => {
  t.strictSame(starts('2026-03-22T01:30:00Z', 'Europe/Madrid', counted(3)), [
    '2026-03-22T01:30:00Z',
    '2026-03-29 never',
    '2026-04-05T00:30:00Z',
  ])
  t.strictSame(starts('2026-08-30T04:30:00Z', 'America/Santiago', counted(3)), [
    '2026-08-30T04:30:00Z',
    '2026-09-06 never',
    '2026-09-13T03:30:00Z',
  ])
  // The instant of the change itself shows a time that exists.
  t.strictSame(starts('2026-03-22T02:00:00Z', 'Europe/Madrid', counted(2)), [
    '2026-03-22T02:00:00Z',
    '2026-03-29T01:00:00Z',
  ])
})

test('a time that the clock shows twice is the first, but for the one that was asked for', async (t) => {
  t.strictSame(starts('2026-10-18T00:30:00Z', 'Europe/Madrid', counted(2)), [
    '2026-10-18T00:30:00Z',
    '2026-10-25T00:30:00Z',
  ])
  t.strictSame(starts('2026-10-25T01:30:00Z', 'Europe/Madrid', counted(2)), [
    '2026-10-25T01:30:00Z',
    '2026-11-01T01:30:00Z',
  ])
})

test('every start shows the wall clock of the first on its date, or no instant of that date does', async (t) => {
  const minute = fc.integer({
    min: epochOf('2024-01-01T00:00:00Z') / 60_000,
    max: epochOf('2028-01-01T00:00:00Z') / 60_000,
  })
  const zone = fc.constantFrom('America/Santiago', 'Europe/Madrid', 'Australia/Lord_Howe', 'America/Havana')
  fc.assert(
    fc.property(minute, zone, fc.integer({ min: 1, max: 9 }), (begin, timezone, interval) => {
      const wall = (ms: number) =>
        Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timezone).toPlainDateTime()
      const first = wall(begin * 60_000)
      return seriesStarts({ start: begin * 60_000, timezone, repeat: counted(30, interval) }).every(
        ({ number, date, start }) => {
          const wanted = first.add({ weeks: interval * (number - 1) })
          if (wanted.toPlainDate().toString() !== date) return false
          if (start !== null) return wall(start).equals(wanted)
          return !wall(wanted.toZonedDateTime(timezone).epochMilliseconds).equals(wanted)
        },
      )
    }),
    { numRuns: 300 },
  )
  t.pass('held for 300 series')
})

test('what could not work is told', async (t) => {
  const errors = (repeat: SeriesRepeat, start = epochOf('2026-03-02T15:00:00Z'), timezone = 'America/Bogota') =>
    seriesErrors({ start, timezone, repeat }).map(({ path, message }) => `${path} ${message}`)
  t.strictSame(errors(counted(104)), [])
  t.strictSame(errors(ending('2026-03-02')), [])
  t.strictSame(errors(ending('2028-02-27')), [])
  t.strictSame(errors(ending('2028-02-28')), ['/repeat/until makes more than 104 occurrences'])
  t.strictSame(errors(ending('2026-03-01')), ['/repeat/until must not be before the start, 2026-03-02'])
  t.strictSame(errors(ending('2026-02-30')), ['/repeat/until is not a date of the calendar: 2026-02-30'])
  const either = ['/repeat needs either count or until']
  t.strictSame(errors({ ...counted(3), until: '2026-06-01' }), either)
  t.strictSame(errors({ ...counted(3), count: null }), either)
  t.strictSame(errors(counted(3), epochOf('2026-03-02T15:00:01Z')), ['/start must be a whole minute'])
  t.strictSame(errors(counted(3), epochOf('2200-03-02T15:00:00Z')), ['/start must lie in the years 1900 to 2199'])
  t.strictSame(errors(counted(3), undefined, 'Mars/Olympus'), ['/timezone is not an IANA time zone: Mars/Olympus'])
})
