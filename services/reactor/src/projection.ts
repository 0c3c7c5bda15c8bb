import type { RecordedEvent } from '@visita/event-store'
import type { Projection, RowOp } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { type Graces, react, reactsTo } from './policies.ts'

/** What the reactor owes, kept like any read model: rows and checkpoint in one transaction. */
export function obligations(graces: Graces): Projection<RecordedEvent> {
  const apply = (event: RecordedEvent): RowOp[] => {
    const { open, close } = react(event, graces)
    return [
      ...open.map(
        ({ tenant, kind, key, dueAt, payload, cause }): RowOp => ({
          op: 'put',
          table: 'reactor.obligation',
          row: {
            tenant_id: tenant,
            kind,
            key,
            due_at: toInstant(dueAt),
            payload,
            event_id: cause.eventId,
            correlation_id: cause.correlationId,
            failures: 0,
          },
        }),
      ),
      ...close.map(
        ({ tenant, kind, key }): RowOp => ({
          op: 'remove',
          table: 'reactor.obligation',
          key: { tenant_id: tenant, kind, key },
        }),
      ),
    ]
  }
  return {
    name: 'obligations',
    version: 1,
    tables: [{ name: 'reactor.obligation', key: ['tenant_id', 'kind', 'key'] }],
    on: Object.fromEntries(reactsTo.map((type) => [type, apply])),
  }
}
