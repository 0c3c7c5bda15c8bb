import { addDays } from '../availability/days.ts'
import { besideCalendar, localInstant } from '../availability/zones.ts'
import { type ConfigurationError, dateErrors, zoneErrors } from '../configuration.ts'
import { minuteMs } from '../instant.ts'
import { timeOfDay, wallClock } from '../wall-clock.ts'
import { mostOccurrences, type SeriesRepeat } from './events.ts'

/** When a series begins (epoch ms), and how it goes on. */
export interface SeriesTimes {
  readonly start: number
  readonly timezone: string
  readonly repeat: SeriesRepeat
}

/** One occurrence: its local date in the series' zone, and when it starts (epoch ms), or null: the clock skips that time. */
export interface SeriesStart {
  readonly number: number
  readonly date: string
  readonly start: number | null
}

/**
 * The starts of a series, at most 104, in order. The first is as it was asked for; the others have its wall-clock time. A
 * time that the clock shows twice on a date is the first of the two. Only for what `seriesErrors` has let pass.
 */
export function seriesStarts({ start, timezone, repeat }: SeriesTimes): readonly SeriesStart[] {
  const { date, minutes } = wallClock(start, timezone)
  const starts: SeriesStart[] = [{ number: 1, date, start }]
  const count = repeat.count ?? mostOccurrences
  for (let number = 2; number <= count; number++) {
    const next = addDays(date, 7 * repeat.interval * (number - 1))
    if (repeat.until !== null && next > repeat.until) break
    starts.push({ number, date: next, start: instantShown(next, minutes, timezone) })
  }
  return starts
}

function instantShown(date: string, minutes: number, timezone: string): number | null {
  const instant = localInstant(date, timeOfDay(minutes), timezone, 'start')
  const shown = wallClock(instant, timezone)
  return shown.date === date && shown.minutes === minutes ? instant : null
}

/** What the schema cannot see: a zone or a date that does not exist, no end or two, more occurrences than there may be. */
export function seriesErrors({ start, timezone, repeat }: SeriesTimes): readonly ConfigurationError[] {
  const { interval, count, until } = repeat
  const errors = [
    ...zoneErrors('/timezone', timezone),
    ...(until === null ? [] : dateErrors('/repeat/until', until)),
    ...(start % minuteMs === 0 ? [] : [{ path: '/start', message: 'must be a whole minute' }]),
    ...(besideCalendar(start) === 0 ? [] : [{ path: '/start', message: 'must lie in the years 1900 to 2199' }]),
    ...((count === null) === (until === null) ? [{ path: '/repeat', message: 'needs either count or until' }] : []),
  ]
  if (errors.length > 0 || until === null) return errors
  const { date } = wallClock(start, timezone)
  if (until < date) return [{ path: '/repeat/until', message: `must not be before the start, ${date}` }]
  return until >= addDays(date, 7 * interval * mostOccurrences)
    ? [{ path: '/repeat/until', message: `makes more than ${mostOccurrences} occurrences` }]
    : []
}
