import { localDate, type NotificationChannel, StreamName, type TenantId } from '@visita/domain'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { type Clock, inParallel, type Metrics, toInstant } from '@visita/runtime'
import { sql } from 'kysely'
import type { Streams } from './streams.ts'

/** What a tenant has used of the messages that it allows itself on the day that it is there now. */
export interface BudgetUse {
  readonly tenant: TenantId
  readonly channel: LimitedChannel
  readonly used: number
  /** At least 1: whoever allows none has closed the channel on purpose. */
  readonly most: number
}
type LimitedChannel = Exclude<NotificationChannel, 'in_app'>

interface Row {
  readonly tenant: TenantId
  readonly channel: LimitedChannel
  readonly day: string
  readonly used: number
}

const tenantsAtOnce = 10

/**
 * Of every tenant and channel with a budget that something was asked of today, by the policies as they are now.
 * @param now the services' clock, epoch ms
 * @param maxAgeMs how old the policies may be
 * @throws StoreUnavailable, Outage
 */
export async function budgetsInUse(
  store: ReadStore,
  tenants: Pick<Streams['tenants'], 'load'>,
  now: number,
  maxAgeMs = 0,
): Promise<readonly BudgetUse[]> {
  const rows = await withEveryTenant(store, async (db) => {
    const at = sql`(${toInstant(now)}::timestamptz AT TIME ZONE 'UTC')`
    // Whichever day it is somewhere on earth.
    const found = await sql<Row>`
      SELECT tenant_id AS tenant, channel, day::text AS day, used FROM queue.budget
      WHERE day BETWEEN (${at} - interval '12 h')::date AND (${at} + interval '14 h')::date ORDER BY 1, 2, 3`.execute(
      db,
    )
    return found.rows
  })
  const policies = new Map<TenantId, Awaited<ReturnType<typeof tenants.load>>['state']['policies']>()
  await inParallel([...new Set(rows.map(({ tenant }) => tenant))], tenantsAtOnce, async (tenant) => {
    policies.set(tenant, (await tenants.load(StreamName.tenant(tenant), maxAgeMs)).state.policies)
  })
  return rows.flatMap(({ tenant, channel, day, used }) => {
    const known = policies.get(tenant)
    const most = known?.messagesPerDay?.[channel] ?? 0
    return known && most > 0 && day === localDate(now, known.timezone) ? [{ tenant, channel, used, most }] : []
  })
}

const limited = ['whatsapp', 'email', 'sms'] as const satisfies readonly LimitedChannel[]
/** A figure may lag behind somebody's new limit; asking the log for everybody's with each reading would be dear. */
const policiesMaxAgeMs = 60_000

/** Tells of each channel how near the tenant is that is nearest to its day's limit. Whose it is, the doctor says. */
export function watchBudgets(
  metrics: Metrics,
  store: ReadStore,
  tenants: Pick<Streams['tenants'], 'load'>,
  clock: Pick<Clock, 'now'>,
): void {
  const ratio = metrics.gauge(
    'visita_notification_budget_used_ratio',
    'Of a day’s messages by that channel, the highest share that a tenant has used; 0: nobody has a limit, or used any',
    ['channel'],
  )
  metrics.beforeReading(async () => {
    ratio.reset()
    const uses = await budgetsInUse(store, tenants, clock.now(), policiesMaxAgeMs)
    for (const channel of limited) {
      const shares = uses.filter((use) => use.channel === channel).map(({ used, most }) => used / most)
      ratio.set({ channel }, Math.max(0, ...shares))
    }
  })
}
