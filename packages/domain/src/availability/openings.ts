import type { VisitTypeId } from '../ids.ts'
import type { Policies, Resource } from '../schema.ts'
import type { Interval } from './claims.ts'
import { weekday } from './days.ts'
import { holidayFrom } from './holidays.ts'
import { localInstant } from './zones.ts'

/** A range of local times on one date. */
export interface LocalRange {
  readonly start: string
  readonly end: string
}

/** What decides when a resource is open on a day: see `openingOf`. */
export type OpeningRule = 'other-types' | 'exception' | 'weekly' | 'own-holiday' | 'public-holiday'

export interface Opening {
  readonly rule: OpeningRule
  /** As instants, merged and in order. */
  readonly intervals: readonly Interval[]
  /** The local times that the rule names; of a holiday those that it takes away, or shortens. */
  readonly ranges: readonly LocalRange[]
  /** The local time from which a public holiday closes. */
  readonly closedFrom?: string
}

/**
 * When the resource is open for visits of this type on one of its own local days (`YYYY-MM-DD`), as instants, merged and in
 * order. None when it does not take visits of this type at all.
 *
 * What decides, the first that applies:
 * 1. an exception of that date replaces the whole day, for every type; without ranges it is closed;
 * 2. where the schedule keeps public holidays: one of those, or of the tenant's own `holidays`, closes it; an eve that is a
 *    holiday from noon on closes it from noon on;
 * 3. the weekly rules of that weekday that are valid on that date and meant for this type.
 *
 * A list of types that is absent means all of them; one that is empty means none. On the days clocks change, see
 * `localInstant`. Throws a RangeError for a zone that does not exist.
 */
export function openingIntervals(
  resource: Resource,
  date: string,
  typeId: VisitTypeId,
  holidays: Policies['holidays'] = [],
): readonly Interval[] {
  return openingOf(resource, date, typeId, holidays).intervals
}

/** The same with the rule that decided. */
export function openingOf(
  resource: Resource,
  date: string,
  typeId: VisitTypeId,
  holidays: Policies['holidays'] = [],
): Opening {
  const { timezone, schedule, visitTypeIds } = resource
  if (visitTypeIds && !visitTypeIds.includes(typeId)) return { rule: 'other-types', intervals: [], ranges: [] }
  const exception = schedule.exceptions.find((candidate) => candidate.date === date)
  if (exception) {
    const { ranges } = exception
    return { rule: 'exception', intervals: merged(intervalsOf(ranges, date, timezone)), ranges }
  }

  const day = weekday(date)
  const rules = schedule.weekly.filter(
    ({ days, validFrom, validUntil, typeIds }) =>
      days.includes(day) &&
      (validFrom === undefined || validFrom <= date) &&
      (validUntil === undefined || date <= validUntil) &&
      (typeIds === undefined || typeIds.includes(typeId)),
  )
  const ranges = rules.map(({ start, end }) => ({ start, end }))
  const open = merged(intervalsOf(ranges, date, timezone))
  if (open.length === 0 || !schedule.holidays) return { rule: 'weekly', intervals: open, ranges }
  if (holidays.some((own) => own.date === date)) return { rule: 'own-holiday', intervals: [], ranges }

  const closedFrom = holidayFrom(date, schedule.holidays)
  if (closedFrom === null) return { rule: 'weekly', intervals: open, ranges }
  const intervals = before(open, localInstant(date, closedFrom, timezone, 'start'))
  return { rule: 'public-holiday', intervals, ranges, closedFrom }
}

const intervalsOf = (ranges: readonly LocalRange[], date: string, timezone: string): Interval[] =>
  ranges.map(({ start, end }) => ({
    from: localInstant(date, start, timezone, 'start'),
    until: localInstant(date, end, timezone, 'end'),
  }))

/** In order, without the empty ones, and with those that touch or overlap made one. */
function merged(intervals: Interval[]): readonly Interval[] {
  const result: Interval[] = []
  for (const next of intervals.sort((a, b) => a.from - b.from)) {
    if (next.from >= next.until) continue
    const last = result.at(-1)
    if (last && next.from <= last.until) {
      result[result.length - 1] = { from: last.from, until: Math.max(last.until, next.until) }
    } else result.push(next)
  }
  return result
}

const before = (intervals: readonly Interval[], instant: number): readonly Interval[] =>
  intervals.filter(({ from }) => from < instant).map(({ from, until }) => ({ from, until: Math.min(until, instant) }))
