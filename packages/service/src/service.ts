import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox'
import { catalogue } from '@visita/domain'
import { connect, type EventStore, followManualClock } from '@visita/event-store'
import type { HttpApp } from '@visita/http'
import { type ConnectOptions, connectPostgres, type ReadStore, type StoreRole } from '@visita/read-store'
import {
  type Clock,
  createLogger,
  createMetrics,
  createShutdown,
  type Logger,
  loadConfig,
  type Metrics,
  manualClock,
  parseInstant,
  setting,
  startTracing,
  systemClock,
} from '@visita/runtime'

const common = {
  VISITA_EVENTSTORE_URL: setting.VISITA_EVENTSTORE_URL,
  VISITA_POSTGRES_URL: setting.VISITA_POSTGRES_URL,
  VISITA_HOST: setting.VISITA_HOST,
  VISITA_LOG_LEVEL: setting.VISITA_LOG_LEVEL,
  VISITA_CLOCK: setting.VISITA_CLOCK,
  VISITA_TRACES_URL: setting.VISITA_TRACES_URL,
  VISITA_TRACES_RATIO: setting.VISITA_TRACES_RATIO,
}

export interface ServiceOptions<Own extends TProperties> {
  /** How logs, metrics and the stores call it. */
  readonly name: string
  /** The settings that only this service has. */
  readonly settings: Own
  readonly env: Record<string, string | undefined>
  /** As which role it meets Postgres, and over how many connections at most. */
  readonly postgres: Pick<ConnectOptions, 'max' | 'durable'> & { readonly role: StoreRole }
}

/** What every service works with, opened, and closed again in reverse order when it stops. */
export interface Service<Own extends TProperties> {
  readonly name: string
  readonly config: Static<TObject<typeof common>> & Static<TObject<Own>>
  readonly logger: Logger
  readonly metrics: Metrics
  /** The system's clock, or the manual one that the log sets. */
  readonly clock: Clock
  readonly clockIsManual: boolean
  readonly store: EventStore
  readonly readStore: ReadStore
  /** Aborts when stopping begins. */
  readonly signal: AbortSignal
  onStop(name: string, fn: () => void | Promise<void>): void
  /** Work that goes on until the service stops. Should it fail, the service ends rather than go on without it. */
  keepGoing(what: string, work: Promise<void>): void
  listen(app: HttpApp, port: number): Promise<void>
}

/** The first thing that every main does. @throws ConfigError naming each variable that is wrong */
export async function startService<Own extends TProperties>(options: ServiceOptions<Own>): Promise<Service<Own>> {
  const { name, env, postgres } = options
  const all: TProperties = { ...common, ...options.settings }
  const config = loadConfig(Type.Object(all), env) as Service<Own>['config']
  const settings = config as Static<ReturnType<typeof Type.Object<typeof common>>>
  const { VISITA_EVENTSTORE_URL, VISITA_POSTGRES_URL, VISITA_HOST, VISITA_LOG_LEVEL, VISITA_CLOCK } = settings
  const logger = createLogger({ service: name, level: VISITA_LOG_LEVEL })
  const metrics = createMetrics(name)
  const shutdown = createShutdown(logger)
  const onStop = (what: string, fn: () => void | Promise<void>) => shutdown.onStop(what, fn)

  // The first to start and the last to stop: it records what all others do. Applications look once, when they are built.
  const { VISITA_TRACES_URL, VISITA_TRACES_RATIO } = settings
  if (VISITA_TRACES_URL !== undefined) {
    onStop('traces', await startTracing({ service: name, to: VISITA_TRACES_URL, ratio: VISITA_TRACES_RATIO }))
  }
  const store = connect({ connectionString: VISITA_EVENTSTORE_URL, catalogue, logger, connectionName: name, metrics })
  onStop('event store', () => store.close())
  const readStore = connectPostgres({ url: VISITA_POSTGRES_URL, ...postgres, logger, applicationName: name, metrics })
  onStop('postgres', () => readStore.end())

  function keepGoing(what: string, work: Promise<void>): void {
    const seen = work.catch((err: unknown) => {
      logger.fatal({ err, what }, 'stopped working')
      void shutdown.stop(what, 1)
    })
    onStop(what, () => seen)
  }

  const manual = VISITA_CLOCK === 'manual' ? manualClock(systemClock().now()) : null
  if (manual) {
    const { following } = await followManualClock(store, manual, parseInstant, shutdown.signal)
    keepGoing('manual clock', following)
  }
  return {
    name,
    config,
    logger,
    metrics,
    clock: manual ?? systemClock(),
    clockIsManual: manual !== null,
    store,
    readStore,
    signal: shutdown.signal,
    onStop,
    keepGoing,
    async listen(app, port) {
      await app.listen({ host: VISITA_HOST, port })
      onStop('http', () => app.close())
    },
  }
}
