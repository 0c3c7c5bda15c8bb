import type { AccountChannel, StreamName, TenantId, VisitId, VisitState } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { buildHttp, checkAll, type HttpApp, type KeyDirectory, type Readiness } from '@visita/http'
import { type ManageUrl, type OpenPersonal, projections } from '@visita/projections'
import { checkpointsOf, type ReadStore } from '@visita/read-store'
import type { Clock, Logger, Metrics } from '@visita/runtime'
import type { RecordAudit } from './audit/recording.ts'
import type { LiveOptions } from './live/options.ts'
import { agendaRoutes } from './routes/agenda.ts'
import { auditRoutes } from './routes/audit.ts'
import { auditAgendaRoutes } from './routes/audit-agenda.ts'
import { auditEventRoutes } from './routes/audit-events.ts'
import { availabilityRoutes } from './routes/availability.ts'
import { blockRoutes } from './routes/blocks.ts'
import { bulkMoveRoutes } from './routes/bulk-moves.ts'
import { channelAccountRoutes } from './routes/channel-accounts.ts'
import { configurationRoutes } from './routes/configuration.ts'
import { customerRoutes } from './routes/customers.ts'
import { explainRoutes } from './routes/explain.ts'
import { inboxRoutes } from './routes/inbox.ts'
import { kpiRoutes } from './routes/kpis.ts'
import { noShowRiskRoutes } from './routes/no-show-risk.ts'
import { notificationReportRoutes } from './routes/notification-reports.ts'
import { notificationRuleRoutes } from './routes/notification-rules.ts'
import { notificationWhatIfRoutes } from './routes/notification-what-if.ts'
import { notificationWhyRoutes } from './routes/notification-why.ts'
import { notificationRoutes } from './routes/notifications.ts'
import { seriesRoutes } from './routes/series.ts'
import { streamRoutes } from './routes/stream.ts'
import { templateRoutes } from './routes/templates.ts'
import { trayRoutes } from './routes/trays.ts'
import { visitDetailRoutes } from './routes/visit-detail.ts'
import { visitRoutes } from './routes/visits.ts'
import { waitlistRoutes } from './routes/waitlist.ts'
import { createVisible, type Visible } from './visible.ts'

export interface ReadApiOptions {
  readonly readStore: ReadStore
  /** The visit folded from its own stream, so always as it stands. @throws Outage */
  readonly readVisit: (tenant: TenantId, id: VisitId) => Promise<{ state: VisitState; revision: bigint }>
  /** Every event of the visit, oldest first; none where there is no such stream. @throws Outage */
  readonly readVisitEvents: (tenant: TenantId, id: VisitId) => Promise<readonly RecordedEvent[]>
  /** Every event of any stream, oldest first; none where there is no such stream. @throws Outage */
  readonly readStream: (stream: StreamName) => Promise<readonly RecordedEvent[]>
  /** The same events with their personal fields opened, for staff. @throws StoreUnavailable */
  readonly openPersonal: OpenPersonal
  /** See audit/recording.ts. */
  readonly recordAudit: RecordAudit
  /** What the stream of changes follows. */
  readonly log: LiveOptions['log']
  /** The stream's limits and its beat, where they are not the usual. */
  readonly live?: Pick<LiveOptions, 'limits' | 'every'>
  /** The platform's own accounts, by channel: who carries the messages of tenants that have none. */
  readonly platformProviders: ReadonlyMap<AccountChannel, string>
  readonly auth: KeyDirectory
  /** Rejects when the event store does not answer. */
  readonly pingEventStore: () => Promise<void>
  readonly clock: Clock
  /** How a customer reaches a visit without a key; without it, no answer has such a link. */
  readonly manageUrl?: ManageUrl
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rateLimit?: number
  /** How long a read waits for the position it was asked to have reached. */
  readonly waitMs?: number
}

/** What the routes work with. */
export interface Deps extends ReadApiOptions {
  readonly visible: Visible
}

/** The read API, ready to listen. It owns nothing that it is given: whoever made the stores closes them. */
export async function buildReadApi(options: ReadApiOptions): Promise<HttpApp> {
  const { readStore, auth, pingEventStore, logger, metrics, rateLimit, waitMs = 2_000 } = options
  const app = await buildHttp({
    service: 'read-api',
    title: 'Visita: reads',
    logger,
    metrics,
    auth,
    ready: () =>
      checkAll({ postgres: () => readStore.ping(), eventStore: pingEventStore, readModels: () => built(readStore) }),
    ...(rateLimit === undefined ? {} : { limits: { perKey: rateLimit } }),
  })
  const deps: Deps = { ...options, visible: createVisible(readStore, waitMs) }
  configurationRoutes(app, deps)
  channelAccountRoutes(app, deps)
  templateRoutes(app, deps)
  notificationRuleRoutes(app, deps)
  visitRoutes(app, deps)
  visitDetailRoutes(app, deps)
  agendaRoutes(app, deps)
  auditRoutes(app, deps)
  auditEventRoutes(app, deps)
  auditAgendaRoutes(app, deps)
  availabilityRoutes(app, deps)
  explainRoutes(app, deps)
  blockRoutes(app, deps)
  bulkMoveRoutes(app, deps)
  customerRoutes(app, deps)
  inboxRoutes(app, deps)
  kpiRoutes(app, deps)
  trayRoutes(app, deps)
  noShowRiskRoutes(app, deps)
  notificationRoutes(app, deps)
  notificationReportRoutes(app, deps)
  notificationWhyRoutes(app, deps)
  notificationWhatIfRoutes(app, deps)
  seriesRoutes(app, deps)
  streamRoutes(app, deps)
  waitlistRoutes(app, deps)
  return app
}

/** A projection that has never read anything would answer every question with nothing. */
async function built(readStore: ReadStore): Promise<Readiness[string]> {
  const names = projections.map(({ name }) => name)
  const reached = await checkpointsOf(readStore, names)
  const missing = names.filter((name) => !reached.has(name))
  return missing.length === 0 ? { ok: true } : { ok: false, detail: `not built yet: ${missing.join(', ')}` }
}
