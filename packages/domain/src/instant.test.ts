import { Value } from '@sinclair/typebox/value'
import fc from 'fast-check'
import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import { addDays, isDate, weekday } from './availability/days.ts'
import { dateOfEpochDay, epochOf, instantOf } from './instant.ts'
import { InstantSchema } from './schema.ts'

const from = epochOf('1000-01-01T00:00:00Z')
const until = epochOf('9998-12-31T00:00:00Z')
const epochs = fc.integer({ min: from, max: until })

test('an instant survives being written and read, and fits its schema', async (t) => {
  fc.assert(
    fc.property(epochs, (ms) => epochOf(instantOf(ms)) === ms && Value.Check(InstantSchema, instantOf(ms))),
    { numRuns: 2000 },
  )
  t.equal(instantOf(0), '1970-01-01T00:00:00Z')
  t.equal(instantOf(-1), '1969-12-31T23:59:59.999Z')
  t.equal(epochOf('2026-03-02T12:00:00.5Z'), epochOf('2026-03-02T12:00:00Z') + 500, 'a short fraction counts tenths')
})

test('the arithmetic agrees with Temporal', async (t) => {
  fc.assert(
    fc.property(epochs, (ms) => Temporal.Instant.fromEpochMilliseconds(ms).equals(instantOf(ms))),
    { numRuns: 2000 },
  )
  const days = fc.integer({ min: -354_285, max: 2_930_000 })
  fc.assert(
    fc.property(days, fc.integer({ min: -800, max: 800 }), (day, count) => {
      const date = dateOfEpochDay(day)
      const plain = Temporal.PlainDate.from(date)
      return (
        isDate(date) &&
        weekday(date) === plain.dayOfWeek &&
        addDays(date, count) === plain.add({ days: count }).toString()
      )
    }),
    { numRuns: 2000 },
  )
  t.equal(addDays('2024-02-28', 1), '2024-02-29')
  t.equal(addDays('2026-01-01', -1), '2025-12-31')
})

test('what stands on no calendar is no date', async (t) => {
  for (const date of [
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '20260101',
    '',
  ]) {
    t.notOk(isDate(date), date)
  }
  t.ok(isDate('2024-02-29'))
})
