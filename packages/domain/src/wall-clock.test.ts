import fc from 'fast-check'
import { test } from 'tap'
import { Temporal } from 'temporal-polyfill'
import { epochOf } from './instant.ts'
import { timeOfDay, wallClock } from './wall-clock.ts'

test('the wall clock shows what Temporal says, on every day of every zone', async (t) => {
  const instants = fc.integer({ min: epochOf('2009-01-01T00:00:00Z'), max: epochOf('2037-12-31T00:00:00Z') })
  const changes = ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-04-05T03:00:00Z', '2026-09-06T04:00:00Z']
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -90_000_000, max: 90_000_000 }))
    .map(([change, away]) => epochOf(change) + away)
  const zones = fc.constantFrom('UTC', 'Europe/Madrid', 'America/Santiago', 'Asia/Kathmandu', 'Australia/Lord_Howe')
  fc.assert(
    fc.property(fc.oneof(instants, near), zones, (ms, zone) => {
      const { date, minutes } = wallClock(ms, zone)
      const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime().toString()
      return shown.startsWith(`${date}T${timeOfDay(minutes)}`)
    }),
    { numRuns: 1000 },
  )
  t.pass('held for 1000 instants')
})
