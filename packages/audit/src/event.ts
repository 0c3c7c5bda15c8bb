import type { RecordedEvent } from '@visita/event-store'
import { encodePosition } from '@visita/http/position'

/** A fact as whoever audits sees it. Instants are RFC 3339, UTC. */
export interface AuditEvent {
  /** Its place in the whole log: an opaque token, as `visita-position` is. */
  readonly position: string
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly revision: number
  /** When it happened. */
  readonly occurredAt: string
  /** When it was written down, by the clock of whoever wrote; later for what was told afterwards. */
  readonly recordedAt: string
  /** `key:<key id>`, `customer:<id>`, `system:<policy>`, `cli:<user>`. */
  readonly actor: string
  readonly role: string
  readonly channel: string
  /** The request that it all began with. */
  readonly correlationId: string
  /** The event that made a policy act. */
  readonly causationId: string | null
  readonly data: Readonly<Record<string, unknown>>
}

export function auditEvent({ id, type, stream, revision, position, data, meta }: RecordedEvent): AuditEvent {
  const { at } = data as { at?: unknown }
  return {
    position: encodePosition(position),
    eventId: id,
    type,
    stream,
    revision: Number(revision),
    // What the fact itself says comes first: a no-show that a timer marks happened when nobody came, not when it rang.
    occurredAt: typeof at === 'string' ? at : meta.occurredAt,
    recordedAt: meta.recordedAt,
    actor: meta.actor,
    role: meta.role,
    channel: meta.channel,
    correlationId: meta.correlationId,
    causationId: meta.causationId ?? null,
    data: data as Readonly<Record<string, unknown>>,
  }
}
