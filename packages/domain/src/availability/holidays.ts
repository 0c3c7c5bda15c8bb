import { createRequire } from 'node:module'
import type Holidays from 'date-holidays'
import { BoundedMap } from '../bounded-map.ts'
import { dayMs } from '../instant.ts'
import { addDays } from './days.ts'

/**
 * Public holidays by country and region. The library brings the whole world's rules along (some 27 MB of memory), so it is
 * loaded only when the first resource asks; and it calculates a year at a time, so a year is asked for once.
 */
let library: typeof Holidays | undefined
function calendarOf(country: string, region?: string): Holidays {
  library ??= createRequire(import.meta.url)('date-holidays') as typeof Holidays
  return region === undefined ? new library(country) : new library(country, region)
}

/** Date to the local time, `HH:mm`, from which it is a holiday: mostly `00:00`, on some eves noon. */
type HolidayYear = ReadonlyMap<string, string>
const years = new BoundedMap<string, HolidayYear>(500)
const regions = new BoundedMap<string, boolean>(1_000)

/** Whether there is a calendar for the country (ISO 3166-1) and, when it is given, its region (as in ISO 3166-2). */
export function holidayRegionExists(country: string, region?: string): boolean {
  return regions.getOr(`${country} ${region}`, () => {
    const calendar = calendarOf(country)
    if (!Object.hasOwn(calendar.getCountries(), country)) return false
    return region === undefined || Object.hasOwn(calendar.getStates(country) ?? {}, region)
  })
}

/** The local time, `HH:mm`, from which the date is a public holiday there, to the day's end; null on any other day. */
export function holidayFrom(date: string, holidays: { country: string; region?: string }): string | null {
  const { country, region } = holidays
  const year = Number(date.slice(0, 4))
  return years.getOr(`${country} ${region} ${year}`, () => holidaysOf(year, country, region)).get(date) ?? null
}

function holidaysOf(year: number, country: string, region?: string): HolidayYear {
  const calendar = calendarOf(country, region)
  const found = new Map<string, string>()
  // A holiday of several days that begins in December reaches into the next year.
  for (const holiday of [...calendar.getHolidays(year - 1), ...calendar.getHolidays(year)]) {
    if (holiday.type !== 'public') continue
    const date = holiday.date.slice(0, 10)
    const time = holiday.date.slice(11, 16)
    const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / dayMs))
    for (let day = 0; day < length; day++) {
      const from = day === 0 ? time : '00:00'
      const at = addDays(date, day)
      const known = found.get(at)
      if (known === undefined || from < known) found.set(at, from)
    }
  }
  return found
}
