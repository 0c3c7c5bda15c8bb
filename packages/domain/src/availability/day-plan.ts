import { BoundedMap } from '../bounded-map.ts'
import { dateOfEpochDay, minuteMs } from '../instant.ts'
import type { Policies, Resource, VisitType } from '../schema.ts'
import type { Interval } from './claims.ts'
import { openingIntervals } from './openings.ts'
import { dayBounds } from './zones.ts'

/** What the configuration says about one local day of a resource, whoever asks and when. Instants, `[from, until)`. */
export interface DayPlan {
  readonly date: string
  /** Days from 1970-01-01. */
  readonly epochDay: number
  readonly day: Interval
  readonly openings: readonly Interval[]
  /** The starts of visits that lie within the day, buffers included. Empty where a visit is longer than the day. */
  readonly startsInDay: Interval
  /** Those of visits that lie within opening hours, buffers aside. */
  readonly startsInHours: readonly Interval[]
  /** Those of visits that do both. */
  readonly starts: readonly Interval[]
}

/**
 * Plans by the documents that they come from. Whoever changes a document makes a new one, so a plan is never stale, and
 * goes with the documents. Days are kept for as long as a bookable year has them.
 */
type Plans = BoundedMap<number, DayPlan>
const plans = new WeakMap<Resource, WeakMap<VisitType, WeakMap<Policies['holidays'], Plans>>>()
const mostDays = 400
const noHolidays: Policies['holidays'] = []

/**
 * The plans of one resource for one type of visit, by days from 1970-01-01. The documents must not be changed afterwards.
 * Throws a RangeError for a zone that does not exist.
 */
export function dayPlans(
  resource: Resource,
  visitType: VisitType,
  holidays: Policies['holidays'] = noHolidays,
): (epochDay: number) => DayPlan {
  const byType = weaklyKept(plans, resource, () => new WeakMap())
  const byHolidays = weaklyKept(byType, visitType, () => new WeakMap())
  const days = weaklyKept(byHolidays, holidays, () => new BoundedMap(mostDays))
  return (epochDay) => days.getOr(epochDay, () => planOf(resource, visitType, holidays, epochDay))
}

function weaklyKept<Key extends object, Value>(map: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const kept = map.get(key)
  if (kept) return kept
  const made = make()
  map.set(key, made)
  return made
}

function planOf(resource: Resource, visitType: VisitType, holidays: Policies['holidays'], epochDay: number): DayPlan {
  const date = dateOfEpochDay(epochDay)
  const duration = visitType.durationMinutes * minuteMs
  const day = dayBounds(date, resource.timezone)
  const openings = openingIntervals(resource, date, visitType.id, holidays)
  const startsInDay = {
    from: day.from + visitType.bufferBeforeMinutes * minuteMs,
    until: lastStart(day.until - visitType.bufferAfterMinutes * minuteMs, duration),
  }
  const startsInHours = openings.map(({ from, until }) => ({ from, until: lastStart(until, duration) })).filter(isSome)
  const starts = startsInHours
    .map(({ from, until }) => ({
      from: Math.max(from, startsInDay.from),
      until: Math.min(until, startsInDay.until),
    }))
    .filter(isSome)
  return { date, epochDay, day, openings, startsInDay, startsInHours, starts }
}

/** A visit may end exactly when its room does, so the last start is among them: instants are whole milliseconds. */
const lastStart = (until: number, duration: number) => until - duration + 1

const isSome = ({ from, until }: Interval) => from < until
