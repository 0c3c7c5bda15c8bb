import type { FailureClass } from '@visita/domain'
import type { Failure } from '../channel.ts'

// Meta's error codes by what follows from them. Titles, texts and subcodes go and come; codes stay.

const codesByClass: readonly (readonly [FailureClass, transient: boolean, codes: readonly number[]])[] = [
  // Unknown, temporary, no service, maintenance, the server's registration.
  ['unavailable', true, [1, 2, 131000, 131016, 131057, 2494100, 133004]],
  // The app, the account, the number, the pair of number and person.
  ['rate-limited', true, [4, 80007, 130429, 131056]],
  // Not on WhatsApp or may not be written to: Meta does not say which. The last three are limits on marketing and experiments.
  ['unreachable', false, [131026, 131021, 130403, 131062, 131049, 130472]],
  ['opted-out', false, [131050]],
  ['window-closed', false, [131047]],
  ['template', false, [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068, 132069]],
  // Permissions, token, restrictions, country, payment, number, spam. 200 to 299 are permissions too.
  ['account', false, [0, 3, 10, 190, 368, 131005, 131031, 130497, 131042, 131045, 133010, 131037, 131048, 131064]],
  ['our-bug', false, [33, 100, 131008, 131009, 131051, 131052, 131053]],
]

const byCode = new Map(
  codesByClass.flatMap(([kind, transient, codes]) => codes.map((code) => [code, { class: kind, transient }] as const)),
)

/**
 * What a code means, or null when it is not known: then it is not tried again on this channel, unless Meta itself calls it
 * passing (`is_transient`).
 */
export function failureOfCode(code: number, isTransient = false): Failure | null {
  const known =
    byCode.get(code) ?? (code >= 200 && code <= 299 ? { class: 'account' as const, transient: false } : null)
  if (known) return { ...known, code: String(code) }
  return isTransient ? { class: 'unavailable', code: String(code), transient: true } : null
}

/** Too much for one person: no other is slowed by it. */
export const pairRateCode = 131056

/** Meta's own advice for a pair: 4^X seconds, X from 0; no more than about four minutes. */
export const pairRateWaitMs = (attempt: number): number => 4 ** Math.min(Math.max(attempt - 1, 0), 4) * 1000
