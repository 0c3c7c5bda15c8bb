import Table from 'cli-table3'
import type { Measured, RaceTurn, Turn } from './measure.ts'

/** All rounds of one server at one number of connections. Rates are means of the rounds, latencies their worst. */
export interface Row {
  readonly connections: number
  readonly system: Turn['system']
  readonly perSecond: number
  readonly rounds: readonly number[]
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Of this server's rate to the plain server's. */
  readonly ratio: number
  readonly loadCpuPercent: number
  /** Cores that something else was using, at the worst. */
  readonly elsewhere: number
  readonly others: number
}

export interface RaceRow {
  readonly system: RaceTurn['system']
  readonly races: number
  readonly booked: readonly number[]
  readonly refused: readonly number[]
  /** Answers that are neither; and one of them. */
  readonly others: number
  readonly example: string | null
  readonly allP99: number
  readonly winnersP99: number
  readonly losersP50: number
  readonly losersP99: number
}

export interface Summary {
  readonly rows: readonly Row[]
  readonly races: readonly RaceRow[]
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

export function summarize({ turns, races }: Measured): Summary {
  const rows: Row[] = []
  for (const [connections, group] of Map.groupBy(turns, (turn) => turn.connections)) {
    const rate = (system: Turn['system']) =>
      mean(group.filter((turn) => turn.system === system).map(({ perSecond }) => perSecond))
    for (const [system, mine] of Map.groupBy(group, (turn) => turn.system)) {
      rows.push({
        connections,
        system,
        perSecond: Math.round(rate(system)),
        rounds: mine.map(({ perSecond }) => perSecond),
        p50: Math.max(...mine.map(({ latency }) => latency.p50)),
        p95: Math.max(...mine.map(({ latency }) => latency.p95)),
        p99: Math.max(...mine.map(({ latency }) => latency.p99)),
        ratio: Math.round((rate(system) / rate('plain')) * 100) / 100,
        loadCpuPercent: Math.max(...mine.map(({ cpuPercent }) => cpuPercent)),
        elsewhere: Math.max(...mine.map(({ elsewhere }) => elsewhere)),
        others: mine.flatMap(({ others }) => Object.values(others)).reduce((sum, count) => sum + count, 0),
      })
    }
  }
  const raceRows = [...Map.groupBy(races, ({ system }) => system)].map(([system, mine]) => ({
    system,
    races: mine.length,
    booked: mine.map(({ booked }) => booked),
    refused: mine.map(({ refused }) => refused),
    others: mine.reduce((sum, { others }) => sum + others.length, 0),
    example: mine.flatMap(({ others }) => others)[0] ?? null,
    allP99: Math.max(...mine.map(({ all }) => all.p99)),
    winnersP99: Math.max(...mine.map(({ winners }) => winners.p99)),
    losersP50: Math.max(...mine.map(({ losers }) => losers.p50)),
    losersP99: Math.max(...mine.map(({ losers }) => losers.p99)),
  }))
  rows.sort((a, b) => a.connections - b.connections || (a.system < b.system ? 1 : -1))
  return { rows, races: raceRows }
}

const style = { head: [], border: [] }
const compact = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

export function summaryText({ rows, races }: Summary, { turns }: Measured): string {
  const table = new Table({
    head: [
      'connections',
      '',
      'bookings/s',
      'of plain',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'rounds',
      'not 201',
      'load CPU',
      'elsewhere',
    ],
    style,
    chars: compact,
  })
  for (const row of rows) {
    const { connections, system, perSecond, ratio, p50, p95, p99, rounds, others, loadCpuPercent, elsewhere } = row
    const all = rounds.join(' ')
    table.push([
      connections,
      system,
      perSecond,
      ratio.toFixed(2),
      p50,
      p95,
      p99,
      all,
      others,
      `${loadCpuPercent} %`,
      `${elsewhere} cores`,
    ])
  }
  const raceTable = new Table({
    head: ['race', '201', '409', 'other', 'all p99 ms', 'winners p99 ms', 'losers p50 ms', 'losers p99 ms'],
    style,
    chars: compact,
  })
  for (const { system, booked, refused, others, allP99, winnersP99, losersP50, losersP99 } of races) {
    raceTable.push([system, booked.join(' '), refused.join(' '), others, allP99, winnersP99, losersP50, losersP99])
  }
  const cpu = new Table({ head: ['CPU ms a booking', 'connections', 'by process'], style, chars: compact })
  for (const { system, connections, cpuPerBooking } of turns.filter(({ round }) => round === 1)) {
    const parts = Object.entries(cpuPerBooking).map(([name, value]) => `${name} ${value}`)
    cpu.push([system, connections, parts.join(', ')])
  }
  return [table, raceTable, cpu].map(String).join('\n')
}
