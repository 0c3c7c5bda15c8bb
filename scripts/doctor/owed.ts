import { type BudgetUse, budgetsInUse, type Streams } from '@visita/dispatcher'
import { openJobs } from '@visita/reactor'
import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { type Finding, failed, ok, skipped } from './finding.ts'

/** What falls due is fulfilled within a moment; a restart of the reactor takes some seconds. */
const mostOverdueMs = 60_000

/** What the reactor owes. Takes a store of `visita_writer`; `now` is the services' clock, epoch ms. */
export async function checkObligations(store: ReadStore, now: number): Promise<Finding> {
  const kinds = await openJobs(store, now)
  const total = (pick: 'waiting' | 'due' | 'failing') => kinds.reduce((sum, kind) => sum + kind[pick], 0)
  const counts = `${total('waiting')} wait for their time, ${total('due')} are due, ${total('failing')} fail`
  const overdue = kinds
    .map(({ kind, oldest_ms }) => ({ kind, ms: oldest_ms === null ? 0 : now - Number(oldest_ms) }))
    .filter(({ ms }) => ms > mostOverdueMs)
  if (overdue.length === 0) return ok(counts)
  const named = overdue.map(({ kind, ms }) => `${kind} since ${Math.round(ms / 1000)} s`)
  return failed(
    `${counts}; due: ${named.join(', ')}`,
    'See the log of the reactor: it has stopped, or what it tries is refused.',
  )
}

interface Jobs {
  readonly 'queue.notification_job': {
    readonly next_at: string
    readonly lease_token: string | null
    readonly failures: number
  }
}

/** What is to be sent. Takes a store of `visita_writer`; `now` is the services' clock, epoch ms. */
export async function checkQueue(store: ReadStore, now: number): Promise<Finding> {
  const [table] = await store.query<{ there: boolean }>(
    "SELECT to_regclass('queue.notification_job') IS NOT NULL AS there",
  )
  if (!table?.there) return skipped('not there')
  const isOverdue = toInstant(now - mostOverdueMs)
  const [all, overdue, failing] = await withEveryTenant<Jobs, number[]>(store, async (db) => {
    const jobs = db.selectFrom('queue.notification_job').select(({ fn }) => fn.countAll().as('count'))
    const free = jobs.where('lease_token', 'is', null)
    const counts = [jobs, free.where('next_at', '<=', isOverdue), jobs.where('failures', '>', 0)]
    const found: number[] = []
    for (const count of counts) found.push(Number((await count.executeTakeFirst())?.count ?? 0))
    return found
  })
  const detail = `${all} messages wait, ${overdue} of them should have gone by now, ${failing} broke off`
  if (overdue === 0) return ok(detail)
  return failed(
    detail,
    'See the log of the dispatcher: it has stopped, does not keep up, or a provider does not answer.',
  )
}

interface Circuits {
  readonly 'queue.circuit': { readonly tenant_id: string; readonly channel: string; readonly cause: string | null }
}

/** From this share of a day's messages on, what comes later that day may have to wait. */
const shortShare = 0.8

/**
 * Whether every channel that somebody uses is open, and whose messages of a day run out. Takes a store of `visita_writer`; `now` is the
 * services' clock, epoch ms.
 */
export async function checkChannels(
  store: ReadStore,
  tenants: Pick<Streams['tenants'], 'load'>,
  now: number,
): Promise<Finding> {
  const [table] = await store.query<{ there: boolean }>("SELECT to_regclass('queue.circuit') IS NOT NULL AS there")
  if (!table?.there) return skipped('not there')
  const closed = await withEveryTenant<Circuits, Circuits['queue.circuit'][]>(store, (db) =>
    db
      .selectFrom('queue.circuit')
      .selectAll()
      .where('cause', 'is not', null)
      .orderBy('tenant_id')
      .orderBy('channel')
      .execute(),
  )
  const short = (await budgetsInUse(store, tenants, now)).filter(({ used, most }) => used / most >= shortShare)
  const spent = short.filter(({ used, most }) => used >= most)
  const detail = [
    ...(closed.length === 0 ? [] : [`closed for now: ${closed.map(circuitText).join('; ')}`]),
    ...(short.length === 0 ? [] : [`near the day’s limit: ${short.map(budgetText).join('; ')}`]),
  ].join('. ')
  if (closed.length === 0 && spent.length === 0) return ok(detail || 'every channel that is used works')
  const advice = [
    ...(closed.length === 0
      ? []
      : [
          'account: set it again (PUT /v1/admin/channels/:channel). unavailable: the provider is down, and is tried every half minute.',
        ]),
    ...(spent.length === 0
      ? []
      : ['A day’s limit is the tenant’s policy messagesPerDay; what waits goes at midnight.']),
  ]
  return failed(detail, advice.join(' '))
}

const circuitText = ({ tenant_id, channel, cause }: Circuits['queue.circuit']) => `${channel} of ${tenant_id}: ${cause}`
const budgetText = ({ tenant, channel, used, most }: BudgetUse) => `${channel} of ${tenant}: ${used} of ${most}`
