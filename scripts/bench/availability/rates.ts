import { deepStrictEqual } from 'node:assert'
import { monotonic } from '@visita/runtime'
import Table from 'cli-table3'
import { rruleLuxonProgram } from './rrule-luxon.ts'
import { coldVisitaProgram, visitaProgram } from './visita.ts'
import { fiftyAgents, oneAgent, type Slot, type Workload } from './workloads.ts'

export interface AvailabilityRow {
  readonly work: string
  readonly program: 'visita' | 'visita, cold' | 'rrule + luxon'
  /** Whole answers a second of CPU: the median of the rounds. */
  readonly perSecond: number
  readonly microseconds: number
  /** Of rrule + luxon's rate in the same round: the median of the rounds. */
  readonly ratio: number
  readonly starts: number
}

const rounds = 9
const roundMs = 200

/**
 * How often a second of CPU each program answers the same question, in turns, after both were warmed up. Nothing is measured
 * unless their answers are deeply equal.
 */
export const benchAvailability = (): AvailabilityRow[] => [oneAgent(), fiftyAgents()].flatMap(rowsOf)

function rowsOf(workload: Workload): AvailabilityRow[] {
  const programs = [
    ['visita', visitaProgram(workload)],
    ['visita, cold', coldVisitaProgram(workload)],
    ['rrule + luxon', rruleLuxonProgram(workload)],
  ] as const
  const answers = programs.map(([, program]) => program())
  for (const answer of answers) deepStrictEqual(answer, answers[0])
  for (const [, program] of programs) rateOf(program, roundMs * 2)
  const rates = Array.from({ length: rounds }, () => programs.map(([, program]) => rateOf(program, roundMs)))
  return programs.map(([program], index) => {
    const perSecond = median(rates.map((round) => round[index] ?? 0))
    return {
      work: workload.name,
      program,
      perSecond: Math.round(perSecond),
      microseconds: Math.round(1e7 / perSecond) / 10,
      ratio: Math.round(median(rates.map((round) => (round[index] ?? 0) / (round.at(-1) ?? 1))) * 10) / 10,
      starts: answers[0]?.length ?? 0,
    }
  })
}

/** In answers a second of this process's CPU, so that what else the machine is doing says nothing. */
function rateOf(program: () => Slot[], leastMs: number): number {
  const until = monotonic() + leastMs
  const before = process.cpuUsage()
  let count = 0
  let length = 0
  do {
    length += program().length
    count++
  } while (monotonic() < until)
  const { user, system } = process.cpuUsage(before)
  if (length === 0) throw new Error('nothing was offered')
  return (count / (user + system)) * 1_000_000
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

export function availabilityText(rows: readonly AvailabilityRow[]): string {
  const table = new Table({
    head: ['availability', '', 'answers/s of CPU', 'µs', 'of rrule + luxon', 'starts'],
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const { work, program, perSecond, microseconds, ratio, starts } of rows) {
    table.push([work, program, perSecond, microseconds, ratio.toFixed(1), starts])
  }
  return String(table)
}
