import { catalogue } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, put, table, tenantOf } from '../define.ts'

/** A MiB of the log, in positions. */
const blockLength = 2n * 1024n * 1024n

const mark = (event: RecordedEvent) => [
  put('read.log_mark', {
    tenant_id: tenantOf(event),
    minute: `${event.meta.recordedAt.slice(0, 16)}:00Z`,
    block: Number(event.position / blockLength),
    position: event.position,
  }),
]

/**
 * Where in the log the events of each minute stand, by when they were recorded. However many events a batch has, it changes a
 * row for each tenant, minute and stretch of the log: one or two.
 */
export const logMarks = defineProjection({
  name: 'log-marks',
  version: 1,
  tables: [table('read.log_mark', 'tenant_id', 'minute', 'block')],
  // The manual clock belongs to no tenant.
  on: Object.fromEntries(catalogue.flatMap(({ type }) => (type === 'ClockSet' ? [] : [[type, mark]]))),
})
