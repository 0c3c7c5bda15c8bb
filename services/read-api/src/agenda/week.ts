import { Temporal } from 'temporal-polyfill'

/** An ISO week of a year with four digits, whether or not that year has so many. */
export const weekPattern = '^(19|20|21)\\d\\d-W(0[1-9]|[1-4]\\d|5[0-3])$'

/** The dates of an ISO week such as `2026-W12`, Monday first; null where the year has no such week. */
export function datesOfWeek(week: string): string[] | null {
  const [year, number] = week.split('-W').map(Number)
  if (year === undefined || number === undefined) return null
  // The fourth of January always lies in the first week.
  const first = Temporal.PlainDate.from({ year, month: 1, day: 4 })
  const monday = first.subtract({ days: first.dayOfWeek - 1 }).add({ weeks: number - 1 })
  if (monday.yearOfWeek !== year || monday.weekOfYear !== number) return null
  return Array.from({ length: 7 }, (_, days) => monday.add({ days }).toString())
}
