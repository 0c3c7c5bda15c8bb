import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import { instantOf } from '../instant.ts'
import { minutes, resourceOf, visitTypeOf } from '../testing.ts'
import { offeredStarts } from './offers.ts'
import type { ResourcePool } from './pool.ts'
import { oracleIsOnGrid, oracleIsOpen } from './testing.ts'
import { dayBounds } from './zones.ts'

/** How many hours those days of 2024 to 2030 have in these zones on which the clocks change. */
const zones: Readonly<Record<string, readonly number[]>> = {
  'America/Santiago': [23, 25],
  'Europe/Madrid': [23, 25],
  'America/Sao_Paulo': [],
  'America/Bogota': [],
  'Australia/Lord_Howe': [23.5, 24.5],
  'Africa/Casablanca': [23, 25],
  'Asia/Beirut': [23, 25],
  'America/Havana': [23, 25],
  'Pacific/Apia': [],
}

/** The dates of 2024 to 2030 whose day does not have 24 hours there, as Temporal counts them. */
function changes(zone: string): string[] {
  const found: string[] = []
  for (let date = Temporal.PlainDate.from('2024-01-01'); date.year < 2031; date = date.add({ days: 1 })) {
    if (date.toZonedDateTime(zone).hoursInDay !== 24) found.push(date.toString())
  }
  return found
}

/** Hours around every place in the day where a clock might change, and others that run through it. */
const shifts = [
  ['00:00', '24:00'],
  ['00:20', '02:10'],
  ['01:45', '03:15'],
  ['02:30', '02:50'],
  ['22:10', '23:35'],
  ['23:30', '24:00'],
] as const

const poolIn = (timezone: string, now: number): ResourcePool => ({
  visitType: visitTypeOf({
    durationMinutes: 20,
    slotIntervalMinutes: 25,
    bufferBeforeMinutes: 10,
    bufferAfterMinutes: 5,
  }),
  policies: { minNoticeMinutes: 0, maxAdvanceDays: 7 },
  now,
  seats: 1,
  needs: shifts.map(([start, end]) => ({
    count: 1,
    named: [resourceOf({ timezone, schedule: { weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start, end }] } })],
    others: [],
  })),
  claimsOn: () => [],
  strategy: 'least-loaded',
})

for (const [zone, lengths] of Object.entries(zones)) {
  test(`${zone}: around every change of the clock, what is offered is what a clock on the wall would say`, async (t) => {
    const dates = changes(zone)
    const hours = dates.map((date) => {
      const { from, until } = dayBounds(date, zone)
      return (until - from) / minutes(60)
    })
    t.strictSame([...new Set(hours)].sort(), lengths, 'the lengths of its days')
    if (lengths.length > 0) t.ok(dates.length >= 7, `${dates.length} changes: ${dates.join(' ')}`)
    for (const date of dates.length > 0 ? dates : ['2026-03-02']) {
      const { from, until } = dayBounds(date, zone)
      const pool = poolIn(zone, from - minutes(60))
      for (const [index, need] of pool.needs.entries()) {
        const alone = { ...pool, needs: [need] }
        const [resource] = need.named
        if (!resource) throw new Error('a need without a resource')
        const offered = offeredStarts(alone, { from, until }).map(({ start }) => instantOf(start))
        const wanted: string[] = []
        for (let start = from; start < until; start += minutes(5)) {
          if (oracleIsOnGrid(alone, resource, start) && oracleIsOpen(alone, resource, start))
            wanted.push(instantOf(start))
        }
        t.strictSame(offered, wanted, `${date} ${shifts[index]?.join(' to ')}`)
      }
    }
  })
}

test('a day in which the clock changes at midnight itself still begins and ends where the clock says', async (t) => {
  const day = (date: string, zone: string) => {
    const { from, until } = dayBounds(date, zone)
    return [instantOf(from), instantOf(until)]
  }
  t.strictSame(day('2026-03-29', 'Asia/Beirut'), ['2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'], 'from 01:00 on')
  t.strictSame(day('2026-10-24', 'Asia/Beirut'), ['2026-10-23T21:00:00Z', '2026-10-24T22:00:00Z'], '23:00 twice')
  t.strictSame(day('2026-03-08', 'America/Havana'), ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'], 'from 01:00 on')
  t.strictSame(day('2026-11-01', 'America/Havana'), ['2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'], '00:00 twice')
})
