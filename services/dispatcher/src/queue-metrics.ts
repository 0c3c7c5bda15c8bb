import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { type Clock, type Metrics, toInstant } from '@visita/runtime'
import { sql } from 'kysely'
import type { Circuits } from './circuits.ts'

/** What is to be sent, in the figures that every queue of this service has: told apart by `queue`. */
const queue = 'notifications'
const kinds = ['critical', 'normal'] as const
type Kind = (typeof kinds)[number]

export interface QueueMetrics {
  readonly onEnded: (kind: Kind, outcome: 'fulfilled' | 'postponed' | 'failed', ms: number) => void
}

export const kindOf = (priority: number): Kind => (priority === 0 ? 'critical' : 'normal')

/** Before each reading the table is asked what is to do; kinds of which nothing is are 0. */
export function watchQueue(
  metrics: Metrics,
  readStore: ReadStore,
  clock: Pick<Clock, 'now'>,
  circuits: Pick<Circuits, 'open'>,
): QueueMetrics {
  const labels = ['queue', 'kind'] as const
  const jobs = metrics.gauge('visita_queue_jobs', 'Jobs that are waiting, due, or due after having failed', [
    ...labels,
    'state',
  ])
  const age = metrics.gauge('visita_queue_oldest_due_age_seconds', 'How long the oldest due job has been due', labels)
  const ended = metrics.counter('visita_queue_ended_total', 'Tries at a job, by how they ended', [...labels, 'outcome'])
  const duration = metrics.histogram('visita_queue_job_duration_seconds', 'One try at a job', labels)
  const open = metrics.gauge(
    'visita_notification_circuits_open',
    'Channels of tenants that are left alone for a while',
    ['channel', 'cause'],
  )
  for (const kind of kinds) for (const outcome of ['fulfilled', 'failed']) ended.inc({ queue, kind, outcome }, 0)

  metrics.beforeReading(async () => {
    jobs.reset()
    age.reset()
    const now = clock.now()
    const rows = new Map((await countJobs(readStore, now)).map((row) => [row.kind, row]))
    for (const kind of kinds) {
      const { waiting = 0, due = 0, failing = 0, leased = 0, abandoned = 0, oldest_ms = null } = rows.get(kind) ?? {}
      const counts = { waiting, due, failing, leased, abandoned }
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue, kind, state }, count)
      age.set({ queue, kind }, oldest_ms === null ? 0 : Math.max(0, now - Number(oldest_ms)) / 1000)
    }
  })
  metrics.beforeReading(async () => {
    open.reset()
    const counts = new Map<string, { channel: string; cause: string; count: number }>()
    for (const { channel, cause } of await circuits.open()) {
      const slot = `${channel} ${cause}`
      counts.set(slot, { channel, cause, count: (counts.get(slot)?.count ?? 0) + 1 })
    }
    for (const { count, ...of } of counts.values()) open.set(of, count)
  })
  return {
    onEnded: (kind, outcome, ms) => {
      ended.inc({ queue, kind, outcome })
      duration.observe({ queue, kind }, ms / 1000)
    },
  }
}

/** Of one kind: how many wait for their time, are due, are due after the work on them broke off, are being worked on, or were left by somebody who died; since when the oldest is due, epoch ms. */
interface JobCounts {
  readonly kind: Kind
  readonly waiting: number
  readonly due: number
  readonly failing: number
  readonly leased: number
  readonly abandoned: number
  readonly oldest_ms: bigint | null
}

const countJobs = (store: ReadStore, now: number): Promise<readonly JobCounts[]> =>
  withEveryTenant(store, async (db) => {
    // What somebody has written to waits for the log, not for us.
    const isFree = sql`(awaited_revision IS NULL OR awaited_revision <= revision)`
    const isDue = sql`next_at <= ${toInstant(now)}::timestamptz AND ${isFree}`
    const isOurs = sql`lease_token IS NOT NULL AND failures = 0`
    const { rows } = await sql<JobCounts>`
      SELECT CASE WHEN priority = 0 THEN 'critical' ELSE 'normal' END AS kind,
             (count(*) FILTER (WHERE NOT (${isDue}) AND lease_token IS NULL))::int AS waiting,
             (count(*) FILTER (WHERE ${isDue} AND lease_token IS NULL))::int AS due,
             (count(*) FILTER (WHERE failures > 0))::int AS failing,
             (count(*) FILTER (WHERE ${isOurs} AND lease_until > now()))::int AS leased,
             (count(*) FILTER (WHERE ${isOurs} AND lease_until <= now()))::int AS abandoned,
             (extract(epoch FROM min(next_at) FILTER (WHERE ${isDue})) * 1000)::bigint AS oldest_ms
      FROM queue.notification_job GROUP BY 1`.execute(db)
    return rows
  })
