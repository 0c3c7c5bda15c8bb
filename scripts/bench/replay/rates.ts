import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catalogue, type TenantId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { projections } from '@visita/projections'
import { connectPostgres, createVault, waitForPosition } from '@visita/read-store'
import { createLogger, systemClock } from '@visita/runtime'
import Table from 'cli-table3'
import { agendaFacts, tenant } from '../agenda/facts.ts'
import { fillLog } from '../agenda/fill.ts'
import { showFill } from '../agenda/progress.ts'
import { vacuum } from '../agenda/visita.ts'
import { openingOf } from '../business.ts'
import { startLoadGenerator } from '../processes.ts'
import { createStops } from '../systems.ts'
import { startVisitaSystem } from '../visita-system.ts'
import { keepReplaying, oneByOne, replayOnce } from './rebuilds.ts'

/** How fast a projection is built again, and what that costs those who are served meanwhile. */
export interface ReplayFigures {
  /** Of the log, all of them for the projection. */
  readonly events: number
  readonly perSecond: number
  readonly rounds: readonly number[]
  /** How long the tables were locked at the switch, at most. */
  readonly switchMs: number
  /** A transaction for each event. */
  readonly oneByOne: number
  readonly served: readonly Served[]
}

interface Served {
  readonly what: 'days of the agenda read' | 'bookings'
  readonly connections: number
  /** Turns alone, and as many beside a rebuild. */
  readonly turns: number
  /** In a second; means over the turns. */
  readonly alone: number
  readonly beside: number
  /** Of the rate alone: of all turns, and the median of neighbours. */
  readonly ratio: number
  readonly median: number
  /** Milliseconds, of the worst turn. */
  readonly p99: { readonly alone: number; readonly beside: number }
}

/** Consumes claims and visits: every event that is written here, save the customers'. */
const projection = 'agenda-day'
/** 36,000 visits are 36,000 claims, as many requests and four fifths as many confirmations. */
const size = { agents: 50, days: 36, customers: 2_000 }
const oneByOneEvents = 5_000
const connections = 16

interface Plan {
  readonly rounds: number
  readonly seconds: number
}

