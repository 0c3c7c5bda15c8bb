import fc from 'fast-check'
import { test } from 'tap'
import { dayBounds } from '../availability/zones.ts'
import { epochOf, instantOf } from '../instant.ts'
import { type BlockTimes, blockOccurrences, blockSlices } from './occurrences.ts'

const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
const weekly = (until: string, interval = 1) => ({ freq: 'weekly', interval, until }) as const
const times = (start: string, end: string, timezone: string, repeat: BlockTimes['repeat'] = null): BlockTimes => ({
  start: epochOf(start),
  end: epochOf(end),
  timezone,
  repeat,
})
const occurrences = (block: BlockTimes, window = always) =>
  blockOccurrences(block, window).map(({ start, end }) => `${instantOf(start)} ${instantOf(end)}`)
const slices = (block: BlockTimes, timezone: string, window = always) =>
  blockSlices(block, timezone, window).map(({ date, from, until }) => `${date} ${instantOf(from)} ${instantOf(until)}`)

test('an occurrence comes every so many weeks, and the last on the date on which it ends', async (t) => {
  const once = times('2026-03-02T12:00:00Z', '2026-03-02T14:00:00Z', 'America/Bogota')
  t.strictSame(occurrences(once), ['2026-03-02T12:00:00Z 2026-03-02T14:00:00Z'])
  t.strictSame(occurrences({ ...once, repeat: weekly('2026-03-29', 2) }), [
    '2026-03-02T12:00:00Z 2026-03-02T14:00:00Z',
    '2026-03-16T12:00:00Z 2026-03-16T14:00:00Z',
  ])
  t.equal(occurrences({ ...once, repeat: weekly('2026-03-30', 2) }).length, 3)
})

test('the window takes the occurrences that begin in it', async (t) => {
  const block = times('2026-03-02T12:00:00Z', '2026-03-02T14:00:00Z', 'America/Bogota', weekly('2026-12-31'))
  const from = epochOf('2026-03-09T12:00:00Z')
  const until = epochOf('2026-03-23T12:00:00Z')
  const two = ['2026-03-09T12:00:00Z 2026-03-09T14:00:00Z', '2026-03-16T12:00:00Z 2026-03-16T14:00:00Z']
  t.strictSame(occurrences(block, { from, until }), two)
  t.strictSame(occurrences(block, { from: from + 1, until }), two.slice(1))
  t.strictSame(occurrences(block, { from: always.from, until: block.start }), [])
})

test('the wall clock stays when the zone changes: Santiago leaves summer time on 5 April and takes it on 6 September', async (t) => {
  const monday = times('2026-03-30T12:00:00Z', '2026-03-30T14:00:00Z', 'America/Santiago', weekly('2026-04-06'))
  t.strictSame(occurrences(monday), [
    '2026-03-30T12:00:00Z 2026-03-30T14:00:00Z',
    '2026-04-06T13:00:00Z 2026-04-06T15:00:00Z',
  ])
  // Saturday 23:30 comes twice on 4 April. The block starts with the first and ends with the second.
  const late = times('2026-03-29T02:15:00Z', '2026-03-29T02:30:00Z', 'America/Santiago', weekly('2026-04-04'))
  t.strictSame(occurrences(late), [
    '2026-03-29T02:15:00Z 2026-03-29T02:30:00Z',
    '2026-04-05T02:15:00Z 2026-04-05T03:30:00Z',
  ])
  // Sunday 6 September begins at 01:00.
  const early = times('2026-08-30T04:15:00Z', '2026-08-30T06:00:00Z', 'America/Santiago', weekly('2026-09-06'))
  t.strictSame(occurrences(early), [
    '2026-08-30T04:15:00Z 2026-08-30T06:00:00Z',
    '2026-09-06T04:00:00Z 2026-09-06T05:00:00Z',
  ])
})

test('the wall clock stays when the zone changes: Madrid takes summer time on 29 March and leaves it on 25 October', async (t) => {
  const sunday = (time: string, end: string) =>
    times(`2026-03-22T${time}:00Z`, `2026-03-22T${end}:00Z`, 'Europe/Madrid', weekly('2026-03-29'))
  // 02:30 to 04:00: the clock goes from 02:00 to 03:00, which is at 01:00 in UTC.
  t.strictSame(occurrences(sunday('01:30', '03:00')).slice(1), ['2026-03-29T01:00:00Z 2026-03-29T02:00:00Z'])
  // 02:15 to 02:45 is skipped altogether.
  t.strictSame(occurrences(sunday('01:15', '01:45')).slice(1), [])
  // 02:15 to 02:45 comes twice on 25 October.
  const autumn = times('2026-10-18T00:15:00Z', '2026-10-18T00:45:00Z', 'Europe/Madrid', weekly('2026-10-25'))
  t.strictSame(occurrences(autumn).slice(1), ['2026-10-25T00:15:00Z 2026-10-25T01:45:00Z'])
})

