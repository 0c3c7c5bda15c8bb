import type { RecordedEvent } from './codec.ts'
import type { FollowOptions } from './follow.ts'
import type { EventStore } from './store.ts'

export interface ReadLogOptions {
  /** For the log only. */
  readonly name: string
  /** The last position that is known already; by default it is read from the first event. */
  readonly after?: bigint | null
  /** The last position that is wanted. The log must have reached it: see `head`. */
  readonly until: bigint
  /** Stream-name prefixes; by default every event of ours. */
  readonly prefixes?: readonly string[]
  /** Or event types, by their exact names. */
  readonly types?: readonly string[]
  readonly maxBatch?: number
  readonly signal: AbortSignal
}

export interface ReadBatch {
  readonly events: readonly RecordedEvent[]
  /** Everything up to here has been handed over. */
  readonly checkpoint: bigint
}

/**
 * A stretch of the log, in order and in batches, which may be empty. The next batch is asked for when this one has been dealt
 * with: whoever is slow makes the store wait. Ends when `until` is reached, or when the signal says so; look at it then.
 * Waits for a store that is away.
 * @throws InvalidEvent for an event that cannot be read: nothing is skipped
 */
export async function* readLog(
  store: Pick<EventStore, 'follow'>,
  { name, after = null, until, prefixes, types, maxBatch = 1_000, signal }: ReadLogOptions,
): AsyncGenerator<ReadBatch, void, undefined> {
  if ((after ?? 0n) >= until) return
  type Step = { readonly batch: ReadBatch | null; readonly failure?: unknown }
  const done = new AbortController()
  let step = Promise.withResolvers<Step>()
  let proceed = () => {}
  const handle: FollowOptions['handle'] = (batch, reached) =>
    new Promise((dealtWith) => {
      proceed = dealtWith
      const events = reached <= until ? batch : batch.filter(({ position }) => position <= until)
      step.resolve({ batch: { events, checkpoint: reached < until ? reached : until } })
    })
  const following = store
    .follow({
      ...{ name, from: after, maxBatch, handle },
      ...(prefixes && { prefixes }),
      ...(types && { types }),
      signal: AbortSignal.any([signal, done.signal]),
      // The log had reached `until` before, so whatever there is has been handed over.
      onCaughtUp: () => done.abort(),
    })
    .then(
      () => step.resolve({ batch: null }),
      (failure: unknown) => step.resolve({ batch: null, failure }),
    )
  try {
    for (;;) {
      const { batch, failure } = await step.promise
      if (failure !== undefined) throw failure
      if (batch === null) return
      step = Promise.withResolvers()
      yield batch
      if (batch.checkpoint >= until) return
      proceed()
    }
  } finally {
    done.abort()
    proceed()
    await following
  }
}
