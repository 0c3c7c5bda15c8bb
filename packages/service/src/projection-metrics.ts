import type { EventStore, RecordedEvent } from '@visita/event-store'
import { checkpointsOf, type ReadStore, type RunOptions } from '@visita/read-store'
import { type Metrics, systemClock } from '@visita/runtime'
import { traceBatch } from './batch-traces.ts'

export interface Watched {
  readonly store: EventStore
  readonly readStore: ReadStore
  readonly metrics: Metrics
  /** The names of those that are run. */
  readonly projections: readonly string[]
}

/** A projection that is further behind is as late; counting on would only cost. */
const mostCounted = 1_000

/**
 * What is run by it is traced (once the log has been caught up with: what is read again is no news) and measured: batches, how long a fact takes from its append to its rows, who leads, and before each
 * reading of the figures how far each projection is behind the log. The last is asked of the stores, so that a
 * process that stands by tells it as well, when the leader no longer can.
 */
export function watchProjections({
  store,
  readStore,
  metrics,
  projections,
}: Watched): Required<Pick<RunOptions<RecordedEvent>, 'follow' | 'onBatch' | 'onState'>> {
  const clock = systemClock()
  const events = metrics.counter('visita_projection_events_total', 'Events that were applied')
  const batches = metrics.histogram('visita_projection_batch_duration_seconds', 'From a batch to its commit')
  const delay = metrics.histogram(
    'visita_projection_delay_seconds',
    'From the append of a batch’s oldest event to the commit of its rows, once the log has been caught up with',
  )
  const leading = metrics.gauge('visita_projection_leading', 'Whether this process leads (1) or stands by (0)')
  const lag = {
    events: metrics.gauge(
      'visita_projection_lag_events',
      `Events in the log that are not applied yet, at most ${mostCounted}`,
      ['projection'],
    ),
    seconds: metrics.gauge('visita_projection_lag_seconds', 'Age of the oldest event that is not applied yet', [
      'projection',
    ]),
  }
  leading.set(0)

  metrics.beforeReading(async () => {
    lag.events.reset()
    lag.seconds.reset()
    const reached = await checkpointsOf(readStore, projections)
    const slowest = projections.map((name) => reached.get(name) ?? null).sort(inOrder)[0] ?? null
    const ahead = await store.ahead(slowest, mostCounted)
    const now = clock.now()
    for (const projection of projections) {
      const at = reached.get(projection) ?? -1n
      const waiting = ahead.filter(({ position }) => position > at)
      const oldest = waiting[0]
      lag.events.set({ projection }, waiting.length)
      lag.seconds.set({ projection }, oldest ? Math.max(0, now - oldest.created) / 1000 : 0)
    }
  })

  let live = false
  return {
    follow: (options) =>
      store.follow({
        ...options,
        onCaughtUp: () => {
          live = true
          options.onCaughtUp?.()
        },
        onBrokenOff: () => {
          live = false
          options.onBrokenOff?.()
        },
        handle: async (batch, checkpoint) => {
          await (live ? traceBatch(batch, () => options.handle(batch, checkpoint)) : options.handle(batch, checkpoint))
          const oldest = batch[0]
          if (live && oldest) delay.observe(Math.max(0, clock.now() - oldest.created) / 1000)
        },
      }),
    onBatch: ({ events: count, ms }) => {
      events.inc(count)
      batches.observe(ms / 1000)
    },
    onState: (state) => leading.set(state === 'catching-up' || state === 'live' ? 1 : 0),
  }
}

/** Those that have read nothing yet first. */
const inOrder = (a: bigint | null, b: bigint | null): number => Number((a ?? -1n) - (b ?? -1n))
