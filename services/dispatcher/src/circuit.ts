import type { FailureClass } from '@visita/domain'

// A tenant's channel that does not work is left alone for a while, so that what matters takes the next channel at once.

/** Of one tenant's channel; there is none while nothing is wrong. Instants are epoch ms by the services' clock. */
export interface Circuit {
  /** Why it opened last; null: it has not opened yet. */
  readonly cause: 'account' | 'unavailable' | null
  /** How often in a row the provider did not work. */
  readonly failures: number
  readonly openedAt: number | null
  /** From then on one message at a time may try. */
  readonly openUntil: number | null
  /** Somebody is trying, and the others wait for what comes of it until then. */
  readonly probeUntil: number | null
}

/** A dead provider, and how soon it is tried again. */
const mostFailures = 10
const unavailableMs = 30_000
/** Credentials, payment, permissions: a person has to do something, and perhaps has done it elsewhere. */
const accountMs = 15 * 60_000
/** A call is over long before. */
const probeMs = 15_000

export type Standing =
  | { readonly kind: 'closed' }
  /** Whoever is first to say so (`probing`) may try. */
  | { readonly kind: 'half-open' }
  | {
      readonly kind: 'open'
      readonly until: number
      readonly cause: 'account' | 'unavailable'
      /** When it opened first, since it last worked. */
      readonly openedAt: number
      /** Somebody is trying at this moment, and it may work again much sooner. */
      readonly isTried: boolean
    }

/** `accountSetAt`: when a person last set the channel's account up, which closes what opened before because of it. */
export function standingOf(circuit: Circuit | null, now: number, accountSetAt: number | null): Standing {
  if (!circuit?.cause || circuit.openedAt === null || circuit.openUntil === null) return { kind: 'closed' }
  const { cause, openedAt, openUntil, probeUntil } = circuit
  if (cause === 'account' && accountSetAt !== null && accountSetAt > openedAt) return { kind: 'closed' }
  if (now < openUntil) return { kind: 'open', until: openUntil, cause, openedAt, isTried: false }
  if (probeUntil !== null && now < probeUntil)
    return { kind: 'open', until: probeUntil, cause, openedAt, isTried: true }
  return { kind: 'half-open' }
}

export const probing = (circuit: Circuit, now: number): Circuit => ({ ...circuit, probeUntil: now + probeMs })

/** What a provider's answer tells of the provider: `works`, also where it refused this message; null: nothing. */
export type Sign = 'works' | 'account' | 'unavailable' | null

export function signOf(outcome: 'accepted' | 'unknown' | FailureClass): Sign {
  if (outcome === 'account') return 'account'
  if (outcome === 'unavailable' || outcome === 'unknown') return 'unavailable'
  return outcome === 'rate-limited' || outcome === 'our-bug' ? null : 'works'
}

/** The circuit after that sign; null: nothing is wrong. */
export function afterSign(known: Circuit | null, sign: Sign, now: number, accountSetAt: number | null): Circuit | null {
  if (sign === null) return known
  if (sign === 'works') return null
  // What a person has set right since is over.
  const isOver = known?.cause != null && standingOf(known, now, accountSetAt).kind === 'closed'
  const circuit = isOver ? null : known
  const failures = (circuit?.failures ?? 0) + (sign === 'unavailable' ? 1 : 0)
  const closed = { cause: null, openedAt: null, openUntil: null, probeUntil: null, failures }
  if (circuit?.cause == null && sign === 'unavailable' && failures < mostFailures) return closed
  // What was under way when it opened does not keep it open for longer.
  if (sign === 'unavailable' && circuit?.openUntil != null && now < circuit.openUntil) return { ...circuit, failures }
  const openUntil = now + (sign === 'account' ? accountMs : unavailableMs)
  return { cause: sign, failures, openedAt: circuit?.openedAt ?? now, openUntil, probeUntil: null }
}
