import type { Accounts } from '@visita/accounts'
import { createContactPoints } from '@visita/agenda'
import type { EventStore } from '@visita/event-store'
import { type Job, notificationQueue, type QueueOptions, queueFeed, runQueue } from '@visita/notifications'
import { type ReadStore, runProjections, type Vault } from '@visita/read-store'
import { type Clock, type Logger, type Metrics, monotonic } from '@visita/runtime'
import { watchProjections } from '@visita/service'
import { createAllowances, forgetAllowances } from './allowances.ts'
import { watchBudgets } from './budgets.ts'
import { createCircuits } from './circuits.ts'
import { remembering } from './fresh-messages.ts'
import { watchSending } from './metrics.ts'
import { kindOf, watchCircuits, watchMessages } from './queue-metrics.ts'
import { requestHasher } from './send.ts'
import type { Streams } from './streams.ts'
import { inItsTrace } from './traces.ts'
import { createWork } from './work.ts'

export interface DispatcherOptions {
  readonly store: EventStore
  readonly streams: Streams
  readonly postgresUrl: string
  /** As `visita_writer`. One of its connections listens, and one more is used now and then for each few that are worked on. */
  readonly readStore: ReadStore
  readonly vault: Vault
  readonly accounts: Accounts
  /** 32 bytes: addresses and requests are hashed under keys derived from it. */
  readonly masterKey: Buffer
  /** Where the world reaches the command API. */
  readonly publicUrl: string
  readonly clock: Clock
  /** How many messages are worked on at once. */
  readonly concurrency?: number
  readonly leaseMs?: number
  /** From 0 to 1. */
  readonly random: () => number
  readonly logger: Logger
  readonly metrics: Metrics
  readonly signal: AbortSignal
  readonly onCaughtUp?: () => void
}

/** How long a provider is waited for once stopping has begun; all of stopping may take ten seconds. */
const graceMs = 5_000
const hourMs = 3_600_000

/**
 * Keeps the queue as the log has it, and sends what is due, until the signal ends it. Several may run: one keeps the queue, all send.
 * @throws what stops the line: see `runProjections`
 */
export async function runDispatcher(options: DispatcherOptions): Promise<void> {
  const { store, streams, postgresUrl, readStore, masterKey, publicUrl, clock, logger, metrics, onCaughtUp } = options
  const failed = new AbortController()
  const signal = AbortSignal.any([options.signal, failed.signal])
  const stopping = new AbortController()
  let grace: NodeJS.Timeout | undefined
  signal.addEventListener('abort', () => {
    grace = setTimeout(() => stopping.abort(), graceMs)
  })
  const circuits = createCircuits(readStore, monotonic)
  watchCircuits(metrics, circuits)
  const { onEnded } = watchMessages(metrics, readStore, clock)
  watchBudgets(metrics, readStore, streams.tenants, clock)
  const work = createWork({
    ...options,
    ...{ circuits, stopping: stopping.signal, notifications: streams.notifications },
    allow: createAllowances(readStore),
    contactPoints: createContactPoints(masterKey),
    hash: requestHasher(masterKey),
    statusCallbackUrl: `${publicUrl.replace(/\/$/, '')}/v1/webhooks/twilio`,
    onSent: watchSending(metrics),
  })
  const watched = watchProjections({ store, readStore, metrics, projections: [notificationQueue.name] })
  const feeding = runProjections({
    url: postgresUrl,
    ...watched,
    follow: remembering(watched.follow, streams.notifications, clock),
    ...queueFeed,
    logger,
    signal,
    monotonic,
    onState: (state) => {
      watched.onState(state)
      if (state === 'live' || state === 'standby') onCaughtUp?.()
    },
  })
  const forgetting = setInterval(() => {
    forgetAllowances(readStore, clock.now()).catch((err: unknown) =>
      logger.warn({ err }, 'old limits stay; later again'),
    )
  }, hourMs)
  const sending = runQueue({
    ...{ readStore, clock, logger, signal, concurrency: options.concurrency ?? 20 },
    ...(options.leaseMs === undefined ? {} : { leaseMs: options.leaseMs }),
    work: measured(inItsTrace(streams.notifications, work), onEnded),
  })
  try {
    await feeding
  } finally {
    failed.abort()
    await sending
    clearTimeout(grace)
    clearInterval(forgetting)
  }
}

function measured(
  work: QueueOptions['work'],
  onEnded: ReturnType<typeof watchMessages>['onEnded'],
): QueueOptions['work'] {
  return async (job: Job, lost) => {
    const since = monotonic()
    const kind = kindOf(job.priority)
    try {
      const worked = await work(job, lost)
      onEnded(kind, 'again' in worked ? 'postponed' : 'fulfilled', monotonic() - since)
      return worked
    } catch (error) {
      onEnded(kind, 'failed', monotonic() - since)
      throw error
    }
  }
}
