import { wallClock } from '../wall-clock.ts'
import type { PartOfDay } from './events.ts'
import { refusedBefore, type WaitlistEntry } from './state.ts'

const noon = 12 * 60
const evening = 18 * 60

/** Morning until 12:00, afternoon until 18:00, evening until midnight. Takes minutes of the wall clock, 0 to 1439. */
export const partOfDayOf = (localTimeMinutes: number): PartOfDay =>
  localTimeMinutes < noon ? 'morning' : localTimeMinutes < evening ? 'afternoon' : 'evening'

/**
 * Whether a visit that starts at `start` (epoch ms) is what they wait for: within their window, in their part of the day
 * by the clock of `timezone` (the resource's), and not refused before. Type, seats, resources and location are compared
 * by whoever looks for the time.
 */
export const wants = (entry: Wishes, start: number, timezone: string): boolean =>
  entry.from <= start &&
  start < entry.to &&
  (entry.partOfDay === null || partOfDayOf(wallClock(start, timezone).minutes) === entry.partOfDay) &&
  !refusedBefore(entry, start)

type Wishes = Pick<WaitlistEntry, 'from' | 'to' | 'partOfDay' | 'offers'>
