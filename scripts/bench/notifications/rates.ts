import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '@visita/runtime'
import { createStops } from '../systems.ts'
import { enqueueAll, many, until } from './enqueue.ts'
import { type Killed, killDispatchers } from './kills.ts'
import { type Queue, type Queues, startQueues } from './systems.ts'
import { machineMs, type Report, type Way } from './worker-words.ts'

/** How the queue of messages does beside graphile-worker, on the same PostgreSQL. */
export interface NotificationFigures {
  /** Jobs in a second, until durable and in the queue. */
  readonly enqueued: readonly {
    readonly way: 'visita' | 'graphile-worker'
    readonly jobs: number
    readonly perSecond: number
  }[]
  readonly executed: readonly Executed[]
  /** Of a job that is due now, ms from when it is handed over. */
  readonly pickUp: readonly PickedUp[]
  /** Of jobs due at an instant, with so many others stored, ms. */
  readonly lateness: readonly Late[]
  readonly stored: number
  /** What became of messages whose dispatchers were killed. */
  readonly killed: Killed | null
  /** The machine's load average at the beginning and at the end. */
  readonly load: readonly [number, number]
}

export interface Executed {
  readonly way: Way
  readonly concurrency: number
  readonly rounds: readonly number[]
  /** Jobs in a second, the median of the rounds. */
  readonly perSecond: number
}

export interface PickedUp {
  readonly way: Way
  readonly jobs: number
  /** Until a worker has it; null where only the call is seen. */
  readonly pickedUp: Percentiles | null
  /** Until the provider is called. */
  readonly called: Percentiles
}

export interface Late {
  readonly way: Way
  readonly jobs: number
  readonly called: Percentiles
  /** Called before they were due. */
  readonly early: number
}

export interface Percentiles {
  readonly p50: number
  readonly p95: number
  readonly max: number
}

interface Plan {
  readonly rounds: number
  readonly stored: number
}

const ways: readonly Way[] = ['graphile-worker', 'whole', 'queue']
const concurrencies = [1, 10, 50]
const jobsAt: Readonly<Record<number, number>> = { 1: 300, 10: 1_500, 50: 2_500 }
const farMs = 365 * 24 * 3_600_000
const { now } = systemClock()

export async function benchNotifications(plan: Plan, say: (line: string) => void): Promise<NotificationFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-notifications-'))
  const stops = createStops()
  stops.add(() => rm(folder, { recursive: true, force: true }))
  const interrupt = () => process.exit(130)
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const before = loadavg()[0] ?? 0
  try {
    say('starting the stores and the workers')
    const queues = await startQueues(folder)
    stops.add(() => queues.stop())
    const executed = await measureExecution(queues, plan.rounds, say)
    const pickUp = await measurePickUp(queues, plan.rounds, say)
    const enqueued = await store(queues, plan.stored, say)
    await queues.vacuum()
    const lateness = await measureLateness(queues, plan.rounds, say)
    const killed = await killDispatchers(queues, join(folder, 'calls'), say)
    return { enqueued, executed, pickUp, lateness, stored: plan.stored, killed, load: [before, loadavg()[0] ?? 0] }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    await stops.run()
  }
}

/** Two worlds of jobs that are not due, one after the other. */
async function store(
  queues: Queues,
  jobs: number,
  say: (line: string) => void,
): Promise<NotificationFigures['enqueued']> {
  const figures = []
  for (const way of ['graphile-worker', 'visita'] as const) {
    say(`${jobs} jobs into ${way}`)
    const queue = queues.of(way === 'visita' ? 'queue' : way)
    const had = await queue.count()
    const began = machineMs()
    for (let done = 0; done < jobs; done += 10_000) {
      await enqueueAll(many(queue, Math.min(10_000, jobs - done), (index) => now() + farMs + index))
    }
    await until(async () => (await queue.count()) >= had + jobs, 50)
    figures.push({ way, jobs, perSecond: rateOf(jobs, machineMs() - began) })
  }
  return figures
}

const rateOf = (jobs: number, ms: number) => Math.round((jobs * 1000) / ms)

async function measureExecution(queues: Queues, rounds: number, say: (line: string) => void): Promise<Executed[]> {
  const rates = new Map<string, number[]>()
  for (const way of ways) await execute(queues.of(way), way, 10, 500)
  for (let round = 0; round < rounds; round += 1) {
    for (const concurrency of concurrencies) {
      // Whoever was first is last the next time.
      for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
        const rate = await execute(queues.of(way), way, concurrency, jobsAt[concurrency] ?? 1_000)
        say(`${way} at ${concurrency}: ${rate} in a second`)
        const key = `${way} ${concurrency}`
        rates.set(key, [...(rates.get(key) ?? []), rate])
      }
    }
  }
  return ways.flatMap((way) =>
    concurrencies.map((concurrency) => {
      const mine = rates.get(`${way} ${concurrency}`) ?? []
      return { way, concurrency, rounds: mine, perSecond: median(mine) }
    }),
  )
}

