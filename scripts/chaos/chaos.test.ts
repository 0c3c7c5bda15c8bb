import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { runChaos } from './run.ts'
import { scheduleOf, victims } from './schedule.ts'

t.test('the same seed is the same chaos, and everything is killed in it', async (t) => {
  const schedule = scheduleOf(4, 60_000)
  t.same(scheduleOf(4, 60_000), schedule)
  t.notSame(scheduleOf(5, 60_000), schedule)
  const killed = new Set(schedule.map((stroke) => (stroke.kind === 'kill' ? stroke.victim : null)))
  for (const victim of victims) t.ok(killed.has(victim), victim)
})

t.test('a few seconds of it lose nothing and say nothing twice', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'visita-chaos-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const { signal } = new AbortController()
  const outcome = await runChaos({
    ...{ folder, signal, seed: 4, lengthMs: 6_000, clients: 3, speed: 20 },
    onProgress: () => undefined,
  })
  for (const { name, failures } of outcome.proofs) t.same(failures, [], name)
  for (const victim of victims) t.ok(outcome.kills[victim], victim)
  t.ok(outcome.bookings > 0 && outcome.requests > 0, 'and there was something to lose')
})