test('what ends at midnight ends with its day, also where the clock shows midnight twice', async (t) => {
  // Havana goes from 01:00 back to 00:00 on 1 November.
  const block = times('2026-10-24T22:00:00Z', '2026-10-25T04:00:00Z', 'America/Havana', weekly('2026-10-31'))
  t.strictSame(occurrences(block), [
    '2026-10-24T22:00:00Z 2026-10-25T04:00:00Z',
    '2026-10-31T22:00:00Z 2026-11-01T04:00:00Z',
  ])
})

test('a block is cut into the local days of the resource, whatever zone it was placed in', async (t) => {
  const block = times('2026-03-02T12:00:00Z', '2026-03-04T02:00:00Z', 'Europe/Madrid')
  t.strictSame(slices(block, 'UTC'), [
    '2026-03-02 2026-03-02T12:00:00Z 2026-03-03T00:00:00Z',
    '2026-03-03 2026-03-03T00:00:00Z 2026-03-04T00:00:00Z',
    '2026-03-04 2026-03-04T00:00:00Z 2026-03-04T02:00:00Z',
  ])
  t.strictSame(slices(block, 'America/Santiago'), [
    '2026-03-02 2026-03-02T12:00:00Z 2026-03-03T03:00:00Z',
    '2026-03-03 2026-03-03T03:00:00Z 2026-03-04T02:00:00Z',
  ])
})

test('a slice is as long as its day: 25 and 23 hours in Santiago, 23 and 25 in Madrid', async (t) => {
  const hours = (block: BlockTimes, timezone: string) =>
    blockSlices(block, timezone, always).map(({ date, from, until }) => `${date} ${(until - from) / 3_600_000}`)
  const days = (from: string, to: string) => times(`${from}T12:00:00Z`, `${to}T12:00:00Z`, 'UTC')
  t.strictSame(hours(days('2026-04-03', '2026-04-06'), 'America/Santiago'), [
    '2026-04-03 15',
    '2026-04-04 25',
    '2026-04-05 24',
    '2026-04-06 8',
  ])
  t.strictSame(hours(days('2026-09-05', '2026-09-07'), 'America/Santiago'), [
    '2026-09-05 16',
    '2026-09-06 23',
    '2026-09-07 9',
  ])
  t.strictSame(hours(days('2026-03-28', '2026-03-30'), 'Europe/Madrid'), [
    '2026-03-28 11',
    '2026-03-29 23',
    '2026-03-30 14',
  ])
  t.strictSame(hours(days('2026-10-24', '2026-10-26'), 'Europe/Madrid'), [
    '2026-10-24 10',
    '2026-10-25 25',
    '2026-10-26 13',
  ])
})

test('a date that the zone skipped takes no slice', async (t) => {
  // Samoa had no 30 December 2011.
  const block = times('2011-12-30T00:00:00Z', '2011-12-31T00:00:00Z', 'UTC')
  t.strictSame(slices(block, 'Pacific/Apia'), [
    '2011-12-29 2011-12-30T00:00:00Z 2011-12-30T10:00:00Z',
    '2011-12-31 2011-12-30T10:00:00Z 2011-12-31T00:00:00Z',
  ])
})

test('the slices of a block are exactly its occurrences, each inside its day, and no day comes twice', async (t) => {
  const zone = fc.constantFrom('America/Santiago', 'Europe/Madrid', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'UTC')
  const minute = fc.integer({
    min: epochOf('2024-01-01T00:00:00Z') / 60_000,
    max: epochOf('2030-01-01T00:00:00Z') / 60_000,
  })
  const length = fc.integer({ min: 1, max: 5 * 24 * 60 })
  fc.assert(
    fc.property(
      minute,
      length,
      fc.integer({ min: 1, max: 4 }),
      zone,
      zone,
      (begin, long, interval, placedIn, laidIn) => {
        const start = begin * 60_000
        const until = instantOf(start + 200 * 86_400_000).slice(0, 10)
        const block = { start, end: start + long * 60_000, timezone: placedIn, repeat: weekly(until, interval) }
        const cut = blockSlices(block, laidIn, always)
        const inside = cut.every(({ date, from, until: end }) => {
          const day = dayBounds(date, laidIn)
          return day.from <= from && from < end && end <= day.until
        })
        const joined: { start: number; end: number }[] = []
        for (const { from, until: end } of cut) {
          const last = joined.at(-1)
          if (last?.end === from) last.end = end
          else joined.push({ start: from, end })
        }
        const whole = JSON.stringify(joined) === JSON.stringify(blockOccurrences(block, always))
        return inside && whole && new Set(cut.map(({ date }) => date)).size === cut.length
      },
    ),
    { numRuns: 500 },
  )
  t.pass('held for 500 blocks')
})
