import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { type Clock, type Metrics, toInstant } from '@visita/runtime'
import { sql } from 'kysely'
import type { Ended } from './due.ts'

/** What is owed, in the figures that every queue of this service has: told apart by `queue`. */
const queue = 'obligations'

export interface QueueMetrics {
  readonly onEnded: (kind: string, outcome: Ended['kind'], ms: number) => void
}

/** Before each reading, the table is asked what is open; kinds of which nothing is open are 0. */
export function watchQueue(
  metrics: Metrics,
  readStore: ReadStore,
  clock: Pick<Clock, 'now'>,
  kinds: readonly string[],
): QueueMetrics {
  const jobs = metrics.gauge('visita_queue_jobs', 'Jobs that are waiting, due, or due after having failed', [
    'queue',
    'kind',
    'state',
  ])
  const age = metrics.gauge('visita_queue_oldest_due_age_seconds', 'How long the oldest due job has been due', [
    'queue',
    'kind',
  ])
  const ended = metrics.counter('visita_queue_ended_total', 'Tries at a job, by how they ended', [
    'queue',
    'kind',
    'outcome',
  ])
  const duration = metrics.histogram('visita_queue_job_duration_seconds', 'One try at a job', ['queue', 'kind'])

  // From 0 on: a count that begins at its first failure shows no growth.
  for (const kind of kinds) for (const outcome of ['fulfilled', 'failed']) ended.inc({ queue, kind, outcome }, 0)

  metrics.beforeReading(async () => {
    jobs.reset()
    age.reset()
    const now = clock.now()
    const open = new Map((await openJobs(readStore, now)).map((row) => [row.kind, row]))
    for (const kind of kinds) {
      const { waiting = 0, due = 0, failing = 0, oldest_ms = null } = open.get(kind) ?? {}
      for (const [state, count] of Object.entries({ waiting, due, failing })) jobs.set({ queue, kind, state }, count)
      age.set({ queue, kind }, oldest_ms === null ? 0 : Math.max(0, now - Number(oldest_ms)) / 1000)
    }
  })
  return {
    onEnded: (kind, outcome, ms) => {
      ended.inc({ queue, kind, outcome })
      duration.observe({ queue, kind }, ms / 1000)
    },
  }
}

/** Of one kind: how many wait for their time, are due, and are due after having failed; since when the oldest is due, epoch ms. */
export interface OpenJobs {
  readonly kind: string
  readonly waiting: number
  readonly due: number
  readonly failing: number
  readonly oldest_ms: string | null
}

export const openJobs = (store: ReadStore, now: number): Promise<readonly OpenJobs[]> =>
  withEveryTenant(store, async (db) => {
    const isDue = sql`due_at <= ${toInstant(now)}::timestamptz`
    const { rows } = await sql<OpenJobs>`
      SELECT kind, (count(*) FILTER (WHERE NOT ${isDue}))::int AS waiting,
             (count(*) FILTER (WHERE ${isDue} AND failures = 0))::int AS due,
             (count(*) FILTER (WHERE ${isDue} AND failures > 0))::int AS failing,
             (extract(epoch FROM min(due_at) FILTER (WHERE ${isDue})) * 1000)::bigint AS oldest_ms
      FROM reactor.obligation GROUP BY kind`.execute(db)
    return rows
  })
