import type { Failure } from '@visita/channels'
import type { FailureClass, RepeatReason } from '@visita/domain'

/** How what is refused for a while is tried again; milliseconds. */
export interface RetryProfile {
  readonly baseMs: number
  readonly capMs: number
  readonly tries: number
}

/** By priority: 0 critical, 1 normal. The critical one leaves its channel after half a minute of waiting, so that the next one is still in time. */
export const retryProfiles: Readonly<Record<number, RetryProfile>> = {
  0: { baseMs: 2_000, capMs: 20_000, tries: 5 },
  1: { baseMs: 10_000, capMs: 300_000, tries: 8 },
}
const normal = { baseMs: 10_000, capMs: 300_000, tries: 8 }

export const profileOf = (priority: number): RetryProfile => retryProfiles[priority] ?? normal

/** Doubles with each try up to the cap, half of it at random, and never less than the provider asked for. `random` from 0 to 1. */
export const delayMs = (
  { baseMs, capMs }: RetryProfile,
  triesBefore: number,
  random: number,
  retryAfterMs: number | null,
): number =>
  Math.ceil(Math.max(Math.min(capMs, baseMs * 2 ** Math.min(triesBefore, 30)) * (0.5 + random / 2), retryAfterMs ?? 0))

export interface Refusal extends Failure {
  readonly retryAfterMs: number | null
}

/** What is known of a message when it is refused. */
export interface Tried {
  /** 0 critical, 1 normal. */
  readonly priority: number
  /** How often it was tried, this time included, since somebody last wanted it tried again. */
  readonly tries: number
  /** Whether its rule has another channel after this one. */
  readonly hasNext: boolean
  /** Whether something else could carry it on this channel. */
  readonly hasSpare: boolean
  /** Epoch ms. */
  readonly now: number
  readonly random: number
}

export type Next = { readonly retryAt: number } | 'fail' | 'dead-letter'

/** A person looks at these where no other channel is left; on the way there they fail, and the next one has its turn. */
const concernsUs: ReadonlySet<FailureClass> = new Set(['account', 'template'])

/**
 * What follows from a refusal: again at an instant, the next channel (`fail`), or a person. Spent tries are a dead letter; so is a
 * mistake of ours at once.
 */
export function afterRefusal(refusal: Refusal, tried: Tried): Next {
  const { class: kind, transient, retryAfterMs } = refusal
  const { priority, tries, hasNext, hasSpare, now, random } = tried
  const profile = profileOf(priority)
  if (kind === 'our-bug') return 'dead-letter'
  // The same as a template instead of free text, at once.
  if (kind === 'window-closed') return tries === 1 ? { retryAt: now } : 'fail'
  if (kind === 'account' && hasSpare && tries < profile.tries) return { retryAt: now }
  if (!transient) return concernsUs.has(kind) && !hasNext ? 'dead-letter' : 'fail'
  // A telephone that is switched off: later perhaps, but another channel is sooner.
  if (kind === 'unreachable' && hasNext) return 'fail'
  if (tries >= profile.tries) return 'dead-letter'
  const waitMs = delayMs(profile, tries - 1, random, retryAfterMs)
  // What matters now does not wait for a provider that asks for longer than its own profile ever would.
  if (priority === 0 && hasNext && waitMs > profile.capMs) return 'fail'
  return { retryAt: now + waitMs }
}

/** What is known of an attempt of unknown outcome, once its provider has had its time to tell. */
export interface Silence extends Omit<Tried, 'random' | 'hasSpare'> {
  /** How many of the tries ended so. */
  readonly silences: number
  /** Of the first attempt, epoch ms. */
  readonly firstAt: number
  /** Asked, the provider says that it never had it. */
  readonly isDenied: boolean
  /** It would be the same to the letter, at the same provider. */
  readonly isSameRequest: boolean
}

/** The reason for which alone an attempt of that provider's is repeated after it was lost. */
export function repeatedBecause(provider: string): RepeatReason {
  if (provider === 'resend' || provider === 'in-app') return 'provider-deduplicates'
  return provider === 'twilio' ? 'provider-denies' : 'provider-silent'
}

/** How long Resend remembers a key. */
const rememberedMs = 24 * 3_600_000

/**
 * Why an attempt of which nobody knows whether it went out may be followed by another; null: nobody knows and nobody will, so the
 * next channel has its turn. Resend knows the same again by its key, and the inbox is a row; one that never had it is asked anew.
 * Who could have told by then and has not (WhatsApp), or never tells (a mail server, which knows the Message-ID), is tried once
 * more, unless it is critical and there is another channel.
 */
export function afterSilence(provider: string, silence: Silence): RepeatReason | null {
  const { priority, tries, silences, hasNext, firstAt, now, isDenied, isSameRequest } = silence
  if (tries >= profileOf(priority).tries) return null
  if (isDenied) return 'provider-denies'
  const because = repeatedBecause(provider)
  const isRemembered = provider === 'in-app' || now < firstAt + rememberedMs
  const may = {
    'provider-deduplicates': isSameRequest && isRemembered,
    // It was asked, and did not say.
    'provider-denies': false,
    'provider-silent': silences === 1 && (priority !== 0 || !hasNext),
  }
  return may[because] ? because : null
}

/**
 * How long a provider may still tell of an attempt before somebody decides without it. Nobody needs to be waited for who
 * deduplicates.
 */
export const patienceMs = (provider: string, priority: number, tries: number, random: number): number =>
  provider === 'resend' || provider === 'in-app' ? delayMs(profileOf(priority), tries - 1, random, null) : 60_000
