import { type ReadStore, withEveryTenant } from '@visita/read-store'
import { type Clock, type Metrics, toInstant } from '@visita/runtime'
import { type QueueCounts, watchQueue } from '@visita/service'
import { sql } from 'kysely'
import type { Circuits } from './circuits.ts'

const kinds = ['critical', 'normal'] as const
type Kind = (typeof kinds)[number]

export const kindOf = (priority: number): Kind => (priority === 0 ? 'critical' : 'normal')

const states = ['waiting', 'due', 'failing', 'leased', 'abandoned'] as const

/** What is to be sent, in the figures that every queue has. */
export const watchMessages = (metrics: Metrics, readStore: ReadStore, clock: Pick<Clock, 'now'>) =>
  watchQueue<Kind, (typeof states)[number], 'fulfilled' | 'postponed' | 'failed'>(metrics, {
    ...{ queue: 'notifications', kinds, states, clock },
    count: (now) => countJobs(readStore, now),
  })

/** How many channels of tenants are left alone for a while, by why. */
export function watchCircuits(metrics: Metrics, circuits: Pick<Circuits, 'open'>): void {
  const open = metrics.gauge(
    'visita_notification_circuits_open',
    'Channels of tenants that are left alone for a while',
    ['channel', 'cause'],
  )
  metrics.beforeReading(async () => {
    open.reset()
    const counts = new Map<string, { channel: string; cause: string; count: number }>()
    for (const { channel, cause } of await circuits.open()) {
      const slot = `${channel} ${cause}`
      counts.set(slot, { channel, cause, count: (counts.get(slot)?.count ?? 0) + 1 })
    }
    for (const { count, ...of } of counts.values()) open.set(of, count)
  })
}

type JobCounts = QueueCounts<Kind, (typeof states)[number]>

/** How many wait for their time, are due, are due after the work on them broke off, are being worked on, or were left by somebody who died. */
const countJobs = (store: ReadStore, now: number): Promise<readonly JobCounts[]> =>
  withEveryTenant(store, async (db) => {
    const isDue = sql`next_at <= ${toInstant(now)}::timestamptz`
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
