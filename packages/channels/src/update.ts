import type { FailureClass, ProviderStatus } from '@visita/domain'

// What providers tell us by themselves, in one shape. They tell it again, late, in any order, many at once.

interface Told {
  /** The same for the same thing, however often it is told. */
  readonly key: string
  /** When the provider says that it was, epoch ms; null where it does not say. */
  readonly at: number | null
}

/** What became of a message. */
export interface StatusUpdate extends Told {
  readonly kind: 'status'
  /** Our own id of the attempt (`readCorrelation`), or null where the provider did not bring it back. */
  readonly correlation: string | null
  readonly providerMessageId: string
  readonly status: ProviderStatus
  /** Of `undelivered`. */
  readonly class: FailureClass | null
  readonly code: string | null
  /** Which of our numbers it was sent from, where it says: it names the tenant. */
  readonly phoneNumberId: string | null
}

/** Somebody wrote, or tapped a button. Personal data: sealed before it is kept. */
interface Inbound extends Told {
  /** E.164, or null where WhatsApp hides the number: then there is `userId` alone. */
  readonly from: string | null
  /** WhatsApp's id of the person for this business. */
  readonly userId: string | null
  /** Which of our numbers it came to: WhatsApp's id of it, or the number itself. */
  readonly phoneNumberId: string
}

export interface ButtonUpdate extends Inbound {
  readonly kind: 'button'
  /** As we wrote it (`readButtonPayload`). */
  readonly payload: string
  /** The provider's id of the message that the button is on. */
  readonly contextMessageId: string | null
}

export interface TextUpdate extends Inbound {
  readonly kind: 'text'
  readonly text: string
}

/** This address is not to be written to again: it does not exist, or its owner calls us spam. Comes beside a status. */
export interface AddressUpdate extends Told {
  readonly kind: 'bounce' | 'complaint'
  readonly correlation: string | null
  readonly providerMessageId: string
  readonly address: string | null
  readonly code: string | null
}

export const accountChanges = [
  'template-approved',
  'template-paused',
  'template-flagged',
  'template-rejected',
  'template-disabled',
  'template-removed',
  'template-recategorised',
  'quality-low',
  'quality-medium',
  'quality-high',
  'limit-changed',
  'account-restricted',
  'account-disabled',
  'account-disconnected',
  'account-reinstated',
] as const
export type AccountChange = (typeof accountChanges)[number]

/** Something about the account itself, and nobody's message. Nothing in it is personal: all of it may be logged. */
export interface AccountUpdate extends Told {
  readonly kind: 'account'
  readonly change: AccountChange
  /** The provider's id of the account. */
  readonly account: string | null
  /** What it is now: a template's category, or how many people may be written to in 24 hours (a count, `unlimited`). */
  readonly to: string | null
  /** A template's name and language, where it is about one. */
  readonly template: string | null
  readonly language: string | null
}

export type Update = StatusUpdate | ButtonUpdate | TextUpdate | AddressUpdate | AccountUpdate

export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The door by which a provider tells us things. Both functions are pure and never throw. */
export interface Webhook {
  readonly provider: string
  /**
   * Whether the provider itself sent these very bytes. `publicUrl` is the address that it was given, with path and query,
   * built from `VISITA_PUBLIC_URL` and never from the request, which a proxy has rewritten.
   */
  verify(rawBody: Buffer, headers: WebhookHeaders, secret: string, publicUrl: string): boolean
  /** What it tells; nothing where the bytes are not what the provider would send. Look at `verify` first. */
  parse(rawBody: Buffer, publicUrl: string): readonly Update[]
}

/** A header's only value; of several, none. Names are lower case, as Node has them. */
export const headerOf = (headers: WebhookHeaders, name: string): string | null => {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}
