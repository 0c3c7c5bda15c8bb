import type { EventStore } from '@visita/event-store'
import type { Readiness } from '@visita/http'
import { personalOpener, projections } from '@visita/projections'
import { type RunnerState, runProjections, type Vault } from '@visita/read-store'
import { type Logger, type Metrics, monotonic } from '@visita/runtime'

export interface ProjectorOptions {
  readonly store: EventStore
  readonly postgresUrl: string
  readonly vault: Vault
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  /** Most events in one transaction. */
  readonly batch?: number
  /** How long a standby waits before it asks again. */
  readonly retryMs?: number
}

export interface Projector {
  /** Resolves when the signal ended it; rejects when the line has stopped. */
  readonly ended: Promise<void>
  readonly state: () => RunnerState
  readonly ready: () => Promise<Readiness>
}

/** Starts to keep every projection up to date with the log, or to stand by for whoever does. */
export function startProjector(options: ProjectorOptions): Projector {
  const { store, postgresUrl, vault, logger, metrics, signal, batch, retryMs } = options
  const events = metrics.counter('visita_projector_events_total', 'Events that were applied')
  const seconds = metrics.histogram('visita_projector_batch_seconds', 'From a batch to its commit')
  const position = metrics.gauge('visita_projection_position', 'Log position of the checkpoint', ['projection'])
  const leading = metrics.gauge('visita_projector_leading', 'Whether this process leads (1) or stands by (0)')

  let state: RunnerState = 'catching-up'
  let failed = false
  const ended = runProjections({
    url: postgresUrl,
    follow: (following) => store.follow(following),
    projections,
    openPersonal: personalOpener(vault),
    logger,
    signal,
    monotonic,
    ...(batch === undefined ? {} : { batch }),
    ...(retryMs === undefined ? {} : { retryMs }),
    onState: (next) => {
      if (next !== state) logger.info({ state: next }, 'the projector’s state changed')
      state = next
      leading.set(next === 'standby' || next === 'reconnecting' ? 0 : 1)
    },
    onBatch: ({ events: count, checkpoint, ms, projections: led }) => {
      events.inc(count)
      seconds.observe(ms / 1000)
      for (const projection of led) position.set({ projection }, Number(checkpoint))
    },
  })
  ended.catch(() => {
    failed = true
  })
  return {
    ended,
    state: () => state,
    ready: async () => ({
      projections: failed
        ? { ok: false, detail: 'stopped' }
        : { ok: state === 'live' || state === 'standby', detail: state },
    }),
  }
}
