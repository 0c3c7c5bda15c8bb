import type { FailureClass, NotificationChannel, ProviderStatus } from '@visita/domain'
import type { Content } from './content.ts'

/** A message as a channel takes it. */
export interface OutgoingMessage {
  readonly notificationId: string
  /** From 1. */
  readonly attempt: number
  readonly tenant: string
  /** E.164 with its plus, an e-mail address, or a recipient's key for what stays in the house. */
  readonly to: string
  readonly content: Content
  /** Whether they have written within the last 24 hours: on WhatsApp only then is anything but a template allowed. */
  readonly windowOpen: boolean
  /** Where the provider may tell what became of it, for those that take it per message (Twilio). */
  readonly statusCallbackUrl: string | null
}

/** What the provider answered. `body` may hold personal data: it is sealed before it is kept, and never logged. */
export interface Answer {
  readonly httpStatus: number | null
  readonly latencyMs: number
  /** At most 4,096 characters of it. */
  readonly body: string | null
}

/**
 * `accepted`: it has it; what becomes of it comes by webhook.
 * `refused`: it surely did not go out. `transient`: the same may work later, at the earliest after `retryAfterMs`.
 * `unknown`: it went out, perhaps. Never repeated without a reason (`RepeatReason` of the domain).
 */
export type SendResult =
  | { readonly kind: 'accepted'; readonly providerMessageId: string | null; readonly answer: Answer }
  | ({ readonly kind: 'refused'; readonly retryAfterMs: number | null; readonly answer: Answer } & Failure)
  | { readonly kind: 'unknown'; readonly answer: Answer }

/** What a provider's code means. */
export interface Failure {
  readonly class: FailureClass
  /** The provider's own word or number, or the transport's (`ECONNREFUSED`); never anybody's data. */
  readonly code: string | null
  readonly transient: boolean
}

/**
 * What a provider says of an attempt when it is asked. `taken`: it has it; `status` null: it has not come further yet. `denied`: it
 * never had it. `unknown`: it did not say.
 */
export type Finding =
  | {
      readonly kind: 'taken'
      readonly providerMessageId: string
      readonly status: ProviderStatus | null
      /** Of `undelivered`. */
      readonly failure: Pick<Failure, 'class' | 'code'> | null
    }
  | { readonly kind: 'denied' }
  | { readonly kind: 'unknown' }

export interface Channel {
  /** `whatsapp-cloud`, `resend`, `smtp`, `twilio`, `in-app`. */
  readonly provider: string
  readonly channel: NotificationChannel
  /**
   * Hands the message over, once: no retries of its own, and an end within its time limit, whatever the provider does.
   * Never throws for anything that a provider, a network or a signal does. When `signal` aborts, the outcome is `unknown`
   * unless it is sure that nothing was sent.
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult>
  /**
   * Asks what became of an attempt of unknown outcome that began at `since` (epoch ms), where the provider can be asked. Ends and
   * never throws, as `send`.
   */
  readonly find?: (message: OutgoingMessage, since: number, signal: AbortSignal) => Promise<Finding>
}

type Named = Pick<OutgoingMessage, 'tenant' | 'notificationId' | 'attempt'>

/** Our own id of an attempt, given to the provider and given back in its statuses: the only way to it when the answer was lost. */
export const correlationOf = ({ tenant, notificationId, attempt }: Named): string =>
  `${tenant}:${notificationId}:${attempt}`

const correlation = /^([a-z0-9][a-z0-9-]{0,63}):([0-9a-f-]{36})(?::(\d{1,6}))?$/

/**
 * The attempt that a correlation names, or null when it is none of ours. `attempt` is null for e-mail: there each attempt
 * repeats the first to the letter, or the provider could not tell that it has it already.
 */
export function readCorrelation(
  text: string,
): (Pick<Named, 'tenant' | 'notificationId'> & { attempt: number | null }) | null {
  const [, tenant, notificationId, attempt] = correlation.exec(text) ?? []
  if (!tenant || !notificationId) return null
  return { tenant, notificationId, attempt: attempt === undefined ? null : Number(attempt) }
}
