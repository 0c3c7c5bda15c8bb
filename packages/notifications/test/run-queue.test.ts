import { withEveryTenant } from '@visita/read-store'
import { toInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { sql } from 'kysely'
import { test } from 'tap'
import { type QueueOptions, runQueue, type Worked } from '../src/index.ts'
import type { Job } from '../src/queue.ts'
import { dispatcher } from './dispatch.ts'
import { logger, type QueueTest, startQueueTest } from './harness.ts'
import { noon } from './messages.ts'

const minute = 60_000

/** A worker that stops with the test, and what it did. */
function start(q: QueueTest, work: QueueOptions['work'], more: Partial<QueueOptions> = {}) {
  const stop = new AbortController()
  const { readStore, clock } = q
  const signal = AbortSignal.any([q.signal, stop.signal])
  const ended = runQueue({ readStore, clock, concurrency: 10, work, logger, ...more, signal })
  return {
    stop: async () => {
      stop.abort()
      await ended
    },
  }
}

/** As when it had slept too long, and another came. */
const stealLease = (q: QueueTest, { notificationId }: Job) =>
  withEveryTenant(q.readStore, (db) =>
    sql`UPDATE queue.notification_job SET lease_token = gen_random_uuid(), lease_until = now() + interval '1 h'
        WHERE notification_id = ${notificationId}`.execute(db),
  )

const leaseEnd = (q: QueueTest, { notificationId }: Job) =>
  withEveryTenant(q.readStore, async (db) => {
    const { rows } = await sql<{ until: string }>`
      SELECT lease_until::text AS until FROM queue.notification_job WHERE notification_id = ${notificationId}`.execute(
      db,
    )
    return rows[0]?.until ?? 'nobody has it'
  })

/** Jobs of no stream, due since noon. */
const fill = (q: QueueTest, count: number) =>
  withEveryTenant(q.readStore, (db) =>
    sql`INSERT INTO queue.notification_job (tenant_id, notification_id, channel, priority, next_at, not_after, revision, failures)
        SELECT 'demo', gen_random_uuid(), 'email', n % 2, ${toInstant(noon)}::timestamptz, ${toInstant(noon + 60 * minute)}, 1, 0
        FROM generate_series(1, ${count}::int) n`.execute(db),
  )
const empty = (q: QueueTest) =>
  withEveryTenant(q.readStore, (db) => sql`DELETE FROM queue.notification_job`.execute(db))

/** Sends by writing down what was sent. */
const send = (q: QueueTest, sent: string[]) =>
  dispatcher({ ...q, call: ({ notificationId }) => void sent.push(notificationId) })

test('what is due is worked off', async (t) => {
  const q = await startQueueTest(t.teardown.bind(t))
  t.beforeEach(async () => {
    q.clock.set(noon)
    await q.settled()
  })

  t.test('at once where it is due, when the clock says so where it is not, and never early', async (t) => {
    const sent: string[] = []
    const worker = start(q, send(q, sent))
    const now = await q.schedule(noon)
    await until('the first is sent', () => sent.length === 1)
    const later = await q.schedule(noon + minute)
    const last = await q.schedule(noon + 2 * minute)
    await q.settled()
    q.clock.set(noon + minute)
    await until('the second is sent', () => sent.length === 2)
    q.clock.set(noon + 2 * minute - 1)
    const probe = await q.schedule(noon + minute)
    await until('it looked again', () => sent.length === 3)
    t.same(
      sent,
      [now, later, probe].map(({ notificationId }) => notificationId),
    )
    q.clock.set(noon + 2 * minute)
    await until('the last is sent', () => sent.includes(last.notificationId))
    await until('the queue is empty', async () => (await q.count()) === 0)
    await worker.stop()
  })

  t.test('of two workers and a thousand jobs, none is done twice and none is left', async (t) => {
    const done: string[] = []
    const work = async ({ notificationId }: Job): Promise<Worked> => {
      done.push(notificationId)
      return { again: noon + minute }
    }
    const workers = [start(q, work), start(q, work)]
    await fill(q, 1_000)
    for (const some of [250, 500, 750, 1_000]) await until(`${some} are done`, () => done.length >= some)
    await until('they are given back', async () => (await q.count('lease_token IS NOT NULL')) === 0)
    t.equal(done.length, 1_000)
    t.equal(new Set(done).size, 1_000)
    await Promise.all(workers.map((worker) => worker.stop()))
    await empty(q)
  })

  t.test('of two workers and their streams, none sends twice', async (t) => {
    const sent: string[] = []
    const workers = [start(q, send(q, sent)), start(q, send(q, sent))]
    const jobs = await Promise.all(Array.from({ length: 100 }, (_, i) => q.schedule(noon - i)))
    await until('all are sent', () => sent.length >= jobs.length)
    await until('the queue is empty', async () => (await q.count()) === 0)
    t.same(sent.sort(), jobs.map(({ notificationId }) => notificationId).sort())
    await Promise.all(workers.map((worker) => worker.stop()))
  })

  t.test('a job that somebody is at stays theirs however long it takes, and one who lost theirs is told', async (t) => {
    const done = Promise.withResolvers<void>()
    const started: Job[] = []
    const lost: string[] = []
    const slow = (job: Job, signal: AbortSignal): Promise<Worked> => {
      started.push(job)
      signal.addEventListener('abort', () => lost.push(job.token))
      return done.promise.then(() => ({ again: noon + minute }))
    }
    const worker = start(q, slow, { leaseMs: 3_000 })
    await q.schedule(noon)
    await until('it is worked on', () => started.length === 1)
    const [mine] = started as [Job]
    const other = start(q, slow, { leaseMs: 3_000 })
    // Leases do not go by this clock. Held on to so often, the first one would be over long ago.
    q.clock.set(noon + 24 * 60 * minute)
    const ends = new Set<string>()
    await until('it was held on to', async () => {
      ends.add(await leaseEnd(q, mine))
      return ends.size > 4
    })
    t.equal(started.length, 1)
    await stealLease(q, mine)
    await until('it is told', () => lost.length === 1)
    done.resolve()
    await Promise.all([worker.stop(), other.stop()])
    t.same(lost, [mine.token])
  })

  t.test('what breaks off is tried again, and keeps nobody else waiting', async (t) => {
    const tries: string[] = []
    const bad = await q.schedule(noon - minute)
    const sent: string[] = []
    const good = send(q, sent)
    const worker = start(
      q,
      async (job, signal) => {
        if (job.notificationId !== bad.notificationId) return good(job, signal)
        tries.push(job.token)
        if (tries.length < 3) throw new Error('the provider’s client has a bug')
        return good(job, signal)
      },
      { concurrency: 1 },
    )
    const other = await q.schedule(noon)
    await until('both are sent', () => sent.length === 2)
    t.same(sent, [other.notificationId, bad.notificationId])
    t.equal(tries.length, 3)
    await worker.stop()
  })

  t.test('what came to nothing is not done again at once', async (t) => {
    let looks = 0
    const worker = start(q, async (job) => {
      looks += 1
      return { revision: job.revision }
    })
    await q.schedule(noon)
    await until('it was looked at', () => looks === 1)
    await until('it rests', async () => (await q.count('failures = 1')) === 1)
    await worker.stop()
    t.equal(looks, 1)
  })
})
