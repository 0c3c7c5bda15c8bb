import { type VisitEvent, visit } from '@visita/domain'
import type { EventStore, RecordedEvent } from '@visita/event-store'
import { parseInstant } from '@visita/runtime'
import { readLog } from './log.ts'
import type { LogProgress } from './progress.ts'

/** A fact about a visit. Its personal data and free texts are as the log has them: sealed. */
export interface HistoryEvent {
  readonly recordedAt: string
  readonly occurredAt: string
  readonly stream: string
  readonly revision: string
  readonly id: string
  readonly type: string
  readonly actor: string
  readonly role: string
  readonly channel: string
  /** The event that caused it, where a reactor acted; and the request that began the chain. */
  readonly causationId: string | null
  readonly correlationId: string
  readonly data: unknown
}

export interface History {
  readonly visitId: string
  readonly tenant: string
  /** What the visit is, after these events. */
  readonly status: string
  readonly events: readonly HistoryEvent[]
}

/**
 * Everything that the log says of one visit, in its order: its own stream, its claims in slot streams, and whatever else
 * names it. `asOf` (RFC 3339) leaves out what was recorded later. Null: there is, or was then, no such visit.
 * @throws Outage, InvalidEvent, or the signal's reason
 */
export async function historyOf(
  store: EventStore,
  visitId: string,
  options: {
    readonly asOf: string | null
    readonly until: bigint
    readonly signal: AbortSignal
    readonly progress: LogProgress
  },
): Promise<History | null> {
  const { asOf, until, signal, progress } = options
  const latest = asOf === null ? Number.POSITIVE_INFINITY : parseInstant(asOf)
  const found: RecordedEvent[] = []
  await readLog(store, {
    until,
    signal,
    handle: (batch, checkpoint) => {
      for (const event of batch) {
        if (names(event, visitId) && parseInstant(event.meta.recordedAt) <= latest) found.push(event)
      }
      progress.passed(batch.length, checkpoint)
    },
  })
  signal.throwIfAborted()
  const own = found.filter(({ category }) => category === 'visit')
  const [first] = own
  if (!first) return null
  const state = own.reduce((state, event) => visit.evolve(state, event as unknown as VisitEvent), visit.initial)
  return {
    visitId,
    tenant: first.ids[0] ?? '',
    status: state.status,
    events: found.map(described),
  }
}

const names = ({ ids, data }: RecordedEvent, visitId: string) =>
  ids[1] === visitId || (data as { visitId?: unknown }).visitId === visitId

const described = ({ id, type, stream, revision, data, meta }: RecordedEvent): HistoryEvent => ({
  recordedAt: meta.recordedAt,
  occurredAt: meta.occurredAt,
  stream,
  revision: revision.toString(),
  id,
  type,
  actor: meta.actor,
  role: meta.role,
  channel: meta.channel,
  causationId: meta.causationId ?? null,
  correlationId: meta.correlationId,
  data,
})
