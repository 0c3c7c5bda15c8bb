import type { EventStore } from '@visita/event-store'
import { type ReadStore, runProjections } from '@visita/read-store'
import type { Clock, Logger, Metrics } from '@visita/runtime'
import { createAggregates } from './aggregates.ts'
import { nextDue, settleDue } from './due.ts'
import { fulfil } from './fulfil.ts'
import type { Graces } from './policies.ts'
import { obligations } from './projection.ts'

export interface ReactorOptions {
  readonly store: EventStore
  readonly postgresUrl: string
  /** As `visita_writer`. */
  readonly readStore: ReadStore
  readonly clock: Clock
  readonly graces: Graces
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  readonly onCaughtUp?: () => void
}

/** Also without news it looks now and then, should a notice be lost with a connection. */
const longestNapMs = 5000

/**
 * Follows the log for what it obliges to, and fulfils what has fallen due, until the signal ends it. Several may run:
 * one keeps the table, all may fulfil.
 * @throws what stops the line: see `runProjections`
 */
export async function runReactor(options: ReactorOptions): Promise<void> {
  const { store, postgresUrl, readStore, clock, graces, logger, metrics, onCaughtUp } = options
  const aggregates = createAggregates(store, clock)
  const settled = metrics.counter('visita_obligations_total', 'Obligations that fell due', ['kind', 'outcome'])
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])

  let news = new AbortController()
  const keeping = runProjections({
    url: postgresUrl,
    follow: (following) => store.follow(following),
    projections: [obligations(graces)],
    openPersonal: async (events) => events,
    logger,
    signal,
    onBatch: ({ events }) => {
      if (events > 0) news.abort()
    },
    onState: (state) => {
      if (state === 'live') onCaughtUp?.()
    },
  })

  const fulfilling = (async () => {
    while (!signal.aborted) {
      const now = clock.now()
      news = new AbortController()
      try {
        const took = await settleDue(
          readStore,
          now,
          async (due) => {
            await fulfil(aggregates, clock, due)
            settled.inc({ kind: due.kind, outcome: 'fulfilled' })
            logger.info({ kind: due.kind, key: due.key, tenant: due.tenant }, 'saw to an obligation')
          },
          (due, err) => {
            settled.inc({ kind: due.kind, outcome: 'failed' })
            logger.warn({ err, kind: due.kind, key: due.key }, 'an obligation could not be fulfilled; later again')
          },
        )
        if (took > 0) continue
        const next = await nextDue(readStore)
        await nap(clock, next, AbortSignal.any([signal, news.signal]))
      } catch (err) {
        logger.warn({ err }, 'the obligations cannot be read; later again')
        await nap(clock, null, signal)
      }
    }
  })()

  try {
    await keeping
  } finally {
    failed.abort()
    await fulfilling
  }
}

/** Until the clock says so, which may be a manual one, or there is news, or a while has really passed. */
async function nap(clock: Clock, due: number | null, signal: AbortSignal): Promise<void> {
  await clock.wait(due ?? Number.POSITIVE_INFINITY, AbortSignal.any([signal, AbortSignal.timeout(longestNapMs)]))
}