/** Jobs that all are due already, from the first call until each one's outcome is durable and the queue empty of them. */
async function execute(queue: Queue, way: Way, concurrency: number, jobs: number): Promise<number> {
  const had = await queue.count()
  await enqueueAll(many(queue, jobs, () => now() - 1))
  await until(async () => (await queue.count()) >= had + jobs, 20)
  const first = { at: 0 }
  const hear = (report: Report) => {
    if (report.kind === 'progress' && first.at === 0) first.at = report.firstAt
  }
  queue.worker.reports.on('report', hear)
  queue.worker.work(way, concurrency)
  await until(() => queue.isDone(), 5)
  const ended = machineMs()
  await queue.worker.rest()
  queue.worker.reports.off('report', hear)
  return rateOf(jobs, ended - first.at)
}

const turnsOf = { pickUp: 60, late: 60 }

async function measurePickUp(queues: Queues, rounds: number, say: (line: string) => void): Promise<PickedUp[]> {
  const told = new Map<Way, { pickedUp: number[]; called: number[] }>(
    ways.map((way) => [way, { pickedUp: [], called: [] }]),
  )
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      say(`how soon ${way} takes up what is due now`)
      const queue = queues.of(way)
      await working(queue, way, async (heard) => {
        for (let turn = 0; turn < turnsOf.pickUp + 5; turn += 1) {
          const job = queue.want(now())
          const began = machineMs()
          const called = heard('called', job.id)
          const pickedUp = way === 'whole' ? null : heard('picked-up', job.id)
          await job.enqueue()
          const [at, taken] = [await called, await pickedUp]
          // The first ones find nothing warm.
          if (turn >= 5) told.get(way)?.called.push(at - began)
          if (turn >= 5 && taken !== null) told.get(way)?.pickedUp.push(taken - began)
          await sleep(10 + Math.random() * 40)
        }
      })
    }
  }
  return [...told].map(([way, { pickedUp, called }]) => ({
    ...{ way, jobs: called.length, called: percentiles(called) },
    pickedUp: pickedUp.length === 0 ? null : percentiles(pickedUp),
  }))
}

async function measureLateness(queues: Queues, rounds: number, say: (line: string) => void): Promise<Late[]> {
  const told = new Map<Way, number[]>(ways.map((way) => [way, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      say(`how late ${way} is`)
      const queue = queues.of(way)
      await working(queue, way, async (heard) => {
        const first = now() + 2_000
        const wanted = Array.from({ length: turnsOf.late }, (_, turn) => {
          const dueAt = Math.round(first + turn * 150 + Math.random() * 100)
          return { dueAt, job: queue.want(dueAt) }
        })
        const calls = wanted.map(async ({ dueAt, job }) => (await heard('called', job.id)) - onMachine(dueAt))
        await enqueueAll(wanted.map(({ job }) => job))
        told.get(way)?.push(...(await Promise.all(calls)))
      })
    }
  }
  return [...told].map(([way, late]) => ({
    ...{ way, jobs: late.length, called: percentiles(late) },
    // A clock of whole milliseconds may be one behind the machine's.
    early: late.filter((ms) => ms < -1).length,
  }))
}

/** An instant of the service's clock by the machine's, to a millisecond. */
const onMachine = (instant: number) => machineMs() + (instant - now())

/** Has the queue's worker work meanwhile, and tell of each job. */
async function working(
  queue: Queue,
  way: Way,
  during: (heard: (kind: 'called' | 'picked-up', id: string) => Promise<number>) => Promise<void>,
): Promise<void> {
  const waiting = new Map<string, (at: number) => void>()
  const hear = (report: Report) => {
    if (report.kind === 'called' || report.kind === 'picked-up') waiting.get(`${report.kind} ${report.id}`)?.(report.at)
  }
  queue.worker.reports.on('report', hear)
  queue.worker.work(way, 10, { tellEach: true })
  // It is ready once it has done something.
  const heard = (kind: string, id: string) => new Promise<number>((resolve) => waiting.set(`${kind} ${id}`, resolve))
  await during(heard)
  await until(() => queue.isDone(), 20)
  await queue.worker.rest()
  queue.worker.reports.off('report', hear)
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)
const at = (values: readonly number[], share: number) =>
  sorted(values)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? Number.NaN
const rounded = (ms: number) => Math.round(ms * 10) / 10
const percentiles = (values: readonly number[]): Percentiles => ({
  p50: rounded(at(values, 0.5)),
  p95: rounded(at(values, 0.95)),
  max: rounded(at(values, 1)),
})
const median = (values: readonly number[]) => at(values, 0.5)
