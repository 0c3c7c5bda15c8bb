import { catalogue, type RequestNotification } from '@visita/domain'
import { connect, type RecordedEvent } from '@visita/event-store'
import { connectPostgres, runProjections, waitForPosition, withEveryTenant } from '@visita/read-store'
import { createLogger, manualClock, monotonic, toInstant } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { sql } from 'kysely'
import { createNotifications, notificationQueue, queueFeed, queueMigrations, streamOf } from '../src/index.ts'
import type { Job } from '../src/queue.ts'
import { context, noon, schedule } from './messages.ts'

export const logger = createLogger({ service: 'notifications', level: 'silent' })

/** A real log and a real database, with the queue kept between them, on a manual clock. */
export async function startQueueTest(teardown: (fn: () => Promise<void>) => void) {
  const { eventStore, postgres: url, stop: stopStores } = await startStores([queueMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test', max: 20 })
  const clock = manualClock(noon)
  const notifications = createNotifications({ store, monotonic, now: () => toInstant(clock.now()) })
  const stop = new AbortController()
  let feeding = Promise.resolve()
  let feed = new AbortController()
  const startFeed = () => {
    feed = new AbortController()
    feeding = runProjections<RecordedEvent>({
      ...{ url, logger, retryMs: 20, signal: AbortSignal.any([stop.signal, feed.signal]) },
      ...queueFeed,
      follow: (options) => store.follow(options),
    })
  }
  startFeed()
  teardown(async () => {
    stop.abort()
    await feeding
    await store.close()
    await readStore.end()
    await stopStores()
  })
  return {
    ...{ url, eventStore, store, readStore, clock, notifications, signal: stop.signal, startFeed },
    stopFeed: async () => {
      feed.abort()
      await feeding
    },
    schedule: (dueAt: number, changes: Partial<RequestNotification> = {}) => schedule(store, dueAt, changes),
    /** Carries out a command on a message. */
    ask: async (job: Pick<Job, 'tenant' | 'notificationId'>, command: Parameters<typeof notifications.execute>[1]) => {
      const outcome = await notifications.execute(streamOf(job), command, context)
      if (outcome.kind !== 'accepted') throw new Error(`${command.type} was not accepted: ${outcome.kind}`)
      return outcome
    },
    /** The queue has heard of everything that stands in the log. */
    async settled() {
      const head = await store.head()
      if (!(await waitForPosition(readStore, [notificationQueue.name], head, 60_000))) throw new Error('it is behind')
    },
    /** How many rows of the queue are so. */
    count: (where = 'true') =>
      withEveryTenant(readStore, async (db) => {
        const { rows } = await sql<{ n: number }>`
          SELECT count(*)::int AS n FROM queue.notification_job WHERE ${sql.raw(where)}`.execute(db)
        return rows[0]?.n ?? 0
      }),
  }
}
export type QueueTest = Awaited<ReturnType<typeof startQueueTest>>
