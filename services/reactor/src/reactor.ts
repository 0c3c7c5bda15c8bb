import type { Agenda } from '@visita/agenda'
import type { EventStore } from '@visita/event-store'
import type { Planning } from '@visita/planning'
import { type ReadStore, runProjections } from '@visita/read-store'
import { createBell, type Logger, type Metrics, monotonic } from '@visita/runtime'
import { watchProjections } from '@visita/service'
import { fulfilWhatIsDue } from './fulfilment.ts'
import type { Graces } from './graces.ts'
import type { Policy } from './policy.ts'
import { obligations } from './projection.ts'
import { watchObligations } from './queue-metrics.ts'

export interface ReactorOptions {
  readonly store: EventStore
  /** One that is always fresh. */
  readonly agenda: Agenda
  readonly planning: Planning
  readonly policies: readonly Policy[]
  readonly postgresUrl: string
  /** As `visita_writer`, with more connections than workers: each holds one, and its work may need another. */
  readonly readStore: ReadStore
  readonly graces: Graces
  readonly workers?: number
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  readonly onCaughtUp?: () => void
}

/**
 * Follows the log for what it obliges to, and fulfils what has fallen due, until the signal ends it. Several may run:
 * one keeps the table, all may fulfil.
 * @throws what stops the line: see `runProjections`
 */
export async function runReactor(options: ReactorOptions): Promise<void> {
  const {
    store,
    agenda,
    planning,
    policies,
    postgresUrl,
    readStore,
    graces,
    workers = 4,
    logger,
    metrics,
    onCaughtUp,
  } = options
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const bell = createBell()
  const owed = obligations(policies, graces)
  const watched = watchProjections({ store, readStore, metrics, projections: [owed.name] })
  const kinds = policies.map(({ kind }) => kind)
  const { onEnded } = watchObligations(metrics, readStore, agenda.clock, kinds)

  const keeping = runProjections({
    url: postgresUrl,
    ...watched,
    projections: [owed],
    openPersonal: async (events) => events,
    logger,
    signal,
    monotonic,
    onBatch: (report) => {
      watched.onBatch(report)
      if (report.events > 0) bell.ring()
    },
    onState: (state) => {
      watched.onState(state)
      if (state === 'live') onCaughtUp?.()
    },
  })
  const fulfilling = fulfilWhatIsDue({
    policies,
    deps: { ...agenda, planning, readStore, signal },
    bell,
    workers,
    logger,
    onEnded,
  })
  try {
    await keeping
  } finally {
    failed.abort()
    await fulfilling
  }
}
