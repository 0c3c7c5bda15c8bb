import type { Interval } from '../availability/claims.ts'
import { addDays } from '../availability/days.ts'
import { dayBounds, localDate, localInstant } from '../availability/zones.ts'
import { timeOfDay, wallClock } from '../wall-clock.ts'
import type { BlockDetails } from './state.ts'

/** When a block is in force: of one that was placed, or of one that is only thought of. Instants in epoch ms. */
export type BlockTimes = Pick<BlockDetails, 'start' | 'end' | 'timezone' | 'repeat'>

export interface BlockOccurrence {
  readonly start: number
  readonly end: number
}

/** What of a block lies on one local day of a resource: `[from, until)`, never beyond that day. */
export interface BlockSlice extends Interval {
  readonly date: string
}

/**
 * The occurrences that begin within `[from, until)` (epoch ms), in order. `until` may be `Infinity`: repetition ends.
 *
 * The first is as it was placed. The others have the same wall-clock times in the block's zone: a time that the clock
 * skips gives the instant of the change; one that it shows twice gives the first for the start and the second for the
 * end. An occurrence that the clock skips altogether is none.
 */
export function blockOccurrences(block: BlockTimes, window: Interval): readonly BlockOccurrence[] {
  const within = ({ start, end }: BlockOccurrence) => window.from <= start && start < window.until && start < end
  const { start, end, timezone, repeat } = block
  const occurrences: BlockOccurrence[] = [{ start, end }]
  if (!repeat) return occurrences.filter(within)

  const first = wallClock(start, timezone)
  const last = wallClock(end, timezone)
  for (let days = 7 * repeat.interval; addDays(first.date, days) <= repeat.until; days += 7 * repeat.interval) {
    const occurrence = {
      start: startAt(addDays(first.date, days), first.minutes, timezone),
      end: endAt(addDays(last.date, days), last.minutes, timezone),
    }
    if (occurrence.start >= window.until) break
    occurrences.push(occurrence)
  }
  return occurrences.filter(within)
}

const startAt = (date: string, minutes: number, timezone: string) =>
  localInstant(date, timeOfDay(minutes), timezone, 'start')

/** What ends at midnight ends with the day before, also where the clock shows midnight twice. */
const endAt = (date: string, minutes: number, timezone: string) =>
  minutes === 0 ? dayBounds(addDays(date, -1), timezone).until : localInstant(date, timeOfDay(minutes), timezone, 'end')

/**
 * The same occurrences (those that begin within the window), cut into the local days of a resource in `timezone`, in
 * order. The slices of one occurrence touch, and no date comes twice: see `blockErrors`.
 */
export function blockSlices(block: BlockTimes, timezone: string, window: Interval): readonly BlockSlice[] {
  return blockOccurrences(block, window).flatMap(({ start, end }) => {
    const slices: BlockSlice[] = []
    for (let date = localDate(start, timezone); ; date = addDays(date, 1)) {
      const day = dayBounds(date, timezone)
      if (day.from >= end) return slices
      const slice = { date, from: Math.max(start, day.from), until: Math.min(end, day.until) }
      // A date that the zone skipped has no instants.
      if (slice.from < slice.until) slices.push(slice)
    }
  })
}
