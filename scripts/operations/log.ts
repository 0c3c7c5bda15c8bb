import type { EventStore, RecordedEvent } from '@visita/event-store'

export interface ReadLogOptions {
  /** Stream-name prefixes; by default every event of ours. */
  readonly prefixes?: readonly string[]
  /** The last position that is wanted. */
  readonly until: bigint
  readonly handle: (events: readonly RecordedEvent[], checkpoint: bigint) => void | Promise<void>
  readonly signal: AbortSignal
}

/**
 * Reads the log once, from its start to a position that it has reached, in order and in batches. Ends early when the signal
 * says so.
 * @throws what `handle` threw, or InvalidEvent for an event that cannot be read: nothing is skipped
 */
export async function readLog(store: EventStore, { prefixes, until, handle, signal }: ReadLogOptions): Promise<void> {
  const done = new AbortController()
  await store.follow({
    name: 'operations',
    from: null,
    maxBatch: 1_000,
    ...(prefixes && { prefixes }),
    signal: AbortSignal.any([signal, done.signal]),
    onCaughtUp: () => done.abort(),
    handle: async (batch, checkpoint) => {
      await handle(
        checkpoint <= until ? batch : batch.filter(({ position }) => position <= until),
        checkpoint < until ? checkpoint : until,
      )
      if (checkpoint >= until) done.abort()
    },
  })
}
