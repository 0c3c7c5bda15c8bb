import Table from 'cli-table3'
import type { Outcome } from './run.ts'

const style = { head: [], border: [] }
const mostShown = 20

const counts = (of: Readonly<Record<string, number>>) =>
  Object.entries(of)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name}: ${count}`)
    .join('\n')

/** What was done, what was killed, and each proof. */
export function outcomeText(outcome: Outcome): string {
  const { seed, seconds, bookings, answers, repeated, kills, misbehaved, messages, requests, proofs } = outcome
  const done = new Table({ style })
  done.push(
    ['seed, seconds', `${seed}, ${seconds}`],
    ['bookings, messages, requests to providers', `${bookings}, ${messages}, ${requests}`],
    ['asked and answered', counts(answers)],
    ['asked again, since nobody answered', repeated],
    ['killed', counts(kills)],
    ['providers misbehaved', counts(misbehaved)],
  )
  const proven = new Table({ head: ['proof', 'of', 'failed', 'seen'], style })
  for (const { name, checked, failures, seen } of proofs)
    proven.push([name, checked, failures.length, counts(seen ?? {})])
  const parts = [done.toString(), proven.toString()]
  for (const { name, failures } of proofs) {
    if (failures.length === 0) continue
    parts.push(`Not so: ${name}`, ...failures.slice(0, mostShown).map(({ id, what }) => `  ${id}: ${what}`))
    if (failures.length > mostShown) parts.push(`  … and ${failures.length - mostShown} more: see --json`)
  }
  return parts.join('\n')
}
