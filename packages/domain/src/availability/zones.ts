import { Temporal } from 'temporal-polyfill'
import { BoundedMap } from '../bounded-map.ts'
import { dateOfEpochDay, dayMs, epochOf, minuteMs } from '../instant.ts'
import type { Interval } from './claims.ts'
import { addDays } from './days.ts'

/**
 * Between wall clocks and instants. Looking a zone up costs microseconds, and a month of a hundred agents asks thousands
 * of times, so each day of each zone is looked up once. The caches hold facts, not state: dropping them changes nothing.
 */
const zones = new BoundedMap<string, boolean>(2_000)
const days = new BoundedMap<string, Interval>(20_000)

/** Whether the name is one of the IANA database's, in any case. Bare offsets (`+03:00`) are not: they know no rules. */
export function isTimeZone(name: string): boolean {
  return zones.getOr(name, () => {
    if (!/^[A-Za-z]/.test(name)) return false
    try {
      new Intl.DateTimeFormat('en', { timeZone: name })
      return true
    } catch {
      return false
    }
  })
}

/**
 * A local day as instants, `[from, until)`: from its first instant to that of the next day. It lasts 23 or 25 hours where
 * clocks change, and nothing at all where a zone skipped it. Consecutive days touch and never overlap, so every
 * instant lies in exactly one. Throws a RangeError for a zone or date that does not exist.
 */
export function dayBounds(date: string, timezone: string): Interval {
  return days.getOr(`${date} ${timezone}`, () => ({
    from: startOfDay(date, timezone),
    until: startOfDay(addDays(date, 1), timezone),
  }))
}

const startOfDay = (date: string, timezone: string) =>
  Temporal.PlainDate.from(date).toZonedDateTime(timezone).epochMilliseconds

/** What a calendar of appointments can mean: 1900 to 2199. Beyond it years have other than four digits, and zones no rules. */
const calendar: Interval = { from: epochOf('1900-01-01T00:00:00Z'), until: epochOf('2200-01-01T00:00:00Z') }

/** Whether the instant lies before (-1), within (0) or beyond (1) the years 1900 to 2199. */
export const besideCalendar = (instantMs: number): -1 | 0 | 1 =>
  instantMs < calendar.from ? -1 : instantMs < calendar.until ? 0 : 1

/** The local date, `YYYY-MM-DD`, whose day holds this instant. Beside the years 1900 to 2199 it is their first or last. */
export function localDate(instantMs: number, timezone: string): string {
  const instant = Math.min(Math.max(instantMs, calendar.from), calendar.until - 1)
  // A zone is never a full day off UTC, so the date is the UTC one or a neighbour of it.
  const guess = dateOfEpochDay(Math.floor(instant / dayMs))
  const { from, until } = dayBounds(guess, timezone)
  if (instant < from) return addDays(guess, -1)
  return instant < until ? guess : addDays(guess, 1)
}

/**
 * The instant at which a wall clock shows `HH:mm` (or `24:00`, the end of the day) on that date.
 *
 * Where clocks change, the answer keeps an opening as long as its owner would expect:
 * - a time that the clock skips gives the instant of the change, the first one at which the clock is past it;
 * - a start that the clock shows twice is its first showing;
 * - an end follows the last minute that the clock shows before it: the second showing of a time within the hour that
 *   comes twice, but the first one of that hour's beginning, since then nothing of it belongs to the range.
 */
export function localInstant(date: string, time: string, timezone: string, edge: 'start' | 'end'): number {
  const { from, until } = dayBounds(date, timezone)
  if (time === '24:00') return until
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
  if (until - from === dayMs) return from + minutes * minuteMs
  const wall = Temporal.PlainDateTime.from(`${date}T${time}`)
  const instant =
    edge === 'start'
      ? showing(wall, timezone, 'earlier')
      : showing(wall.subtract({ minutes: 1 }), timezone, 'later', minuteMs)
  return Math.min(Math.max(instant, from), until)
}

/** When the clock shows this, `afterMs` later; or else the instant at which it skips it. */
function showing(wall: Temporal.PlainDateTime, timezone: string, which: 'earlier' | 'later', afterMs = 0): number {
  const shown = wall.toZonedDateTime(timezone, { disambiguation: which })
  if (shown.toPlainDateTime().equals(wall)) return shown.epochMilliseconds + afterMs
  // In a gap the earlier answer lies before the change, and shows another time.
  const before = wall.toZonedDateTime(timezone, { disambiguation: 'earlier' })
  return before.getTimeZoneTransition('next')?.epochMilliseconds ?? before.epochMilliseconds
}
