import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { type Clock, type Metrics, toInstant } from '@visita/runtime'
import { type QueueCounts, watchQueue } from '@visita/service'
import { sql } from 'kysely'
import type { Ended } from './due.ts'

const states = ['waiting', 'due', 'failing'] as const

/** What is owed, by policy, in the figures that every queue has. */
export const watchObligations = (
  metrics: Metrics,
  readStore: ReadStore,
  clock: Pick<Clock, 'now'>,
  kinds: readonly string[],
) =>
  watchQueue<string, (typeof states)[number], Ended['kind']>(metrics, {
    ...{ queue: 'obligations', kinds, states, clock },
    count: (now) => openJobs(readStore, now),
  })

/** Of one kind: how many wait for their time, are due, and are due after having failed; since when the oldest is due. */
export type OpenJobs = QueueCounts<string, (typeof states)[number]>

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
