import { type BlockEvent, type BlockPlacedData, blockOccurrences, epochOf, instantOf } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, knownText, patch, put, table, tenantOf } from '../define.ts'
import type { BlockRow } from './table.ts'

const keyOf = (event: RecordedEvent<BlockEvent>) => ({ tenant_id: tenantOf(event), block_id: event.data.blockId })

const change = (event: RecordedEvent<BlockEvent>, set: Partial<BlockRow>) => [
  patch('read.block', keyOf(event), { ...set, revision: event.revision }),
]

/** Every operational block as it was placed, and what became of it. */
export const blocks = defineProjection<BlockEvent>({
  name: 'blocks',
  version: 1,
  tables: [table('read.block', 'tenant_id', 'block_id')],
  on: {
    BlockPlaced: (event) => {
      const { data } = event
      return [
        put('read.block', {
          ...keyOf(event),
          status: 'placed',
          resource_ids: data.resourceIds,
          location_id: data.locationId,
          starts_at: data.start,
          ends_at: data.end,
          timezone: data.timezone,
          repeat: data.repeat,
          occurrences: rangesOf(data),
          on_conflict: data.onConflict,
          reason: knownText(data.reason),
          laid_until: null,
          placed_at: data.at,
          revision: event.revision,
        }),
      ]
    },
    BlockLaidUntil: (event) => change(event, { laid_until: event.data.until }),
    BlockRefused: (event) => change(event, { status: 'refused' }),
    BlockLifted: (event) => change(event, { status: 'lifted' }),
  },
})

/** Repetition has an end, so that all of it can be told. */
function rangesOf({ start, end, ...times }: BlockPlacedData): string {
  const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  const occurrences = blockOccurrences({ ...times, start: epochOf(start), end: epochOf(end) }, always)
  return `{${occurrences.map(({ start, end }) => `[${instantOf(start)},${instantOf(end)})`).join()}}`
}
