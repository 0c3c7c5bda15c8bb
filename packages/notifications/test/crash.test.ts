import { fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '@visita/testing'
import { test } from 'tap'
import { runQueue, streamOf } from '../src/index.ts'
import { dispatcher } from './dispatch.ts'
import { logger, startQueueTest } from './harness.ts'
import { noon } from './messages.ts'

test('dispatchers that are killed with kill -9 lose nothing and send nothing twice', async (t) => {
  const q = await startQueueTest(t.teardown.bind(t))
  const folder = await mkdtemp(join(tmpdir(), 'visita-test-sent-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'sent')
  const sent = async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '')
  const jobs = await Promise.all(Array.from({ length: 40 }, (_, i) => q.schedule(noon - i)))
  await q.settled()

  // One after another dies at its call; each leaves what it held to whoever comes next.
  for (const when of ['before', 'after']) {
    const worker = fork(new URL('./worker.ts', import.meta.url), [q.eventStore, q.url, file, '8', when])
    t.teardown(() => void worker.kill('SIGKILL'))
    const [, signal] = await once(worker, 'exit')
    t.equal(signal, 'SIGKILL')
  }
  const stop = new AbortController()
  const working = runQueue({
    ...{ readStore: q.readStore, clock: q.clock, logger, concurrency: 5, signal: stop.signal, leaseMs: 1_000 },
    work: dispatcher({
      ...q,
      call: ({ notificationId }) => appendFileSync(file, `${notificationId}\n`),
      decide: (job) => {
        const failure = { class: 'unknown-outcome', code: null, deadLetter: false } as const
        return q.ask(job, { type: 'FailNotification', ...failure, now: q.clock.now() })
      },
    }),
  })
  await until('nothing is due any more', async () => {
    await q.settled()
    return (await q.count(`next_at <= '2026-03-02T12:00:00Z' OR lease_token IS NOT NULL`)) === 0
  })

  const out = await sent()
  t.equal(new Set(out).size, out.length, 'nothing went out twice')
  const states = await Promise.all(
    jobs.map(async (job) => ({ ...job, ...(await q.notifications.load(streamOf(job), 0)).state })),
  )
  const lost = states.filter(({ status }) => status === 'processing')
  t.equal(states.filter(({ status }) => status === 'sent').length + lost.length, jobs.length)
  // The attempt at which each died, and those that it was at beside that.
  t.ok(lost.length >= 2 && lost.length <= 10, `${lost.length} of which nobody knows`)
  for (const { notificationId, notification } of states) {
    t.equal(notification?.attempts.length, 1, 'and nothing was tried again')
    const isOut = out.includes(notificationId)
    const outcome = notification?.attempts[0]?.outcome
    t.ok(outcome === 'lost' || (outcome === 'accepted' && isOut), `${outcome}, ${isOut ? 'out' : 'not out'}`)
  }

  // Once the provider has had its time to tell, they are looked at again, and given up; none is sent.
  q.clock.set(noon + 600_000)
  await until('the queue is empty', async () => (await q.count()) === 0)
  stop.abort()
  await working
  t.same(await sent(), out)
})
