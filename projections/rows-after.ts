import type { RecordedEvent } from '@visita/event-store'
import { type Projection, RowChanges } from '@visita/read-store'
import type { ReadTables } from './tables.ts'

/**
 * The rows that a projection would have if these events were all that there ever was, in no order: by the same mapping that
 * the read model is made with. Each row's events must be in the order of their stream.
 */
export function rowsAfter<T extends keyof ReadTables>(
  { tables, on }: Pick<Projection<RecordedEvent>, 'tables' | 'on'>,
  events: readonly RecordedEvent[],
  table: T,
): readonly ReadTables[T][] {
  const changes = new RowChanges(tables)
  for (const event of events) for (const operation of on[event.type]?.(event) ?? []) changes.add(operation)
  // A change of a row that was never put is nobody's.
  for (const { table: name, put } of changes.tables())
    if (name === table) return put as readonly unknown[] as ReadTables[T][]
  return []
}
