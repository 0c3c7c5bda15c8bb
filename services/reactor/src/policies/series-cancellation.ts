import { cancelOccurrences } from '@visita/agenda'
import { epochOf, type SeriesId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy } from '../policy.ts'

interface Payload {
  /** From when on the series is off, epoch ms. */
  readonly from: number
  /** The role of whoever called it off: what bound them binds whoever goes on for them. */
  readonly role: string
}

/** The visits of a series that was called off are cancelled. By the series' id. */
export const seriesCancellation: Policy<Payload> = {
  kind: 'series-cancellation',
  on: {
    SeriesCancelled: ({ data, meta }, { seriesMs }) => ({
      open: [
        {
          key: data.seriesId,
          dueAt: parseInstant(meta.recordedAt) + seriesMs,
          payload: { from: epochOf(data.from), role: meta.role },
        },
      ],
    }),
  },
  async fulfil(deps, due) {
    const request = requestOf(due)
    const { from, role } = due.payload
    const asked = { ...request, caller: { ...request.caller, role } }
    await cancelOccurrences(deps, asked, due.key as SeriesId, from)
  },
}
