import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@visita/runtime'
import { enqueueAll, many, until } from './enqueue.ts'
import type { Queues } from './systems.ts'
import type { Report } from './worker-words.ts'
import type { Worker } from './workers.ts'

/** Messages whose dispatchers were killed with kill -9, one after another. */
export interface Killed {
  readonly jobs: number
  readonly kills: number
  /** Called, and known to be. */
  readonly sent: number
  /** Perhaps called when their dispatcher died: they wait for the provider's word. */
  readonly unknown: number
  /** Neither. */
  readonly lost: number
  /** Called twice. */
  readonly twice: number
}

const [jobs, kills, concurrency] = [2_000, 6, 10]
/** So that nobody waits three quarters of a minute for each that died. */
const leaseMs = 2_000
const { now } = systemClock()

/** What a dispatcher makes of messages that all are due while it is killed again and again, and another begins. `file` gets their calls. */
export async function killDispatchers(queues: Queues, file: string, say: (line: string) => void): Promise<Killed> {
  const queue = queues.of('whole')
  const wanted = many(queue, jobs, () => now() - 1)
  const had = await queue.count()
  await enqueueAll(wanted)
  await until(async () => (await queue.count()) >= had + jobs, 20)
  for (let kill = 0; kill < kills; kill += 1) {
    say(`a dispatcher that is killed, ${kill + 1} of ${kills}`)
    const dispatcher = await startWorking(queues, file)
    await called(dispatcher)
    await sleep(Math.random() * 400)
    await dispatcher.kill()
  }
  const last = await startWorking(queues, file)
  await until(() => queue.isDone(), 50)
  await last.stop()

  const calls = Map.groupBy((await readFile(file, 'utf8')).trim().split('\n'), (id) => id)
  const states = await Promise.all(wanted.map(async ({ id }) => ({ id, ...(await queues.outcomeOf(id)) })))
  const isSent = ({ id, status }: (typeof states)[number]) => status === 'sent' && calls.has(id)
  const isUnknown = ({ notification }: (typeof states)[number]) =>
    notification?.attempts.some(({ outcome }) => outcome === 'lost') ?? false
  return {
    ...{ jobs, kills },
    sent: states.filter(isSent).length,
    unknown: states.filter((one) => !isSent(one) && isUnknown(one)).length,
    lost: states.filter((one) => !isSent(one) && !isUnknown(one)).length,
    twice: [...calls.values()].filter(({ length }) => length > 1).length,
  }
}

async function startWorking(queues: Queues, calls: string): Promise<Worker> {
  const dispatcher = await queues.startDispatcher()
  dispatcher.work('whole', concurrency, { calls, leaseMs })
  return dispatcher
}

/** Until it has made a call. */
const called = ({ reports }: Worker): Promise<void> =>
  new Promise((resolve) => {
    const on = (report: Report) => {
      if (report.kind !== 'progress') return
      reports.off('report', on)
      resolve()
    }
    reports.on('report', on)
  })
