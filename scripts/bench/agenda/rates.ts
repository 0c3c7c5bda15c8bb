import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval as every } from 'node:timers/promises'
import { systemClock } from '@visita/runtime'
import Table from 'cli-table3'
import type { ReadJob, ReadResult } from '../jobs.ts'
import { startLoadGenerator } from '../processes.ts'
import { createStops } from '../systems.ts'
import { compareAnswers } from './compare.ts'
import { type AgendaSize, agendaFacts, fullSize } from './facts.ts'
import { startPlain } from './plain.ts'
import { showFill } from './progress.ts'
import { startVisita, type VisitaServer } from './visita.ts'

/**
 * `plain`, or how Visita is asked. All go through every day that is stored, but for the one that reads the very day that
 * changes meanwhile, as dashboards do.
 */
export const ways = [
  'plain',
  'visita',
  'visita, with a token',
  'visita, a day that changes',
  'visita, while it changes',
] as const
export type Way = (typeof ways)[number]

/** How often a second the tenant's agenda changes while it is read, where it does. */
const changesPerSecond = 10

export interface AgendaRow {
  readonly connections: number
  readonly way: Way
  /** Whole answers; the mean of the rounds. */
  readonly perSecond: number
  readonly rounds: readonly number[]
  /** Of the plain server's rate. */
  readonly ratio: number
  /** Milliseconds, of the worst round. */
  readonly p50: number
  readonly p99: number
  /** Answers other than 200. */
  readonly others: number
  readonly loadCpuPercent: number
}

export interface AgendaFigures {
  readonly visits: number
  readonly bytes: number
  readonly rows: readonly AgendaRow[]
}

/**
 * Reads days of the agenda from both servers in turns, with the same facts stored. Nothing is measured before every day that is
 * asked for was answered equally by both.
 */
export async function benchAgenda(
  {
    connections,
    rounds,
    seconds,
    size = fullSize,
  }: { connections: readonly number[]; rounds: number; seconds: number; size?: AgendaSize },
  say: (line: string) => void,
): Promise<AgendaFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-agenda-'))
  const stops = createStops()
  stops.add(() => rm(folder, { recursive: true, force: true }))
  const interrupt = () => void stops.run().finally(() => process.exit(130))
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const facts = agendaFacts(size, systemClock().now())
    say('starting the plain server')
    const plain = await startPlain(join(folder, 'plain'), facts)
    stops.add(() => plain.stop())
    say('starting Visita, and writing what is to be read into its log')
    const events = facts.visits.reduce(
      (sum, { pending }) => sum + (pending ? 2 : 3),
      facts.customers.length + facts.blocks.length,
    )
    const fill = showFill(events, 'events', process.stderr)
    const visita = await startVisita(join(folder, 'visita'), facts, say, fill)
    stops.add(() => visita.stop())
    const paths = facts.dates.map((date) => `/v1/admin/agenda/day?date=${date}`)
    say('comparing the answers')
    const bytes = await compareAnswers(visita, plain, paths)
    const generator = startLoadGenerator()
    stops.add(() => generator.stop())
    const turn = async (way: Way, count: number, measureMs: number): Promise<ReadResult> => {
      const { url, key } = way === 'plain' ? plain : visita
      const headers = way === 'visita, with a token' ? { 'visita-min-position': visita.token } : {}
      const asked = way === 'visita, a day that changes' ? paths.slice(0, 1) : paths
      const job: ReadJob = {
        kind: 'read',
        url,
        key,
        headers,
        paths: asked,
        connections: count,
        warmUpMs: 500,
        measureMs,
      }
      const changes = way === 'visita, a day that changes' || way === 'visita, while it changes'
      return changes ? changing(visita, () => generator.run(job)) : generator.run(job)
    }
    say('warming up')
    for (const way of ways) await turn(way, 16, 1000)
    const turns: { way: Way; connections: number; result: ReadResult }[] = []
    for (let round = 1; round <= rounds; round++) {
      for (const count of connections) {
        for (const way of round % 2 === 1 ? ways : ways.toReversed()) {
          const result = await turn(way, count, seconds * 1000)
          turns.push({ way, connections: count, result })
          say(`round ${round}, ${count} connections: ${way} ${result.perSecond} days/s`)
        }
      }
    }
    const rows = connections.flatMap((count) => {
      const of = (way: Way) =>
        turns.filter((turn) => turn.way === way && turn.connections === count).map(({ result }) => result)
      return ways.map((way): AgendaRow => {
        const mine = of(way)
        const perSecond = mean(mine.map((result) => result.perSecond))
        return {
          ...{
            connections: count,
            way,
            perSecond: Math.round(perSecond),
            rounds: mine.map((result) => result.perSecond),
          },
          ratio: Math.round((perSecond / mean(of('plain').map((result) => result.perSecond))) * 100) / 100,
          p50: Math.max(...mine.map(({ latency }) => latency.p50)),
          p99: Math.max(...mine.map(({ latency }) => latency.p99)),
          others: mine.flatMap(({ others }) => Object.values(others)).reduce((sum, count) => sum + count, 0),
          loadCpuPercent: Math.max(...mine.map(({ cpuPercent }) => cpuPercent)),
        }
      })
    })
    return { visits: facts.visits.length, bytes: Math.round(bytes), rows }
  } finally {
    await stops.run()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Changes the tenant's agenda again and again while the work is done. */
async function changing<T>(visita: VisitaServer, work: () => Promise<T>): Promise<T> {
  const done = new AbortController()
  const changes = (async () => {
    for await (const _ of every(1000 / changesPerSecond, undefined, { signal: done.signal })) await visita.change()
  })().catch((error: unknown) => {
    if (!done.signal.aborted) throw error
  })
  try {
    return await work()
  } finally {
    done.abort()
    await changes
  }
}

export function agendaText({ visits, bytes, rows }: AgendaFigures): string {
  const head = [
    'connections',
    `a day of ${Math.round(bytes / 1000)} kB, of ${visits} visits`,
    'days/s',
    'of plain',
    'p50 ms',
    'p99 ms',
    'rounds',
    'not 200',
    'load CPU',
  ]
  const table = new Table({
    head,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { connections, way, perSecond, ratio, p50, p99, rounds, others, loadCpuPercent } of rows) {
    table.push([
      connections,
      way,
      perSecond,
      ratio.toFixed(2),
      p50,
      p99,
      rounds.join(' '),
      others,
      `${loadCpuPercent} %`,
    ])
  }
  return String(table)
}