export async function benchReplay({ rounds, seconds }: Plan, say: (line: string) => void): Promise<ReplayFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-bench-replay-'))
  const stops = createStops()
  stops.add(() => rm(folder, { recursive: true, force: true }))
  const interrupt = () => process.exit(130)
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    say('starting the servers')
    const system = await startVisitaSystem(folder)
    stops.add(() => system.stop())
    const { VISITA_EVENTSTORE_URL: connectionString, VISITA_POSTGRES_URL: url, VISITA_MASTER_KEY } = system.stores
    const logger = createLogger({ service: 'bench', level: 'warn' })
    const store = connect({ connectionString, catalogue, logger, connectionName: 'bench' })
    stops.add(() => store.close())
    const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'bench' })
    stops.add(() => writer.end())
    const vault = createVault(writer, Buffer.from(VISITA_MASTER_KEY, 'base64'))

    say('writing into the log')
    const facts = agendaFacts(size, systemClock().now())
    const events = facts.visits.reduce((sum, { pending }) => sum + (pending ? 2 : 3), facts.blocks.length)
    const fill = showFill(events + facts.customers.length, 'events', process.stderr)
    const last = await fillLog({ store, vault, tenant: tenant as TenantId }, facts, fill.written).finally(fill.stop)
    say('projecting what was written')
    const names = projections.map(({ name }) => name)
    if (!(await waitForPosition(writer, names, last, 600_000))) throw new Error('the projections did not catch up')
    await vacuum(url)

    say('building it again, in batches and one by one')
    const built: { events: number; perSecond: number; switchMs: number }[] = []
    for (let round = 1; round <= rounds + 1; round++) {
      const { events, buildMs, switchMs } = await replayOnce(projection, system.stores)
      built.push({ events, perSecond: Math.round((events * 1000) / buildMs), switchMs })
      say(`${events} events in ${buildMs} ms`)
    }
    const single = await oneByOne({ store, vault, url }, projection, oneByOneEvents)
    say(`${single} events/s one by one`)

    const generator = startLoadGenerator()
    stops.add(() => generator.stop())
    const common = { connections, warmUpMs: 200, measureMs: 1_200 }
    const paths = facts.dates.map((date) => `/v1/admin/agenda/day?date=${date}`)
    const firstOpening = openingOf(systemClock().now(), size.days + 10)
    let first = 0
    const reading = () => generator.run({ ...common, ...system.reads, kind: 'read', headers: {}, paths })
    const booking = async () => {
      const load = { ...common, kind: 'load', url: system.url, key: system.key, first, firstOpening } as const
      const done = await generator.run(load)
      first += done.used
      return done
    }
    const served: Served[] = []
    const kinds = [['days of the agenda read', reading] as const, ['bookings', booking] as const]
    for (const [what, work] of kinds) {
      say(`${what}, alone and beside a rebuild`)
      for (let turn = 0; turn < 4; turn++) await work()
      const rebuilding = keepReplaying(projection, system.stores)
      const [alone, beside]: [Measured[], Measured[]] = [[], []]
      // Turns of a second, in pairs: whatever else happens on the machine happens to both.
      for (let pair = 0; pair < rounds * seconds * 2; pair++) {
        for (const going of pair % 2 === 0 ? [true, false] : [false, true]) {
          rebuilding.go(going)
          ;(going ? beside : alone).push(await work())
        }
      }
      await rebuilding.end()
      const [rate, besideRate] = [rateOf(alone), rateOf(beside)]
      const ratios = beside
        .map(({ perSecond }, i) => perSecond / Math.max(1, alone[i]?.perSecond ?? 1))
        .sort((a, b) => a - b)
      const worst = (turns: readonly Measured[]) => Math.max(...turns.map(({ latency }) => latency.p99))
      served.push({
        ...{ what, connections, turns: alone.length, alone: Math.round(rate), beside: Math.round(besideRate) },
        ratio: hundredths(besideRate / Math.max(1, rate)),
        median: hundredths(ratios[Math.floor(ratios.length / 2)] ?? 0),
        p99: { alone: worst(alone), beside: worst(beside) },
      })
    }
    return {
      events: built[0]?.events ?? 0,
      // The first one is the warm-up.
      perSecond: Math.round(mean(built.slice(1).map(({ perSecond }) => perSecond))),
      rounds: built.slice(1).map(({ perSecond }) => perSecond),
      switchMs: Math.max(...built.map(({ switchMs }) => switchMs)),
      oneByOne: single,
      served,
    }
  } finally {
    await stops.run()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

interface Measured {
  readonly perSecond: number
  readonly latency: { readonly p99: number }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
const rateOf = (turns: readonly Measured[]) => mean(turns.map(({ perSecond }) => perSecond))
const hundredths = (value: number) => Math.round(value * 100) / 100

export function replayText({ events, perSecond, rounds, switchMs, oneByOne, served }: ReplayFigures): string {
  const style = { head: [], border: [] }
  const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }
  const built = new Table({ head: [`replay of ${events} events`, 'events/s', 'rounds', 'of one by one'], style, chars })
  built.push(['in batches', perSecond, rounds.join(' '), (perSecond / Math.max(1, oneByOne)).toFixed(1)])
  built.push(['a transaction for each event', oneByOne, '', ''])
  built.push([`tables locked for ${switchMs} ms at most`, '', '', ''])
  const head = [
    'served',
    'connections',
    'alone/s',
    'beside a rebuild/s',
    'of alone',
    'median of pairs',
    'p99 ms, alone and beside',
  ]
  const besides = new Table({ head, style, chars })
  for (const { what, connections, alone, beside, ratio, median, p99 } of served) {
    besides.push([what, connections, alone, beside, ratio.toFixed(2), median.toFixed(2), `${p99.alone}, ${p99.beside}`])
  }
  return [built, besides].map(String).join('\n')
}
