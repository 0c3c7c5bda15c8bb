import type { FailureClass } from '@visita/domain'
import type { Failure } from '../channel.ts'

// Twilio splits its codes over time: those that are not here are not tried again, and the next channel has its turn.

const codesByClass: readonly (readonly [FailureClass, transient: boolean, codes: readonly number[]])[] = [
  ['rate-limited', true, [20429]],
  // A queue that is full, an error inside, an error that nobody knows.
  ['unavailable', true, [30001, 30500, 30008]],
  // Switched off or without coverage: later perhaps, but another channel is sooner.
  ['unreachable', true, [30003]],
  // No such number, one that takes no SMS, an unknown one, a landline.
  ['unreachable', false, [21211, 21614, 30005, 30006]],
  ['opted-out', false, [21610]],
  // Credentials, region, sender, route, filtered by the carrier.
  ['account', false, [20003, 21408, 21606, 21612, 30007]],
  // No text, no number, text too long.
  ['our-bug', false, [21602, 21604, 21617]],
]

const byCode = new Map(
  codesByClass.flatMap(([kind, transient, codes]) => codes.map((code) => [code, { class: kind, transient }] as const)),
)

/** What a code means, or null when it is not known. */
export function failureOfCode(code: number): Failure | null {
  const known = byCode.get(code)
  return known ? { ...known, code: String(code) } : null
}
