import { cancelOccurrences } from '@visita/agenda'
import { cancellableOccurrences, epochOf, type SeriesId, StreamName } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy } from '../policy.ts'
import { tellTogether } from './together.ts'
import { toldVisits } from './told-visits.ts'

interface Payload {
  /** From when on the series is off, epoch ms. */
  readonly from: number
  /** The role of whoever called it off: what bound them binds whoever goes on for them. */
  readonly role: string
  /** When it was called off, epoch ms. */
  readonly at: number
}

/**
 * The visits of a series that was called off are cancelled, and people told once of all of them. By the series' id and from when on
 * it is off: called off again from an earlier time, the rest of it is told by itself.
 */
export const seriesCancellation: Policy<Payload> = {
  kind: 'series-cancellation',
  on: {
    SeriesCancelled: ({ data, meta }, { seriesMs }) => ({
      open: [
        {
          key: `${data.seriesId} ${data.from}`,
          dueAt: parseInstant(meta.recordedAt) + seriesMs,
          payload: { from: epochOf(data.from), role: meta.role, at: epochOf(data.at) },
        },
      ],
    }),
  },
  async fulfil(deps, due) {
    const request = requestOf(due)
    const { from, role, at } = due.payload
    const asked = { ...request, caller: { ...request.caller, role } }
    const seriesId = due.key.split(' ')[0] as SeriesId
    await cancelOccurrences(deps, asked, seriesId, from)
    const { state } = await deps.aggregates.series.load(StreamName.series(due.tenant, seriesId))
    const ids = cancellableOccurrences(state, from).map(({ visitId }) => visitId)
    // What was cancelled by itself, or from a later time on, has been told.
    const told = await toldVisits(deps, due, ids, ({ now, told }) => (now?.visit.seriesFrom === from ? told : null))
    if (told.length === 0) return
    const cause = { eventId: due.cause.eventId, at, recordedAt: due.dueAt }
    return tellTogether(deps, due, { about: 'series-cancelled', cause, visits: told.map(({ state }) => state) }, told)
  },
}
