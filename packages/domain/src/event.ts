import type { Static, TObject } from '@sinclair/typebox'

/** What a decision yields and what `evolve` takes: the recorded fact without its envelope. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  readonly data: Data
}

/**
 * The contract of one stored event. `type` is the name on the wire and never changes; a changed shape is a new
 * definition named `…V2` with an upcaster from the old one.
 */
export interface EventDefinition<Type extends string = string, Schema extends TObject = TObject> {
  readonly type: Type
  readonly schema: Schema
  /** Where an older event of this type now goes when it is read: the newer type and its data. Pure. */
  upcast?(data: Static<Schema>): DomainEvent
}

export function defineEvent<Type extends string, Schema extends TObject>(
  type: Type,
  schema: Schema,
  upcast?: (data: Static<Schema>) => DomainEvent,
): EventDefinition<Type, Schema> {
  return upcast ? { type, schema, upcast } : { type, schema }
}

/** The union of facts that a list of definitions describes. */
export type EventsOf<Definitions extends readonly EventDefinition[]> = {
  [I in keyof Definitions]: DomainEvent<Definitions[I]['type'], Static<Definitions[I]['schema']>>
}[number]
