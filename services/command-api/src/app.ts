import type { Agenda } from '@visita/agenda'
import type { EventStore } from '@visita/event-store'
import {
  buildHttp,
  checkAll,
  createKeyDirectory,
  createManageLinks,
  type HttpApp,
  type ManageLinks,
} from '@visita/http'
import type { ManageUrl } from '@visita/projections'
import { createHolds, createRequests, type Holds, type ReadStore, type Requests, type Vault } from '@visita/read-store'
import type { Logger, Metrics } from '@visita/runtime'
import { tenantKeys } from '@visita/service'
import { createHashing, type Hashing } from './hashing.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import { type Ahead, createAhead, createFailedMessages, type FailedMessages } from './read-model.ts'
import { blockRoutes } from './routes/blocks.ts'
import { bulkMoveRoutes } from './routes/bulk-moves.ts'
import { busyRoutes } from './routes/busy.ts'
import { clockRoutes } from './routes/clock.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { customerRoutes } from './routes/customers.ts'
import { holdRoutes } from './routes/holds.ts'
import { manageRoutes } from './routes/manage.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { platformRoutes } from './routes/platform.ts'
import { seriesRoutes } from './routes/series.ts'
import { visitAdminRoutes } from './routes/visit-admin.ts'
import { visitNoteRoutes } from './routes/visit-notes.ts'
import { visitRoutes } from './routes/visits.ts'
import { waitlistRoutes } from './routes/waitlist.ts'

export interface CommandApiOptions {
  readonly agenda: Agenda
  readonly store: EventStore
  readonly readStore: ReadStore
  readonly vault: Vault
  /** Whether `PUT /v1/_clock` is there. */
  readonly clockIsManual: boolean
  readonly masterKey: Buffer
  /** How the public reaches this API: manage links begin with it. */
  readonly publicUrl: string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rateLimit?: number
}

/** What the routes work with; the processes behind them take it as their agenda. */
export interface Deps extends Agenda, Omit<CommandApiOptions, 'agenda'> {
  readonly ahead: Ahead
  readonly failedMessages: FailedMessages
  readonly hashing: Hashing
  readonly idempotency: Idempotency
  readonly requests: Requests
  readonly holds: Holds
  readonly manageLinks: ManageLinks
  readonly manageUrl: ManageUrl
}

/** The command API, ready to listen. It owns nothing that it is given: whoever made the stores closes them. */
export async function buildCommandApi(options: CommandApiOptions): Promise<HttpApp> {
  const { agenda, ...given } = options
  const { store, readStore, masterKey, logger, metrics } = given
  const hashing = createHashing(masterKey)
  const manageLinks = createManageLinks(masterKey, options.publicUrl)
  const deps: Deps = {
    ...agenda,
    ...given,
    ahead: createAhead(readStore, store),
    failedMessages: createFailedMessages(readStore, store),
    hashing,
    idempotency: createIdempotency(hashing),
    requests: createRequests(readStore),
    holds: createHolds(readStore),
    manageLinks,
    manageUrl: (tenant, visitId, generation) => manageLinks.urlOf({ tenant, visitId, generation }),
  }
  const app = await buildHttp({
    service: 'command-api',
    title: 'Visita: commands',
    publicUrl: options.publicUrl,
    logger,
    metrics,
    auth: createKeyDirectory(tenantKeys(agenda.aggregates.tenant)),
    ready: () => checkAll({ eventStore: () => store.ping(), postgres: () => readStore.ping() }),
    ...(options.rateLimit === undefined ? {} : { limits: { perKey: options.rateLimit } }),
  })
  holdRoutes(app, deps)
  visitRoutes(app, deps)
  visitAdminRoutes(app, deps)
  visitNoteRoutes(app, deps)
  waitlistRoutes(app, deps)
  manageRoutes(app, deps)
  bulkMoveRoutes(app, deps)
  seriesRoutes(app, deps)
  customerRoutes(app, deps)
  configurationRoutes(app, deps)
  blockRoutes(app, deps)
  busyRoutes(app, deps)
  notificationRoutes(app, deps)
  platformRoutes(app, deps)
  if (options.clockIsManual) clockRoutes(app, deps)
  return app
}
