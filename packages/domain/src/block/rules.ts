import { addDays } from '../availability/days.ts'
import { besideCalendar } from '../availability/zones.ts'
import { type ConfigurationError, dateErrors, repeated, zoneErrors } from '../configuration.ts'
import { dayMs, minuteMs } from '../instant.ts'
import { timeOfDay, wallClock } from '../wall-clock.ts'
import type { PlaceBlock } from './commands.ts'

const longestDays = 366
const longestRepeatDays = 731

/** What the schema cannot see: zones and dates that do not exist, times that mean nothing, and what is longer than allowed. */
export function blockErrors(block: PlaceBlock): readonly ConfigurationError[] {
  const { start, end, timezone, resourceIds } = block
  const errors = [
    ...repeated(resourceIds, (id) => id).map((index) => ({
      path: `/resourceIds/${index}`,
      message: `is there already: ${resourceIds[index]}`,
    })),
    ...zoneErrors('/timezone', timezone),
    ...instantErrors('/start', start),
    ...instantErrors('/end', end),
  ]
  if (end <= start) errors.push({ path: '/end', message: 'must be after the start' })
  if (end - start > longestDays * dayMs) {
    errors.push({ path: '/end', message: `must be at most ${longestDays} days after the start` })
  }
  return errors.length > 0 ? errors : repeatErrors(block)
}

const instantErrors = (path: string, instantMs: number): readonly ConfigurationError[] => {
  if (besideCalendar(instantMs) !== 0) return [{ path, message: 'must lie in the years 1900 to 2199' }]
  // A repetition follows the wall clock, which counts in minutes.
  return instantMs % minuteMs === 0 ? [] : [{ path, message: 'must be a whole minute' }]
}

function repeatErrors({ start, end, timezone, repeat }: PlaceBlock): readonly ConfigurationError[] {
  if (!repeat) return []
  const { interval, until } = repeat
  const unknown = dateErrors('/repeat/until', until)
  if (unknown.length > 0) return unknown
  const [first, last] = [wallClock(start, timezone), wallClock(end, timezone)]
  const errors: ConfigurationError[] = []
  if (until < first.date) errors.push({ path: '/repeat/until', message: `must not be before the start, ${first.date}` })
  if (until > addDays(first.date, longestRepeatDays)) {
    errors.push({ path: '/repeat/until', message: 'must be at most two years after the start' })
  }
  // A slot stream knows a block by its id and once, so no local day of any zone may hold two occurrences.
  const shown = ({ date, minutes }: typeof first) => `${date}T${timeOfDay(minutes)}`
  const latest = shown({ ...first, date: addDays(first.date, 7 * interval - 2) })
  if (shown(last) > latest) {
    errors.push({ path: '/repeat/interval', message: 'must leave two days between one occurrence and the next' })
  }
  return errors
}
