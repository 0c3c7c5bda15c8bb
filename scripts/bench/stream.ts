import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseInstant, systemClock } from '@visita/runtime'
import Table from 'cli-table3'
import { createParser } from 'eventsource-parser'
import { build, type Histogram } from 'hdr-histogram-js'
import { openingOf } from './business.ts'
import type { Latency } from './jobs.ts'
import { startLoadGenerator } from './processes.ts'
import { createStops } from './systems.ts'
import { startVisitaSystem, type VisitaSystem } from './visita-system.ts'

/** How soon a change reaches those who listen, while half of what the service can take is booked. */
export interface StreamFigures {
  readonly readers: number
  /** Bookings in a second: as many as went, and as many as were made while it was measured. */
  readonly most: number
  readonly booked: number
  /** From the moment that the command API notes in the event, before it is appended, until a reader has it, ms. */
  readonly delay: Latency
  readonly withinGoal: boolean
  /** Bookings that a reader was not told of, of all readers; there must be none. */
  readonly missing: number
}

/** Which is to hold for the slowest hundredth too, ms. */
const goalMs = 250
const connections = 16

interface Plan {
  readonly seconds: number
  readonly readers: number
}

export async function benchStream({ seconds, readers }: Plan, say: (line: string) => void): Promise<StreamFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-'))
  const stops = createStops()
  stops.add(() => rm(folder, { recursive: true, force: true }))
  try {
    say('starting the servers')
    const system = await startVisitaSystem(folder)
    stops.add(() => system.stop())
    const generator = startLoadGenerator()
    stops.add(() => generator.stop())
    const firstOpening = openingOf(systemClock().now(), 2)
    const common = { kind: 'load', url: system.url, key: system.key, connections, firstOpening } as const

    say('as many bookings as go')
    const full = await generator.run({ ...common, warmUpMs: 5_000, measureMs: seconds * 1_000, first: 0 })
    await system.settle(full.position)
    const listening = await Promise.all(Array.from({ length: readers }, () => listen(system.reads)))
    for (const reader of listening) stops.add(() => reader.close())

    say(`half of ${full.perSecond} in a second, and ${readers} who listen`)
    const atMostPerSecond = full.perSecond / 2
    const first = full.used
    const half = await generator.run({ ...common, atMostPerSecond, warmUpMs: 0, measureMs: seconds * 1_000, first })
    await system.settle(half.position)
    const told = half.used - Object.values(half.others).reduce((sum, count) => sum + count, 0)
    const missing = await missingAfter(listening, told)
    const delays = histogram()
    for (const reader of listening) delays.add(reader.delays)
    const delay = latencyOf(delays)
    return {
      ...{ readers, most: full.perSecond, booked: half.perSecond, delay, missing },
      withinGoal: delay.p99 <= goalMs && missing === 0,
    }
  } finally {
    await stops.run()
  }
}

/** Waits for what is still on its way, but not for what does not come. */
async function missingAfter(listening: readonly Listening[], told: number): Promise<number> {
  const missing = () => listening.reduce((sum, { count }) => sum + told - count(), 0)
  const late = AbortSignal.timeout(10_000)
  while (missing() > 0 && !late.aborted) await Promise.race(listening.map(({ next }) => next(late)))
  return missing()
}

interface Listening {
  readonly delays: Histogram
  readonly count: () => number
  readonly next: (signal: AbortSignal) => Promise<unknown>
  readonly close: () => void
}

async function listen({ url, key }: VisitaSystem['reads']): Promise<Listening> {
  const request = get(`${url}/v1/admin/stream`, { headers: { authorization: `Bearer ${key}` }, agent: false })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const { now } = systemClock()
  const delays = histogram()
  const ready = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'ready') ready.resolve()
      if (event !== 'visit.requested') return
      const { recordedAt } = JSON.parse(data) as { recordedAt: string }
      delays.recordValue(Math.max(0, now() - parseInstant(recordedAt)))
    },
  })
  answer.setEncoding('utf8').on('data', (chunk: string) => parser.feed(chunk))
  await ready.promise
  return {
    delays,
    count: () => delays.totalCount,
    next: (signal) => once(answer, 'data', { signal }).catch(() => undefined),
    close: () => void answer.destroy(),
  }
}

const histogram = () => build({ highestTrackableValue: 120_000, numberOfSignificantValueDigits: 3 })

const latencyOf = (values: Histogram): Latency => ({
  p50: values.getValueAtPercentile(50),
  p95: values.getValueAtPercentile(95),
  p99: values.getValueAtPercentile(99),
  max: values.maxValue,
})

export function streamText({ readers, most, booked, delay, withinGoal, missing }: StreamFigures): string {
  const table = new Table({
    head: ['listening', 'bookings/s', 'of at most', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms', 'missing', `${goalMs} ms`],
    style: { head: [], border: [] },
  })
  const { p50, p95, p99, max } = delay
  table.push([readers, booked, most, p50, p95, p99, max, missing, withinGoal ? 'kept' : 'missed'])
  return table.toString()
}
