import { type Static, Type } from '@sinclair/typebox'

/**
 * What every event says of its making. `$correlationId` and `$causationId` are EventStoreDB's own names, so that its
 * tools can follow a chain. The idempotency key is stored only as a keyed hash, since callers put what they like in it.
 */
export const WireMetaSchema = Type.Object({
  tenant: Type.Union([Type.String(), Type.Null()]),
  actor: Type.String({ minLength: 1, maxLength: 200 }),
  role: Type.String({ minLength: 1, maxLength: 32 }),
  channel: Type.String({ minLength: 1, maxLength: 64 }),
  $correlationId: Type.String({ minLength: 1, maxLength: 200 }),
  $causationId: Type.Optional(Type.String({ maxLength: 200 })),
  occurredAt: Type.String(),
  recordedAt: Type.String(),
  idempotencyKey: Type.Optional(Type.String({ maxLength: 64 })),
  fingerprint: Type.Optional(Type.String({ maxLength: 64 })),
  traceparent: Type.Optional(Type.String({ maxLength: 55 })),
})
export type WireMeta = Static<typeof WireMetaSchema>

export interface EventMeta {
  /** `null` only for what belongs to no tenant: the manual clock. */
  readonly tenant: string | null
  /** `key:<keyId>`, `customer:<id>`, `system:<policy>`. */
  readonly actor: string
  readonly role: string
  /** Through which door: `api`, `import`, `whatsapp`, `reactor` … */
  readonly channel: string
  /** The request id that started the chain. */
  readonly correlationId: string
  /** The event that caused this one, where a reactor acted. */
  readonly causationId?: string
  /** RFC 3339, UTC. When it happened, and when it was written down; they differ for what was made offline. */
  readonly occurredAt: string
  readonly recordedAt: string
  /** Keyed hashes, hex. */
  readonly idempotencyKey?: string
  readonly fingerprint?: string
  /** The command that wrote it, in W3C's form; only while its trace is recorded. */
  readonly traceparent?: string
}

export function toWireMeta({ correlationId, causationId, ...rest }: EventMeta): WireMeta {
  return { ...rest, $correlationId: correlationId, ...(causationId === undefined ? {} : { $causationId: causationId }) }
}

export function fromWireMeta({ $correlationId, $causationId, ...rest }: WireMeta): EventMeta {
  return {
    ...rest,
    correlationId: $correlationId,
    ...($causationId === undefined ? {} : { causationId: $causationId }),
  }
}
