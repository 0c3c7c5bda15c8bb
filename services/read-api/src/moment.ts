import { Type } from '@sinclair/typebox'
import { dayBounds, instantOf } from '@visita/domain'
import { DateText, InstantText } from '@visita/http'
import { parseInstant } from '@visita/runtime'

/** A date whose day has an end: the calendar's last one would end in a year of five digits. */
export const DayText = Type.String({ ...DateText, pattern: '^(?!9999)' })

/** One end of a stretch of time in a query: an instant, or a date on the tenant's calendar. */
export const MomentText = Type.Unsafe<string>({
  ...Type.Union([InstantText, DayText]),
  description:
    'RFC 3339 with offset or Z, or a date of the tenant’s time zone (as the end of a stretch: that day included)',
})

/** The end of the year 9999: what lies beyond has five digits, which nobody else reads. */
const last = 253_402_300_799_999

/** The instant, as rows have it: a date begins at its midnight, and as the end of a stretch reaches to the next one. */
export function momentOf(text: string, edge: 'from' | 'to', timezone: string): string {
  if (text.length > 10) return instantOf(Math.min(parseInstant(text), last))
  const { from, until } = dayBounds(text, timezone)
  return instantOf(edge === 'from' ? from : until)
}
