import { randomUUID } from 'node:crypto'
import { type AuditLogEvent, StreamName, TenantId } from '@visita/domain'
import type { CommandContext, EventStore } from '@visita/event-store'

/** What was read. `answered`: how many events, or whatever else is counted, the answer has; null where nobody knows yet. */
export interface AuditReading {
  /** The route's pattern, or the command: `/v1/audit/visits/:id`, `visita export`. */
  readonly route: string
  /** By parameter: ids, instants, types; never a text that somebody made up. Those left out are left out here. */
  readonly asked: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly answered: number | null
}

/** A reading that is on record. */
export interface RecordedReading {
  readonly readId: string
  /** Records how a reading ended whose length was not known when it began. @throws Outage */
  ended(answered: number, whole: boolean): Promise<void>
}

/** Who reads. */
export type Reader = Omit<CommandContext, 'tenant' | 'occurredAt' | 'idempotency'> & { readonly tenant: string }

/**
 * Puts on record that the log of a tenant is read: call it before the answer is given, and give none when it throws. A
 * retry after an unknown outcome may record one reading twice, never none.
 * @param now RFC 3339, UTC
 * @throws Outage
 */
export async function recordReading(
  store: Pick<EventStore, 'append'>,
  reader: Reader,
  { route, asked, answered }: AuditReading,
  now: () => string,
): Promise<RecordedReading> {
  const readId = randomUUID()
  async function append({ type, data }: AuditLogEvent): Promise<void> {
    const meta = { ...reader, occurredAt: data.at, recordedAt: data.at }
    const stream = StreamName.auditLog(TenantId.parse(reader.tenant), data.at.slice(0, 10))
    await store.append(stream, [{ id: randomUUID(), type, data, meta }], 'any')
  }
  const told = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(',')] as const],
  )
  await append({ type: 'AuditRead', data: { readId, route, asked: Object.fromEntries(told), answered, at: now() } })
  return {
    readId,
    ended: (answered, whole) => append({ type: 'AuditReadEnded', data: { readId, answered, whole, at: now() } }),
  }
}
