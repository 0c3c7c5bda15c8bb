import type { EventStore } from '@visita/event-store'
import { buildHttp, createKeyDirectory, type HttpApp } from '@visita/http'
import { createRequests, type ReadStore, type Requests, type Vault } from '@visita/read-store'
import { type Clock, type Logger, type Metrics, monotonic } from '@visita/runtime'
import { tenantKeys } from '@visita/service'
import type { Aggregates } from './aggregates.ts'
import { createDays, type Days } from './booking/days.ts'
import { type Configuration, createConfiguration } from './configuration.ts'
import { createHashing, type Hashing } from './context.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { createPeople, type People } from './people.ts'
import { createReadModel, type ReadModel } from './read-model.ts'
import { createResourceIndex, type ResourceIndex } from './resource-index.ts'
import { clockRoutes } from './routes/clock.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { customerRoutes } from './routes/customers.ts'
import { platformRoutes } from './routes/platform.ts'
import { visitRoutes } from './routes/visits.ts'

export interface CommandApiOptions {
  readonly store: EventStore
  readonly aggregates: Aggregates
  readonly readStore: ReadStore
  readonly vault: Vault
  readonly clock: Clock
  /** Whether `PUT /v1/_clock` is there. */
  readonly clockIsManual: boolean
  readonly masterKey: Buffer
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rateLimit?: number
  /** Called after each step of a booking; tests stop the process in it. */
  readonly onStep?: (step: BookingStep) => void | Promise<void>
}

export type BookingStep = 'reserved' | 'registered' | 'requested' | 'cancelled'

/** What the routes and the processes behind them work with. */
export interface Deps extends CommandApiOptions {
  readonly configuration: Configuration
  readonly people: People
  readonly days: Days
  readonly resourceIndex: ResourceIndex
  readonly readModel: ReadModel
  readonly hashing: Hashing
  readonly idempotency: Idempotency
  readonly requests: Requests
}

/** The command API, ready to listen. It owns nothing that it is given: whoever made the stores closes them. */
export async function buildCommandApi(options: CommandApiOptions): Promise<HttpApp> {
  const { store, aggregates, readStore, vault, masterKey, logger, metrics } = options
  const readModel = createReadModel(readStore, store)
  const hashing = createHashing(masterKey)
  const deps: Deps = {
    ...options,
    configuration: createConfiguration(aggregates),
    people: createPeople(aggregates, vault),
    days: createDays(aggregates),
    resourceIndex: createResourceIndex(aggregates, readModel.resourceIds, monotonic),
    readModel,
    hashing,
    idempotency: createIdempotency(hashing),
    requests: createRequests(readStore),
  }
  const app = await buildHttp({
    service: 'command-api',
    title: 'Visita: commands',
    logger,
    metrics,
    auth: createKeyDirectory(tenantKeys(aggregates.tenant)),
    ready: async () => ({
      eventStore: await answers(() => store.ping()),
      postgres: await answers(() => readStore.ping()),
    }),
    ...(options.rateLimit === undefined ? {} : { limits: { perKey: options.rateLimit } }),
  })
  visitRoutes(app, deps)
  customerRoutes(app, deps)
  configurationRoutes(app, deps)
  platformRoutes(app, deps)
  if (options.clockIsManual) clockRoutes(app, deps)
  return app
}

async function answers(ask: () => Promise<unknown>): Promise<{ ok: boolean; detail?: string }> {
  try {
    await ask()
    return { ok: true }
  } catch {
    return { ok: false, detail: 'does not answer' }
  }
}
