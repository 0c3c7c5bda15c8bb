import { cancellableOccurrences, type SeriesId, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import type { Policy } from '../policy.ts'
import { tellTogether } from './together.ts'
import { toldVisits } from './told-visits.ts'

interface Payload {
  /** Epoch ms. */
  readonly at: number
}

/** Tell people once of all that was booked of a series. By its id. */
export const announceSeries: Policy<Payload> = {
  kind: 'announce-series',
  on: {
    SeriesSettled: ({ data, meta }) => ({
      open: [{ key: data.seriesId, dueAt: parseInstant(meta.recordedAt), payload: { at: parseInstant(data.at) } }],
    }),
  },
  async fulfil(deps, due) {
    const { state } = await deps.aggregates.series.load(StreamName.series(due.tenant, due.key as SeriesId))
    const booked = cancellableOccurrences(state, deps.clock.now())
    const ids = booked.map(({ visitId }) => visitId)
    const told = await toldVisits(deps, due, ids, ({ now }) =>
      now?.status === 'pending' || now?.status === 'confirmed' ? { state: now, former: null } : null,
    )
    if (told.length === 0) return
    const cause = { eventId: due.cause.eventId, at: due.payload.at, recordedAt: due.dueAt }
    return tellTogether(deps, due, { about: 'series', cause, visits: told.map(({ state: visit }) => visit) }, told)
  },
}
