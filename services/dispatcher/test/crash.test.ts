import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { NotificationChannel } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { minute, noon, type Stage, startStage } from './stage.ts'

/** A dispatcher as a process; it dies at that call, or with the test. */
function startWorker(stage: Stage, teardown: (fn: () => void) => void, dieAt = 0, when = 'before') {
  const worker = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(stage.places), String(dieAt), when])
  teardown(() => void worker.kill('SIGKILL'))
  return worker
}

const idOf = (body: unknown) =>
  String((body as { biz_opaque_callback_data?: string }).biz_opaque_callback_data).split(':')[1] ?? ''

test('dispatchers that are killed with kill -9 lose nothing, and send twice only what nobody knew of', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const ids = []
  const fallbackOrder: NotificationChannel[] = ['whatsapp', 'sms']
  for (let i = 0; i < 30; i++) ids.push(await stage.request({ dueAt: noon - i, priority: i % 2, fallbackOrder }))
  for (let i = 0; i < 10; i++) ids.push(await stage.request({ channel: 'email', dueAt: noon - i, priority: 0 }))

  for (const when of ['before', 'after']) {
    const [, signal] = await once(startWorker(stage, t.teardown.bind(t), 6, when), 'exit')
    t.equal(signal, 'SIGKILL', `it died ${when} its call`)
  }
  const called = stage.fakes.requests().length
  // The second died after one of its own; what else was on its way need not have arrived.
  t.ok(called > 0, `${called} calls were made by then`)
  stage.start({ leaseMs: 1_000, accounts: { ...stage.accounts, account: async () => null } })
  await until('nothing is under way but what is waited for', async () => {
    await stage.heard()
    return (await stage.count(`next_at <= '${stage.at(noon)}' OR lease_token IS NOT NULL`)) === 0
  })
  // What was under way may have gone out: nobody sends it again before its provider had its time to tell.
  stage.clock.set(noon + 2 * minute)
  const states = []
  for (const id of ids) states.push({ id, ...(await stage.settled(id)) })

  const requests = stage.fakes.requests()
  const out = requests.flatMap(({ provider, body }) => (provider === 'whatsapp' ? [idOf(body)] : []))
  for (const { id, status, notification } of states) {
    const { channel, attempts = [], failure, priority } = notification ?? {}
    const times = out.filter((one) => one === id).length
    const wasLost = attempts.some(({ outcome }) => outcome === 'lost')
    if (channel === 'email') t.equal(status, 'sent', 'under one key it may be sent again')
    else if (!wasLost) t.same([status, times], ['sent', 1], 'once')
    else if (priority === 0) {
      t.match([status, failure?.class], ['failed', 'unknown-outcome'])
      t.ok(times <= 1 && attempts.length === 1, 'what is critical is left to the next channel')
    } else t.ok(status === 'sent' && times >= 1 && attempts.length === 2, 'what is not is sent once more')
  }
  const lost = states.filter(({ notification }) => notification?.attempts.some(({ outcome }) => outcome === 'lost'))
  t.ok(lost.length >= 2 && lost.length <= 20, `${lost.length} of which nobody knew: what each was at when it died`)
})

test('two dispatchers share a thousand messages, and none goes out twice', async (t) => {
  const stage = await startStage(t.teardown.bind(t))
  const many = 1_000
  const ids: Awaited<ReturnType<Stage['request']>>[] = []
  for (let i = 0; i < many; i += 50) {
    ids.push(...(await Promise.all(Array.from({ length: 50 }, (_, j) => stage.request({ dueAt: noon - i - j })))))
  }
  const calls = [0, 0]
  for (const i of calls.keys()) {
    startWorker(stage, t.teardown.bind(t)).on('message', (made) => {
      calls[i] = Number(made)
    })
  }
  for (const some of [250, 500, 750, many]) {
    await until(`${some} have been sent`, async () => stage.fakes.requests().length >= some)
  }
  await until('nothing is left to send', async () => {
    await stage.heard()
    return (await stage.count()) === 0
  })
  const out = stage.fakes.requests().map(({ body }) => idOf(body))
  t.equal(out.length, many)
  t.equal(new Set(out).size, many)
  t.same(new Set(out), new Set(ids))
  await until('both have told', async () => calls.reduce((sum, made) => sum + made, 0) === many)
  for (const made of calls) t.ok(made > 0, `${made} of them`)
})
