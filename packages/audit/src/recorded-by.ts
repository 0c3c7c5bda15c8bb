import type { RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'

/**
 * Those of a stream that had been recorded by `asOf` (epoch ms). It ends at the first that was recorded later, so that what
 * is folded is always a state that the stream once was in, even where two machines' clocks differ.
 */
export function recordedBy<Event extends RecordedEvent>(events: readonly Event[], asOf: number): readonly Event[] {
  const later = events.findIndex(({ meta }) => parseInstant(meta.recordedAt) > asOf)
  return later === -1 ? events : events.slice(0, later)
}
