import { isDate } from './availability/days.ts'
import { isTimeZone } from './availability/zones.ts'

/** One thing that is wrong with a document: where (a JSON pointer into it) and what, in words for whoever sent it. */
export interface ConfigurationError {
  readonly path: string
  readonly message: string
}

/** The document has the right form, and means nothing that could work. */
export interface InvalidConfiguration {
  readonly type: 'invalid-configuration'
  readonly errors: readonly ConfigurationError[]
}

/** The errors as a rejection, or null when there are none. */
export const invalid = (errors: readonly ConfigurationError[]): InvalidConfiguration | null =>
  errors.length === 0 ? null : { type: 'invalid-configuration', errors }

export const zoneErrors = (path: string, timezone: string): readonly ConfigurationError[] =>
  isTimeZone(timezone) ? [] : [{ path, message: `is not an IANA time zone: ${timezone}` }]

export const dateErrors = (path: string, date: string | undefined): readonly ConfigurationError[] =>
  date === undefined || isDate(date) ? [] : [{ path, message: `is not a date of the calendar: ${date}` }]

/** `HH:mm` sorts as text, and `24:00` after everything. */
export function rangeErrors(path: string, range: { start: string; end: string }): readonly ConfigurationError[] {
  return range.start < range.end ? [] : [{ path: `${path}/end`, message: `must be after the start, ${range.start}` }]
}

/** The places at which a list repeats itself. */
export function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly number[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const key = keyOf(item)
    if (seen.has(key)) return [index]
    seen.add(key)
    return []
  })
}
