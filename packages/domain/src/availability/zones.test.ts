import fc from 'fast-check'
import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import { epochOf, instantOf } from '../instant.ts'
import { addDays } from './days.ts'
import { dayBounds, isTimeZone, localDate, localInstant } from './zones.ts'

const hour = 3_600_000
const zones = [
  'UTC',
  'America/Santiago',
  'America/Bogota',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Havana',
  'Europe/Madrid',
  'Asia/Kathmandu',
  'Asia/Gaza',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Etc/GMT+12',
] as const

test('IANA names are zones; offsets and inventions are not', async (t) => {
  for (const zone of [...zones, 'america/santiago', 'US/Pacific']) t.ok(isTimeZone(zone), zone)
  for (const name of ['+03:00', '-0300', '', ' UTC', 'Mars/Olympus', 'America/Santiago de Chile', '5']) {
    t.notOk(isTimeZone(name), JSON.stringify(name))
  }
})

test('every instant lies in exactly one local day of its zone, and that is the one its clock shows', async (t) => {
  const instants = fc.integer({ min: epochOf('2009-01-01T00:00:00Z'), max: epochOf('2037-12-31T00:00:00Z') })
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (ms, zone) => {
      const date = localDate(ms, zone)
      const { from, until } = dayBounds(date, zone)
      const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString()
      return from <= ms && ms < until && dayBounds(addDays(date, 1), zone).from === until && shown === date
    }),
    { numRuns: 1500 },
  )
  t.pass('held for 1500 instants')
})

const length = (date: string, zone: string) => {
  const { from, until } = dayBounds(date, zone)
  return (until - from) / hour
}
const day = (date: string, zone: string) => {
  const { from, until } = dayBounds(date, zone)
  return [instantOf(from), instantOf(until)]
}

test('a local day is as long as its clocks make it', async (t) => {
  t.strictSame(day('2026-03-02', 'America/Santiago'), ['2026-03-02T03:00:00Z', '2026-03-03T03:00:00Z'])
  t.equal(length('2026-04-04', 'America/Santiago'), 25, 'Santiago: midnight is turned back to 23:00')
  t.equal(length('2026-09-06', 'America/Santiago'), 23, 'Santiago: midnight is skipped')
  t.strictSame(day('2026-09-06', 'America/Santiago'), ['2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'])
  t.equal(length('2026-03-29', 'Europe/Madrid'), 23)
  t.equal(length('2026-10-25', 'Europe/Madrid'), 25)
  t.equal(length('2018-11-04', 'America/Sao_Paulo'), 23, 'São Paulo 2018: midnight is skipped')
  t.equal(length('2019-02-16', 'America/Sao_Paulo'), 25, 'São Paulo 2019: the last summer ends')
  t.equal(length('2019-11-03', 'America/Sao_Paulo'), 24, 'and none begins since')
  t.equal(length('2026-04-05', 'Australia/Lord_Howe'), 24.5, 'Lord Howe moves by half an hour')
  t.equal(length('2026-10-04', 'Australia/Lord_Howe'), 23.5)
  t.equal(length('2011-12-30', 'Pacific/Apia'), 0, 'Samoa skipped a whole day')
})

test('a time that is skipped is the instant of the change, for a start and for an end', async (t) => {
  const at = (date: string, time: string, zone: string, edge: 'start' | 'end') =>
    instantOf(localInstant(date, time, zone, edge))
  for (const edge of ['start', 'end'] as const) {
    t.equal(at('2026-03-29', '01:59', 'Europe/Madrid', edge), '2026-03-29T00:59:00Z')
    for (const time of ['02:00', '02:30', '02:59', '03:00']) {
      t.equal(at('2026-03-29', time, 'Europe/Madrid', edge), '2026-03-29T01:00:00Z', `${time} ${edge}`)
    }
    t.equal(at('2026-09-06', '00:30', 'America/Santiago', edge), '2026-09-06T04:00:00Z')
    t.equal(at('2018-11-04', '00:00', 'America/Sao_Paulo', edge), '2018-11-04T03:00:00Z')
    t.equal(at('2026-10-04', '02:10', 'Australia/Lord_Howe', edge), '2026-10-03T15:30:00Z')
  }
})

test('a time that is shown twice is its first showing for a start, its second for an end', async (t) => {
  const both = (date: string, time: string, zone: string) => [
    instantOf(localInstant(date, time, zone, 'start')),
    instantOf(localInstant(date, time, zone, 'end')),
  ]
  t.strictSame(both('2026-10-25', '02:30', 'Europe/Madrid'), ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'])
  t.strictSame(both('2026-04-04', '23:30', 'America/Santiago'), ['2026-04-05T02:30:00Z', '2026-04-05T03:30:00Z'])
  t.strictSame(both('2019-02-16', '23:01', 'America/Sao_Paulo'), ['2019-02-17T01:01:00Z', '2019-02-17T02:01:00Z'])
  t.strictSame(both('2026-04-05', '01:45', 'Australia/Lord_Howe'), ['2026-04-04T14:45:00Z', '2026-04-04T15:15:00Z'])
})

test('an end at which the hour that comes twice begins is before both showings of it', async (t) => {
  const end = (date: string, time: string, zone: string) => instantOf(localInstant(date, time, zone, 'end'))
  t.equal(end('2026-10-25', '02:00', 'Europe/Madrid'), '2026-10-25T00:00:00Z')
  t.equal(end('2026-10-25', '03:00', 'Europe/Madrid'), '2026-10-25T02:00:00Z', 'and one at which it ends is after both')
  t.equal(end('2026-04-04', '23:00', 'America/Santiago'), '2026-04-05T02:00:00Z')
  t.equal(end('2026-04-05', '01:30', 'Australia/Lord_Howe'), '2026-04-04T14:30:00Z')
})

test('24:00 is the end of the day, however long it was', async (t) => {
  for (const [date, zone] of [
    ['2026-04-04', 'America/Santiago'],
    ['2026-09-05', 'America/Santiago'],
    ['2026-10-25', 'Europe/Madrid'],
    ['2018-11-03', 'America/Sao_Paulo'],
  ] as const) {
    t.equal(localInstant(date, '24:00', zone, 'end'), dayBounds(date, zone).until, `${date} ${zone}`)
  }
})

test('a wall clock is never left for another day', async (t) => {
  const dates = fc.integer({ min: 0, max: 10_000 }).map((count) => addDays('2009-01-01', count))
  const times = fc.integer({ min: 0, max: 1440 }).map((minute) => {
    const [hours, rest] = [Math.floor(minute / 60), minute % 60]
    return `${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
  })
  fc.assert(
    fc.property(dates, times, fc.constantFrom(...zones), (date, time, zone) => {
      const { from, until } = dayBounds(date, zone)
      const [start, end] = [localInstant(date, time, zone, 'start'), localInstant(date, time, zone, 'end')]
      return from <= start && start <= end && end <= until
    }),
    { numRuns: 1500 },
  )
  t.pass('held for 1500 clocks')
})
