import { Temporal } from 'temporal-polyfill'
import { dayBounds, localDate } from './availability/zones.ts'
import { dayMs, minuteMs } from './instant.ts'

/** What the clock on a wall shows: the date, `YYYY-MM-DD`, and the minutes since the clock showed 00:00 (0 to 1439). */
export interface WallClock {
  readonly date: string
  readonly minutes: number
}

/** What the wall clock of a zone shows at an instant (epoch ms). Throws a RangeError for a zone that does not exist. */
export function wallClock(instantMs: number, timezone: string): WallClock {
  const date = localDate(instantMs, timezone)
  const { from, until } = dayBounds(date, timezone)
  if (until - from === dayMs) return { date, minutes: Math.floor((instantMs - from) / minuteMs) }
  const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timezone)
  return { date, minutes: hour * 60 + minute }
}

/** `HH:mm`, as `localInstant` takes it. */
export function timeOfDay(minutes: number): string {
  const digits = (value: number) => String(value).padStart(2, '0')
  return `${digits(Math.floor(minutes / 60))}:${digits(minutes % 60)}`
}
