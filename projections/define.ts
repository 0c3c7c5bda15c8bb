import type { DomainEvent } from '@visita/domain'
import { erased, type RecordedEvent } from '@visita/event-store'
import type { Projection, RowOp, TableSpec } from '@visita/read-store'
import type { ReadTables } from './tables.ts'

type Name = keyof ReadTables

export const put = <T extends Name>(table: T, row: ReadTables[T]): RowOp => ({ op: 'put', table, row: { ...row } })

export const patch = <T extends Name>(table: T, key: Partial<ReadTables[T]>, set: Partial<ReadTables[T]>): RowOp => ({
  op: 'patch',
  table,
  key,
  set,
})

export const remove = <T extends Name>(table: T, key: Partial<ReadTables[T]>): RowOp => ({ op: 'remove', table, key })

export const table = <T extends Name>(name: T, ...key: (keyof ReadTables[T] & string)[]): TableSpec => ({ name, key })

/** A fact of one type, with the tenant that its stream belongs to. */
type Fact<Events extends DomainEvent, Type extends Events['type']> = RecordedEvent<Extract<Events, { type: Type }>>

/** A table that says where in the log each tenant's rows changed last. */
type ChangeTable = { [T in Name]: ReadTables[T] extends ChangeRow ? T : never }[Name]
export interface ChangeRow {
  tenant_id: string
  position: bigint
}

/**
 * A projection over events of the types given, each mapping knowing its event's data. With `changes`, whatever is done to a
 * tenant's rows is noted there in the same transaction; with `noted`, only what events of those types do.
 */
export function defineProjection<Events extends DomainEvent>(definition: {
  readonly name: string
  readonly version: number
  readonly tables: readonly TableSpec[]
  readonly changes?: ChangeTable
  readonly noted?: readonly Events['type'][]
  readonly on: { readonly [Type in Events['type']]?: (event: Fact<Events, Type>) => readonly RowOp[] }
}): Projection<RecordedEvent> {
  const { changes, noted = Object.keys(definition.on), tables, on, ...named } = definition
  const projection = { ...named, tables, on } as unknown as Projection<RecordedEvent>
  if (changes === undefined) return projection
  const note = (event: RecordedEvent) => put(changes, { tenant_id: tenantOf(event), position: event.position })
  return {
    ...projection,
    tables: [...tables, table(changes, 'tenant_id')],
    on: Object.fromEntries(
      Object.entries(projection.on).map(([type, map]) => [
        type,
        (noted as readonly string[]).includes(type) ? (event) => [...map(event), note(event)] : map,
      ]),
    ),
  }
}

/** A text whose key is gone reads `erased` everywhere; that is no name, no phone and no reason. */
export const knownText = (text: string | null): string | null => (text === erased ? null : text)

/** An event's data as the log has it: for a text that is kept sealed, and opened only for whoever reads it. */
export const asSealed = <Event extends DomainEvent>(event: RecordedEvent<Event>): Event['data'] =>
  event.sealed ?? event.data

/** The tenant is the first part of every stream's id, whatever else an event says. */
export const tenantOf = (event: Pick<RecordedEvent, 'ids'>): string => event.ids[0] ?? ''
