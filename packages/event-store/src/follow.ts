import { setImmediate as turn } from 'node:timers/promises'
import {
  type AllStreamSubscription,
  type EventStoreDBClient,
  eventTypeFilter,
  START,
  streamNameFilter,
} from '@eventstore/db-client'
import type { Logger } from 'pino'
import type { Codec, RecordedEvent } from './codec.ts'
import { isOutage, pause } from './outage.ts'
import { fromPosition, type LogPosition, toPosition } from './position.ts'
import { decodeResolved } from './resolved.ts'

export interface FollowOptions {
  /** For the log only. */
  readonly name: string
  /** The last position that was handled, see position.ts; `null` starts with the first event. */
  readonly from: bigint | null
  /** Stream-name prefixes such as `slot-`; by default every event of ours. */
  readonly prefixes?: readonly string[]
  /** Or event types, by their exact names: all else stays in the store. Old versions of a type have names of their own. */
  readonly types?: readonly string[]
  /** Most events handed over at once. */
  readonly maxBatch?: number
  /**
   * Called with events in log order, one call at a time: the next waits for it. `checkpoint` is the position to
   * resume from once these are dealt with. On a quiet stretch the batch is empty and only the checkpoint has moved.
   */
  readonly handle: (batch: readonly RecordedEvent[], checkpoint: bigint) => Promise<void>
  /** Everything that was in the log has been handled; may be called again after a reconnection. */
  readonly onCaughtUp?: () => void
  /** The connection was lost; it is being made again. */
  readonly onBrokenOff?: () => void
  readonly signal: AbortSignal
}

interface Connection {
  readonly client: EventStoreDBClient
  readonly codec: Codec
  readonly logger: Logger
  readonly closing: AbortSignal
}

/**
 * Follows the log until the signal ends it, across lost connections, each event once per run and in order.
 * @throws what `handle` threw, or `InvalidEvent` for an event that cannot be read: the line stops, nothing is skipped.
 */
export async function follow(connection: Connection, options: FollowOptions): Promise<void> {
  const { logger, closing } = connection
  const signal = AbortSignal.any([options.signal, closing])
  const progress = { position: options.from }
  for (let failures = 0; !signal.aborted; ) {
    const before = progress.position
    try {
      await followOnce(connection, options, signal, progress)
    } catch (error) {
      if (signal.aborted) return
      if (!isOutage(error)) throw error
      options.onBrokenOff?.()
      failures = progress.position === before ? failures + 1 : 1
      logger.warn({ subscription: options.name, failures, err: error }, 'the subscription broke off; connecting again')
      await pause(Math.min(50 * 2 ** failures, 5000), signal)
    }
  }
}

class BrokenOff extends Error {
  readonly code = 14
}

/** One subscription, from where we are until it breaks (throws) or is aborted (returns). */
async function followOnce(
  { client, codec }: Connection,
  { prefixes, types, maxBatch = 500, handle, onCaughtUp }: FollowOptions,
  signal: AbortSignal,
  progress: { position: bigint | null },
): Promise<void> {
  let checkpoint: bigint | null = null
  let caughtUp = false
  let failure: Error | null = null
  let wake: () => void = () => {}
  const notice = () => wake()

  const reached = {
    checkpointInterval: 1,
    checkpointReached: async (_: unknown, position: LogPosition) => {
      checkpoint = toPosition(position)
      notice()
    },
  }
  const subscription: AllStreamSubscription = client.subscribeToAll(
    {
      fromPosition: progress.position === null ? START : fromPosition(progress.position),
      filter: prefixes
        ? streamNameFilter({ prefixes: [...prefixes], ...reached })
        : eventTypeFilter({ regex: types ? `^(${types.join('|')})$` : '^[^$]', ...reached }),
    },
    // What fills up while a batch is handled is the next batch; by default that would be a few dozen events.
    { highWaterMark: maxBatch },
  )
  const fail = (error: Error) => {
    failure ??= error
    notice()
  }
  subscription.on('error', fail)
  subscription.on('end', () => fail(new BrokenOff('the subscription ended')))
  subscription.on('close', () => fail(new BrokenOff('the subscription was closed')))
  subscription.on('readable', notice)
  subscription.on('caughtUp', () => {
    caughtUp = true
    notice()
  })
  signal.addEventListener('abort', notice)

  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      const batch: RecordedEvent[] = []
      let resolved = subscription.read()
      let last: bigint | null = null
      for (; resolved !== null; resolved = batch.length < maxBatch ? subscription.read() : null) {
        const event = decodeResolved(codec, resolved)
        if (event) batch.push(event)
        if (resolved.event) last = toPosition(resolved.event.position)
      }
      // A checkpoint counts only once everything that came before it has been read from the buffer.
      const drained = subscription.readableLength === 0
      if (drained && checkpoint !== null && (last === null || checkpoint > last)) last = checkpoint
      if (drained) checkpoint = null

      if (last !== null && (progress.position === null || last > progress.position)) {
        await handle(batch, last)
        progress.position = last
        continue
      }
      if (failure) throw failure
      if (drained && caughtUp) {
        caughtUp = false
        onCaughtUp?.()
      }
      await woken
      // What was written together comes together, but is told one by one: a turn later all of it is here.
      await turn()
    }
  } finally {
    signal.removeEventListener('abort', notice)
    subscription.on('error', () => {}) // cancelling is reported as an error
    await subscription.unsubscribe().catch(() => {})
    subscription.destroy()
  }
}
