import type { RecordedEvent } from '@visita/event-store'
import { InstantText, invalidRequest } from '@visita/http'
import { parseInstant } from '@visita/runtime'

/** The instant whose knowledge is asked for, in a query. */
export const AsOfText = {
  ...InstantText,
  description: 'As things stood then, by what had been recorded; RFC 3339 with offset or Z, not in the future',
}

/** Epoch ms of what a query asks for; now where it says nothing. @throws 400 for an instant that is still to come */
export function asOfMoment(text: string | undefined, now: number): number {
  if (text === undefined) return now
  const asOf = parseInstant(text)
  if (asOf > now) throw invalidRequest([{ in: 'query', path: '/asOf', message: 'must not be in the future' }])
  return asOf
}

/**
 * Those of a stream that had been recorded by `asOf` (epoch ms). It ends at the first that was recorded later, so that what
 * is folded is always a state that the stream once was in, even where two machines' clocks differ.
 */
export function recordedBy(events: readonly RecordedEvent[], asOf: number): readonly RecordedEvent[] {
  const later = events.findIndex(({ meta }) => parseInstant(meta.recordedAt) > asOf)
  return later === -1 ? events : events.slice(0, later)
}
