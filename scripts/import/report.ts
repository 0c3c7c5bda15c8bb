import Table from 'cli-table3'
import type { Tally } from './book.ts'
import type { OutcomeStatus } from './outcome.ts'
import type { Plan, Refused } from './plan.ts'
import { clock } from './progress.ts'

export type Outcome = 'complete' | 'interrupted' | 'failed'

/** What a run did, as it is kept beside the data. */
export interface Report {
  readonly file: string
  readonly tenant: string
  readonly outcome: Outcome
  /** Why it ended before the end of the file. */
  readonly failure: string | null
  readonly startedAt: string
  readonly seconds: number
  readonly bookingsPerSecond: number
  readonly rows: {
    readonly read: number
    readonly booked: number
    readonly replayed: number
    readonly refused: number
    /** Not settled by this run; the next one goes on with them. */
    readonly left: number
  }
  readonly configured: { readonly locations: number; readonly agents: number }
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number }
  /** What has become of the rows that are booked: told by this run, and told before it. */
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, { readonly told: number; readonly unchanged: number }>>>
  /** How far the log was when the last row was answered: a token that the read API waits for. */
  readonly position: string | null
  /** Tries that had to be made again: lost connections, 503, 429. */
  readonly repeatedCalls: number
  /** How many were refused for which reason. */
  readonly reasons: Readonly<Record<string, number>>
  readonly refused: readonly Refused[]
}

export interface RunFacts {
  readonly file: string
  readonly tenant: string
  readonly outcome: Outcome
  readonly failure: string | null
  readonly startedAt: string
  readonly seconds: number
  readonly repeatedCalls: number
}

export function reportOf(facts: RunFacts, plan: Plan, tally: Tally): Report {
  const refused = [...plan.refused, ...tally.refused].sort((a, b) => a.line - b.line)
  const reasons: Record<string, number> = {}
  for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1
  const read = plan.seated + plan.refused.length
  const settled = tally.booked + tally.replayed
  const { latency } = tally
  return {
    ...facts,
    seconds: Math.round(facts.seconds * 10) / 10,
    bookingsPerSecond: facts.seconds > 0 ? Math.round(settled / facts.seconds) : 0,
    rows: {
      read,
      booked: tally.booked,
      replayed: tally.replayed,
      refused: refused.length,
      left: read - settled - refused.length,
    },
    configured: {
      locations: plan.sites.length,
      agents: plan.sites.reduce((sum, { agents }) => sum + agents.length, 0),
    },
    latencyMs: {
      p50: latency.getValueAtPercentile(50),
      p95: latency.getValueAtPercentile(95),
      p99: latency.getValueAtPercentile(99),
      max: latency.maxValue,
    },
    outcomes: Object.fromEntries(tally.outcomes),
    position: tally.position,
    reasons,
    refused,
  }
}

const mostShown = 20
const style = { head: [], border: [] }
/** No line between rows. */
const compact = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' }

/** `107 completed, 44 no_show`, the most first. */
export const countsText = (counts: readonly (readonly [status: string, count: number])[]): string =>
  counts
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([status, count]) => `${count} ${status}`)
    .join(', ')

/** The same for a person. */
export function reportText(report: Report): string {
  const { rows, latencyMs, reasons } = report
  const table = new Table({ style, chars: compact })
  table.push(
    ['rows', rows.read],
    ['booked', rows.booked],
    ['replayed (booked by an earlier run)', rows.replayed],
    ['refused', rows.refused],
    ['left for the next run', rows.left],
    ...Object.entries(report.outcomes).map(([status, { told, unchanged }]) => [
      status,
      unchanged === 0 ? told : `${told + unchanged}, ${unchanged} of them before`,
    ]),
    ['locations, agents', `${report.configured.locations}, ${report.configured.agents}`],
    ['time', `${clock(Math.round(report.seconds))}, ${report.bookingsPerSecond} bookings/s`],
    ['latency p50, p95, p99', `${latencyMs.p50}, ${latencyMs.p95}, ${latencyMs.p99} ms`],
    ['calls tried again', report.repeatedCalls],
  )
  const parts = [table.toString()]
  if (report.refused.length > 0) {
    const why = new Table({ head: ['line', 'id', 'refused as', 'because'], style, chars: compact })
    for (const { line, id, reason, detail } of report.refused.slice(0, mostShown)) why.push([line, id, reason, detail])
    parts.push(why.toString())
    if (report.refused.length > mostShown) {
      const counts = Object.entries(reasons).map(([reason, count]) => `${count} ${reason}`)
      parts.push(`… and ${report.refused.length - mostShown} more, all in the report: ${counts.join(', ')}`)
    }
  }
  return parts.join('\n')
}
