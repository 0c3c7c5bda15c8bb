import type { TSchema } from '@sinclair/typebox'
import { type TypeCheck, TypeCompiler } from '@sinclair/typebox/compiler'
import { type DomainEvent, type EventDefinition, StreamName } from '@visita/domain'
import { type EventMeta, fromWireMeta, toWireMeta, type WireMeta, WireMetaSchema } from './metadata.ts'

/** A fact as it stands in the log. */
export interface RecordedEvent<Event extends DomainEvent = DomainEvent> {
  readonly type: Event['type']
  readonly data: Event['data']
  /** The data as the log has it, where in `data` personal fields have been opened. */
  readonly sealed?: Event['data']
  readonly meta: EventMeta
  readonly id: string
  readonly stream: string
  readonly category: string
  /** The parts of the stream's compound id: tenant first. */
  readonly ids: readonly string[]
  readonly revision: bigint
  /** See position.ts: opaque, ordered. */
  readonly position: bigint
  /** When the store wrote it, epoch ms by the store's clock. */
  readonly created: number
}

export interface NewEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly meta: EventMeta
}

/** The raw envelope, as the client hands it over. */
export interface WireEvent {
  readonly id: string
  readonly type: string
  readonly data: unknown
  readonly metadata: unknown
  readonly streamId: string
  readonly revision: bigint
  readonly position: bigint
  readonly created: number
}

/** An event that is not what its schema says: a bug when written, a poisoned log when read. Names paths, never values. */
export class InvalidEvent extends Error {
  override readonly name = 'InvalidEvent'
}

export interface Codec {
  encode(event: NewEvent): { id: string; type: string; data: unknown; metadata: WireMeta }
  decode(wire: WireEvent): RecordedEvent
}

/**
 * Checks every event when it is written and when it is read, and brings old versions up to date on the way in.
 * Throws `InvalidEvent` for an unknown type, a wrong shape, wrong metadata, or a chain of upcasters that ends nowhere.
 */
export function createCodec(catalogue: readonly EventDefinition[]): Codec {
  const definitions = new Map<string, { check: TypeCheck<TSchema>; definition: EventDefinition }>()
  for (const definition of catalogue) {
    if (definitions.has(definition.type)) throw new InvalidEvent(`${definition.type} is defined twice`)
    definitions.set(definition.type, { check: TypeCompiler.Compile(definition.schema), definition })
  }
  const checkMeta = TypeCompiler.Compile(WireMetaSchema)

  const known = (type: string) => {
    const entry = definitions.get(type)
    if (!entry) throw new InvalidEvent(`no event type ${type}`)
    return entry
  }
  const verify = (check: TypeCheck<TSchema>, value: unknown, what: string) => {
    if (check.Check(value)) return
    const paths = [...check.Errors(value)].slice(0, 5).map(({ path, message }) => `${path || '/'}: ${message}`)
    throw new InvalidEvent(`${what} does not fit its schema (${paths.join('; ')})`)
  }

  function upcast(type: string, data: unknown): DomainEvent {
    let current: DomainEvent = { type, data }
    for (let steps = 0; steps < 100; steps++) {
      const { check, definition } = known(current.type)
      verify(check, current.data, current.type)
      if (!definition.upcast) return current
      current = definition.upcast(current.data as never)
    }
    throw new InvalidEvent(`${type} is upcast in a circle`)
  }

  return {
    encode(event) {
      const { check, definition } = known(event.type)
      if (definition.upcast) throw new InvalidEvent(`${event.type} is an old version and is no longer written`)
      verify(check, event.data, event.type)
      const metadata = toWireMeta(event.meta)
      verify(checkMeta, metadata, `metadata of ${event.type}`)
      return { id: event.id, type: event.type, data: event.data, metadata }
    },
    decode(wire) {
      const { type, data } = upcast(wire.type, wire.data)
      verify(checkMeta, wire.metadata, `metadata of ${wire.type}`)
      const { category, parts } = StreamName.split(wire.streamId)
      return {
        type,
        data,
        meta: fromWireMeta(wire.metadata as WireMeta),
        id: wire.id,
        stream: wire.streamId,
        category,
        ids: parts,
        revision: wire.revision,
        position: wire.position,
        created: wire.created,
      }
    },
  }
}
