// With clock.ts, the only place that touches `Date`: here only as arithmetic on UTC, because every instant of every
// request and every answer passes here and Temporal's polyfill costs several times as much.

/** Not an instant as this service takes them; the message says what is wrong in words for the caller. */
export class InvalidInstant extends Error {
  override readonly name = 'InvalidInstant'
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/**
 * Reads an RFC 3339 instant with an offset or `Z` and gives epoch milliseconds.
 *
 * Refused (throws `InvalidInstant`): a missing offset, dates that do not exist (2026-02-30), 24:00 and leap seconds,
 * offsets beyond ±18:00, years before 1900, lower-case `t`/`z`, and anything finer than a millisecond unless the digits
 * beyond it are zeros. Finer input is refused rather than cut off: what is stored must be what was asked for.
 */
export function parseInstant(text: string): number {
  const match = rfc3339.exec(text)
  if (!match) throw new InvalidInstant('must be an RFC 3339 instant with an offset or Z, such as 2026-03-02T09:00:00Z')
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  const hour = Number(match[4])
  const minute = Number(match[5])
  const second = Number(match[6])
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  if (year < 1900) throw new InvalidInstant('names a year before 1900')
  const length = month === 2 && isLeap(year) ? 29 : (daysInMonth[month - 1] ?? 0)
  if (day < 1 || day > length) throw new InvalidInstant('names a date that does not exist')
  if (hour > 23 || minute > 59 || second > 59) throw new InvalidInstant('names a time that does not exist')
  const fraction = (match[7] ?? '').padEnd(3, '0')
  if (fraction.length > 3 && !/^0+$/.test(fraction.slice(3))) {
    throw new InvalidInstant('must not be finer than a millisecond')
  }
  const offset = Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)
  if (offset > 18 * 60 || Number(match[10] ?? 0) > 59) throw new InvalidInstant('has an offset that does not exist')
  const local = Date.UTC(year, month - 1, day, hour, minute, second, Number(fraction.slice(0, 3)))
  return local - (match[8] === '-' ? -offset : offset) * 60_000
}

/** Whether `parseInstant` would take it. */
export function isInstant(text: string): boolean {
  try {
    parseInstant(text)
    return true
  } catch {
    return false
  }
}

/** Epoch milliseconds as RFC 3339 in UTC: `2026-03-02T09:00:00Z`, with three decimals only where they say something. */
export function toInstant(ms: number): string {
  const text = new Date(ms).toISOString()
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text
}
