import { dateOfEpochDay, epochDay } from '../instant.ts'

/** Dates on a calendar, `YYYY-MM-DD`, without any zone. */

/** Days from 1970-01-01. */
export const epochDayOf = (date: string): number =>
  epochDay(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)))

/** Whether it is written `YYYY-MM-DD` and stands on the calendar: `2026-02-30` does not. */
export const isDate = (date: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(date) && dateOfEpochDay(epochDayOf(date)) === date

/** The date `count` days later, or earlier when negative. */
export const addDays = (date: string, count: number): string => dateOfEpochDay(epochDayOf(date) + count)

/** ISO: Monday is 1, Sunday is 7. */
export function weekday(date: string): number {
  // 1970-01-01 was a Thursday.
  const sinceMonday = (epochDayOf(date) + 3) % 7
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1
}
