import { type Accounts, createAccounts, type PlatformAccounts } from '@visita/accounts'
import type { Agenda, TakesPart } from '@visita/agenda'
import type { TenantId } from '@visita/domain'
import type { EventStore } from '@visita/event-store'
import {
  buildHttp,
  checkAll,
  createKeyDirectory,
  createManageLinks,
  createOfferLinks,
  createUnsubscribeLinks,
  type HttpApp,
  type ManageLinks,
  type OfferLinks,
  type UnsubscribeLinks,
} from '@visita/http'
import { createTemplates, type Templates } from '@visita/planning'
import { type ManageUrl, tenantsOfNumber } from '@visita/projections'
import {
  createHolds,
  createRequests,
  type Holds,
  type ReadStore,
  type Requests,
  type Vault,
  withEveryTenant,
} from '@visita/read-store'
import type { Logger, Metrics } from '@visita/runtime'
import { tenantKeys } from '@visita/service'
import { createHashing, type Hashing } from './hashing.ts'
import { createIdempotency, type Idempotency } from './idempotency.ts'
import {
  type Ahead,
  createAhead,
  createFailedMessages,
  createTakesPart,
  createUnseenItems,
  type FailedMessages,
  type UnseenItems,
} from './read-model.ts'
import { blockRoutes } from './routes/blocks.ts'
import { bulkMoveRoutes } from './routes/bulk-moves.ts'
import { busyRoutes } from './routes/busy.ts'
import { channelAccountRoutes } from './routes/channel-accounts.ts'
import { clockRoutes } from './routes/clock.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { customerWishRoutes } from './routes/customer-wishes.ts'
import { customerRoutes } from './routes/customers.ts'
import { holdRoutes } from './routes/holds.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { manageRoutes } from './routes/manage.ts'
import { notificationRuleRoutes } from './routes/notification-rules.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { offerRoutes } from './routes/offers.ts'
import { platformRoutes } from './routes/platform.ts'
import { seriesRoutes } from './routes/series.ts'
import { templateRoutes } from './routes/templates.ts'
import { unsubscribeRoutes } from './routes/unsubscribe.ts'
import { visitAdminRoutes } from './routes/visit-admin.ts'
import { visitNoteRoutes } from './routes/visit-notes.ts'
import { visitRoutes } from './routes/visits.ts'
import { waitlistRoutes } from './routes/waitlist.ts'
import { webhookRoutes } from './routes/webhooks.ts'

export interface CommandApiOptions {
  readonly agenda: Agenda
  readonly store: EventStore
  readonly readStore: ReadStore
  readonly vault: Vault
  /** By whom messages go out for tenants without an account of their own. */
  readonly platform: PlatformAccounts
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
  readonly takesPart: TakesPart
  readonly unseenItems: UnseenItems
  readonly failedMessages: FailedMessages
  readonly hashing: Hashing
  readonly idempotency: Idempotency
  readonly requests: Requests
  readonly holds: Holds
  readonly manageLinks: ManageLinks
  readonly offerLinks: OfferLinks
  readonly unsubscribeLinks: UnsubscribeLinks
  readonly accounts: Accounts
  /** What is written for messages, by whom a rule is checked that says something nowhere. */
  readonly templates: Templates
  /** Whose own a number of WhatsApp is, by its id, whoever asks. */
  readonly tenantsOfNumber: (phoneNumberId: string) => Promise<TenantId[]>
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
    takesPart: createTakesPart(readStore, store),
    unseenItems: createUnseenItems(readStore, store),
    failedMessages: createFailedMessages(readStore, store),
    hashing,
    idempotency: createIdempotency(hashing),
    requests: createRequests(readStore),
    holds: createHolds(readStore),
    manageLinks,
    offerLinks: createOfferLinks(masterKey, options.publicUrl),
    unsubscribeLinks: createUnsubscribeLinks(masterKey, options.publicUrl),
    accounts: createAccounts({ tenants: agenda.aggregates.tenant, vault: options.vault, platform: options.platform }),
    templates: createTemplates(agenda.aggregates),
    tenantsOfNumber: (id) => withEveryTenant(readStore, (db) => tenantsOfNumber(db, id)),
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
  inboxRoutes(app, deps)
  manageRoutes(app, deps)
  offerRoutes(app, deps)
  unsubscribeRoutes(app, deps)
  bulkMoveRoutes(app, deps)
  seriesRoutes(app, deps)
  customerRoutes(app, deps)
  customerWishRoutes(app, deps)
  configurationRoutes(app, deps)
  channelAccountRoutes(app, deps)
  notificationRuleRoutes(app, deps)
  templateRoutes(app, deps)
  blockRoutes(app, deps)
  busyRoutes(app, deps)
  notificationRoutes(app, deps)
  webhookRoutes(app, deps)
  platformRoutes(app, deps)
  if (options.clockIsManual) clockRoutes(app, deps)
  return app
}
