import { settleSeries } from '@visita/agenda'
import type { SeriesId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { requestOf } from '../commands.ts'
import type { Policy } from '../policy.ts'

/** Every occurrence of a series that was planned gets its result: booked by its hold, or, once that ran out, if it is still free. By its id. */
export const series: Policy<Record<string, never>> = {
  kind: 'series',
  on: {
    SeriesPlanned: ({ data, meta }, { seriesMs }) => ({
      open: [{ key: data.seriesId, dueAt: parseInstant(meta.recordedAt) + seriesMs, payload: {} }],
    }),
    SeriesSettled: ({ data }) => ({ close: [data.seriesId] }),
  },
  async fulfil(deps, due) {
    await settleSeries(deps, requestOf(due), due.key as SeriesId)
  },
}
