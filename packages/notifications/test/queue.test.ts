import { randomUUID } from 'node:crypto'
import { type VisitId, VisitId as VisitIds } from '@visita/domain'
import { withEveryTenant } from '@visita/read-store'
import { createTestDatabase, findIsolationLeaks } from '@visita/read-store/testing'
import { until } from '@visita/testing'
import { sql } from 'kysely'
import { test } from 'tap'
import { jobsOfVisit, queueMigrations, takeUp } from '../src/index.ts'
import { claimJobs, createReturns, extendLeases, type Job, returnJobs, upcomingJobs } from '../src/queue.ts'
import { startQueueTest } from './harness.ts'
import { context, demo, noon, startOf } from './messages.ts'

const minute = 60_000
const leaseMs = 45_000

test('no role crosses from one tenant to another in the queue', async (t) => {
  const { url } = await createTestDatabase([queueMigrations])
  const { tables, leaks } = await findIsolationLeaks(url)
  t.ok(tables.includes('queue.notification_job'))
  t.same(leaks, [])
})

test('the queue', async (t) => {
  const q = await startQueueTest(t.teardown.bind(t))
  const claim = (limit = 10, now = q.clock.now(), ms = leaseMs) => claimJobs(q.readStore, { now, limit, leaseMs: ms })
  const ids = (jobs: readonly Job[]) => jobs.map(({ notificationId }) => notificationId)
  const give = createReturns(q.readStore)
  const only = (jobs: readonly Job[]) => {
    t.equal(jobs.length, 1)
    return jobs[0] as Job
  }
  t.beforeEach(async () => {
    await q.settled()
    await withEveryTenant(q.readStore, (db) => sql`DELETE FROM queue.notification_job`.execute(db))
  })

  t.test('gives what is due, critical before normal, each the longest due first, and nothing early', async (t) => {
    const normal = await q.schedule(noon - 5 * minute)
    const late = await q.schedule(noon - minute, { priority: 0 })
    const later = await q.schedule(noon, { priority: 0 })
    await q.schedule(noon + 1, { priority: 0 })
    await q.schedule(noon + minute)
    await q.settled()
    t.same(await upcomingJobs(q.readStore), { dueAt: noon - 5 * minute, leaseEndsInMs: null })
    const [first, ...rest] = [...(await claim(1)), ...(await claim())]
    t.same(
      ids([first as Job, ...rest]),
      [late, later, normal].map(({ notificationId }) => notificationId),
    )
    t.match(first, { tenant: demo, channel: 'whatsapp', priority: 0, dueAt: noon - minute, takenOver: false })
    t.same(await claim(), [])
    const { dueAt, leaseEndsInMs } = await upcomingJobs(q.readStore)
    t.equal(dueAt, noon + 1)
    t.ok(leaseEndsInMs !== null && leaseEndsInMs > 0 && leaseEndsInMs <= leaseMs)
  })

  t.test('what is to be done next follows the log: deferred, to be tried again, lost, over', async (t) => {
    const one = await q.schedule(noon)
    const gone = async (command: Parameters<typeof q.ask>[1]) => {
      await q.ask(one, command)
      await q.settled()
    }
    await gone({ type: 'DeferNotification', until: noon + minute, why: 'rate', now: noon })
    t.same(await claim(), [])
    const later = only(await claim(10, noon + minute))
    t.equal(later.revision, 2n)
    await gone(startOf(later.token, noon + minute))
    const refusal = { class: 'unavailable', code: null, next: { retryAt: noon + 2 * minute } } as const
    await gone({ type: 'RecordRefused', attempt: 1, ...refusal, now: noon + minute })
    t.same(await claim(10, noon + minute), [])
    const again = only(await claim(10, noon + 2 * minute))
    await gone(startOf(again.token, noon + 2 * minute))
    await gone({ type: 'RecordLost', attempt: 2, lookAgainAt: noon + 3 * minute, now: noon + 2 * minute })
    t.equal((await upcomingJobs(q.readStore)).dueAt, noon + 3 * minute)
    const failure = { class: 'unknown-outcome', code: null, deadLetter: true } as const
    await gone({ type: 'FailNotification', ...failure, now: noon + 3 * minute })
    t.equal(await q.count(), 0)
    await gone({ type: 'RetryNotification', now: noon + 4 * minute })
    t.equal((await upcomingJobs(q.readStore)).dueAt, noon + 4 * minute)
    await gone(startOf(again.token, noon + 4 * minute))
    await gone({ type: 'RecordAccepted', attempt: 3, providerMessageId: null, now: noon + 4 * minute })
    t.equal(await q.count(), 0)
  })

  t.test('what was written is not done again, although the queue has not heard of it', async (t) => {
    const one = await q.schedule(noon)
    await q.settled()
    await q.stopFeed()
    const job = only(await claim())
    const retryAt = { class: 'unavailable', code: null, next: { retryAt: noon + minute } } as const
    await q.ask(one, startOf(job.token, noon))
    await q.ask(one, { type: 'RecordRefused', attempt: 1, ...retryAt, now: noon })
    t.same(await claim(), [], 'the queue still has it as due')
    t.equal((await upcomingJobs(q.readStore)).dueAt, null)
    // Whoever takes it over meanwhile finds that there is nothing to do.
    await withEveryTenant(q.readStore, (db) => sql`UPDATE queue.notification_job SET lease_until = now()`.execute(db))
    const { notifications } = q
    const taken = await takeUp(only(await claim()), { notifications, context, now: noon, patienceMs: minute })
    t.equal(taken.kind, 'nothing')
    q.startFeed()
    await q.settled()
    t.same(await claim(), [])
    only(await claim(10, noon + minute))
  })

  t.test('a lease that ran out is taken over, and fences whoever had it', async (t) => {
    await q.schedule(noon)
    await q.settled()
    const first = only(await claim(10, noon, 20))
    let second: readonly Job[] = []
    await until('the lease is over', async () => {
      second = await claim()
      return second.length > 0
    })
    const job = only(second)
    t.match(job, { notificationId: first.notificationId, takenOver: true })
    t.not(job.token, first.token)
    t.same(await extendLeases(q.readStore, [first.token, job.token], leaseMs), new Set([job.token]))
    t.notOk(await give({ job: first, again: noon + minute }))
    t.notOk(await give({ job: first, rests: true }))
    t.ok(await give({ job: job, again: noon + minute }))
    t.same(await claim(), [])
    only(await claim(10, noon + minute))
  })

  t.test('work that broke off rests, and is taken over after a while that grows', async (t) => {
    await q.schedule(noon)
    await q.settled()
    const asMs = async (what: string) => {
      const [row] = await withEveryTenant(
        q.readStore,
        async (db) =>
          (await sql<{ ms: number }>`SELECT (extract(epoch FROM ${sql.raw(what)}) * 1000)::float8 AS ms`.execute(db))
            .rows,
      )
      return row?.ms ?? Number.NaN
    }
    let job = only(await claim())
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = await asMs('clock_timestamp()')
      t.ok(await give({ job, rests: true }))
      const after = await asMs('clock_timestamp()')
      const end = (await asMs('(SELECT lease_until FROM queue.notification_job)')) - seconds * 1000
      t.ok(end >= before && end <= after, `after ${seconds} s`)
      if (seconds === 60) t.same(await claim(), [])
      await withEveryTenant(q.readStore, (db) => sql`UPDATE queue.notification_job SET lease_until = now()`.execute(db))
      job = only(await claim())
      t.ok(job.takenOver)
    }
  })

  t.test('given back together, each is given back in its own way', async (t) => {
    await Promise.all(Array.from({ length: 3 }, (_, i) => q.schedule(noon - i)))
    await q.settled()
    const [first, second, third] = (await claim()) as [Job, Job, Job]
    const stolen = { ...third, token: randomUUID() }
    const given = await Promise.all([
      ...[give({ job: first, again: noon + minute }), give({ job: second, rests: true })],
      give({ job: stolen, again: noon }),
    ])
    t.same(given, [true, true, false])
    t.equal(await q.count(`lease_token IS NULL AND next_at > '2026-03-02T12:00:00Z'`), 1)
    t.equal(await q.count('lease_token IS NOT NULL AND failures = 1'), 1)
    t.same(await returnJobs(q.readStore, [{ job: third, again: noon }]), new Set([third.token]))
  })

  t.test(
    'given back, or held on to, while the feed changes the same ones in another order, nobody waits for ever',
    async (t) => {
      for (const [what, act] of [
        [
          'given back',
          (jobs: readonly Job[]) =>
            returnJobs(
              q.readStore,
              jobs.map((job) => ({ job, again: noon })),
            ),
        ],
        [
          'held on to',
          (jobs: readonly Job[]) =>
            extendLeases(
              q.readStore,
              jobs.map(({ token }) => token),
              leaseMs,
            ),
        ],
      ] as const) {
        for (const held of [0, 1]) {
          await Promise.all([q.schedule(noon), q.schedule(noon - 1)])
          await q.settled()
          const jobs = await claim()
          t.equal(jobs.length, 2)
          const [order, go] = [held === 0 ? jobs : jobs.toReversed(), Promise.withResolvers<void>()]
          const locked = Promise.withResolvers<void>()
          /** One after the other, as the feed does in one transaction. */
          const changing = withEveryTenant(q.readStore, (db) =>
            db.transaction().execute(async (feed) => {
              for (const { notificationId } of order) {
                await sql`UPDATE queue.notification_job SET revision = revision WHERE notification_id = ${notificationId}`.execute(
                  feed,
                )
                locked.resolve()
                await go.promise
              }
            }),
          )
          await locked.promise
          const acting = act(jobs)
          await until('it waits for the one that is locked', async () => {
            const { rows } = await withEveryTenant(q.readStore, (db) =>
              sql<{ n: number }>`SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`.execute(db),
            )
            return (rows[0]?.n ?? 0) > 0
          })
          go.resolve()
          const [changed, acted] = await Promise.allSettled([changing, acting])
          t.equal(changed.status, 'fulfilled', `${what}, the ${held ? 'second' : 'first'} one locked`)
          t.match(acted, { status: 'fulfilled', value: new Set(jobs.map(({ token }) => token)) })
          await withEveryTenant(q.readStore, (db) => sql`DELETE FROM queue.notification_job`.execute(db))
        }
      }
    },
  )

  t.test('claimed by many at once, each is claimed once', async (t) => {
    await Promise.all(Array.from({ length: 200 }, (_, i) => q.schedule(noon - i)))
    await q.settled()
    const taken = (await Promise.all(Array.from({ length: 20 }, () => claim(15)))).flat()
    t.equal(new Set(ids(taken)).size, taken.length)
    t.equal(taken.length + (await claim(200)).length, 200)
  })

  t.test('tells what a visit still waits for', async (t) => {
    const visitId: VisitId = VisitIds.create()
    const first = await q.schedule(noon + minute, { visitId, visitRevision: 3 })
    const second = await q.schedule(noon, { visitId, visitRevision: 4 })
    await q.schedule(noon, { visitId: VisitIds.create() })
    await q.settled()
    t.same(await jobsOfVisit(q.readStore, demo, visitId), [
      { notificationId: second.notificationId, visitRevision: 4 },
      { notificationId: first.notificationId, visitRevision: 3 },
    ])
    await q.ask(first, { type: 'CancelNotification', why: 'by-hand', now: noon })
    await q.settled()
    t.equal((await jobsOfVisit(q.readStore, demo, visitId)).length, 1)
    t.same(await jobsOfVisit(q.readStore, 'other' as never, visitId), [])
  })

  t.test('however much is scheduled, a look costs a few pages', async (t) => {
    await withEveryTenant(q.readStore, async (db) => {
      await sql`INSERT INTO queue.notification_job
        SELECT 'demo', gen_random_uuid(), 'email', n % 2, ${'2026-03-03T00:00:00Z'}::timestamptz + n * interval '1 s',
               '2026-04-01Z', NULL, NULL, 1, NULL, NULL, 0 FROM generate_series(1, 100000) n`.execute(db)
    })
    await q.schedule(noon)
    await q.settled()
    const pagesRead = async () => {
      const flush = 'SELECT pg_stat_force_next_flush()'
      await q.readStore.query(flush)
      const [row] = await q.readStore.query<{ n: bigint }>(
        `SELECT heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit AS n
         FROM pg_statio_user_tables WHERE relname = 'notification_job'`,
      )
      return Number(row?.n ?? 0)
    }
    /** The fewest of a few tries: the server sweeps the table meanwhile. */
    const pages = async (ask: () => Promise<unknown>) => {
      const counts: number[] = []
      for (let tries = 0; tries < 5; tries += 1) {
        const before = await pagesRead()
        await ask()
        counts.push((await pagesRead()) - before)
      }
      return Math.min(...counts)
    }
    const look = await pages(() => upcomingJobs(q.readStore))
    const nothing = await pages(async () => t.same(await claim(10, noon - 1), []))
    const one = await pages(async () => give({ job: only(await claim()), again: noon }))
    t.ok(look < 50 && nothing < 50 && one < 100, `${look} to look, ${nothing} for nothing, ${one} for one`)
  })
})
