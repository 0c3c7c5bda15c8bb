/** Instants inside commands and states are epoch milliseconds; events carry RFC 3339 text in UTC. The two meet here. */

export const minuteMs = 60_000
export const dayMs = 86_400_000

/** Days from 1970-01-01 to a date of the proleptic Gregorian calendar. */
export function epochDay(year: number, month: number, day: number): number {
  // Years begin in March, so that the leap day is a year's last and needs no case of its own.
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}

/** The date `days` after 1970-01-01, as `YYYY-MM-DD`. */
export function dateOfEpochDay(days: number): string {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`
}

const digits = (value: number, length: number) => String(value).padStart(length, '0')

/**
 * Epoch milliseconds as the log writes them: `2026-03-02T09:00:00Z`, with three decimals only when they say something.
 * By arithmetic and not by Temporal, because every claim passes here four times.
 */
export function instantOf(ms: number): string {
  const days = Math.floor(ms / dayMs)
  const rest = ms - days * dayMs
  const seconds = Math.floor(rest / 1000)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map((n) => digits(n, 2))
  const fraction = rest % 1000
  return `${dateOfEpochDay(days)}T${clock.join(':')}${fraction === 0 ? '' : `.${digits(fraction, 3)}`}Z`
}

/**
 * Reads an instant of the log back. Only for text that `InstantSchema` has let pass; anything else gives nonsense. Digit by
 * digit, because an agenda has thousands of them.
 */
export function epochOf(instant: string): number {
  const two = (at: number) => instant.charCodeAt(at) * 10 + instant.charCodeAt(at + 1) - 528
  const clock = (two(11) * 60 + two(14)) * 60 + two(17)
  const fraction = instant.length > 20 ? Number(instant.slice(20, -1).padEnd(3, '0')) : 0
  return epochDay(two(0) * 100 + two(2), two(5), two(8)) * dayMs + clock * 1000 + fraction
}
