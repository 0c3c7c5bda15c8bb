import type { RecordedEvent } from '@visita/event-store'
import type { Projection, RowOp, TableSpec } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import type { Graces } from './graces.ts'
import type { Policy, Reaction } from './policy.ts'

type React = (event: RecordedEvent, graces: Graces) => Reaction<unknown>

const table = 'reactor.obligation'

/** What the reactor owes, kept like any read model: rows and checkpoint in one transaction. */
export function obligations(policies: readonly Policy[], graces: Graces): Projection<RecordedEvent> {
  const reactions = new Map<string, { kind: string; react: React }[]>()
  for (const { kind, on } of policies) {
    for (const [type, react] of Object.entries(on) as [string, React][]) {
      reactions.set(type, [...(reactions.get(type) ?? []), { kind, react }])
    }
  }
  const apply = (event: RecordedEvent): RowOp[] =>
    (reactions.get(event.type) ?? []).flatMap(({ kind, react }) => rowsOf(event, kind, react(event, graces)))

  const tables = new Map<string, TableSpec>([[table, { name: table, key: ['tenant_id', 'kind', 'key'] }]])
  for (const own of policies.flatMap((policy) => policy.tables ?? [])) tables.set(own.name, own)
  return {
    name: 'obligations',
    version: 3,
    // Fulfilling deletes from it, and no answer comes from it.
    inPlace: true,
    tables: [...tables.values()],
    on: Object.fromEntries([...reactions.keys()].map((type) => [type, apply])),
  }
}

function rowsOf(event: RecordedEvent, kind: string, { open = [], close = [], rows = [] }: Reaction<unknown>): RowOp[] {
  const { tenant, correlationId, traceparent } = event.meta
  return [
    ...close.map((key): RowOp => ({ op: 'remove', table, key: { tenant_id: tenant, kind, key } })),
    ...open.map(
      ({ key, dueAt, payload }): RowOp => ({
        op: 'put',
        table,
        row: {
          tenant_id: tenant,
          kind,
          key,
          due_at: toInstant(dueAt),
          payload,
          event_id: event.id,
          correlation_id: correlationId,
          traceparent: traceparent ?? null,
          failures: 0,
        },
      }),
    ),
    ...rows,
  ]
}
