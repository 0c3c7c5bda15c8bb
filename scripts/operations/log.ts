import { catalogue, type EventDefinition } from '@visita/domain'
import { type EventStore, type RecordedEvent, readLog as readStretch } from '@visita/event-store'

export interface ReadLogOptions {
  /** Stream-name prefixes; by default every event of ours. */
  readonly prefixes?: readonly string[]
  /** Or event types, as they are mapped today: what was written under an older name and is brought up to date comes with them. */
  readonly types?: readonly string[]
  /** After this position; by default from the start. */
  readonly from?: bigint | null
  /** Most events at once. */
  readonly maxBatch?: number
  /** The last position that is wanted. */
  readonly until: bigint
  readonly handle: (events: readonly RecordedEvent[], checkpoint: bigint) => void | Promise<void>
  readonly signal: AbortSignal
}

const older = (catalogue as readonly EventDefinition[]).filter(({ upcast }) => upcast).map(({ type }) => type)

/**
 * Reads the log once, up to a position that it has reached, in order and in batches. Ends early when the signal says so.
 * @throws what `handle` threw, or InvalidEvent for an event that cannot be read: nothing is skipped
 */
export async function readLog(store: EventStore, options: ReadLogOptions): Promise<void> {
  const { prefixes, types, from = null, until, maxBatch = 1_000, handle, signal } = options
  const filter = { ...(prefixes && { prefixes }), ...(types && { types: [...types, ...older] }) }
  for await (const { events, checkpoint } of readStretch(store, {
    ...{ name: 'operations', after: from, until, maxBatch, signal },
    ...filter,
  })) {
    await handle(events, checkpoint)
  }
}
