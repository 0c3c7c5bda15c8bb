import type { WebhookAccounts, WebhookSecrets } from '@visita/accounts'
import {
  readCorrelation,
  resendWebhook,
  twilioWebhook,
  type Update,
  type Webhook,
  type WebhookHeaders,
  whatsAppChallenge,
  whatsAppWebhook,
} from '@visita/channels'
import type { AccountChannel, TenantId } from '@visita/domain'
import type { ReadStore } from '@visita/read-store'
import type { Clock, Metrics } from '@visita/runtime'
import { keepDelivery } from './deliveries.ts'
import type { Safe } from './safe.ts'

/** Those who tell us things, by the last word of the address where they do. */
export const doors = {
  whatsapp: { webhook: whatsAppWebhook, channel: 'whatsapp', signature: 'x-hub-signature-256' },
  resend: { webhook: resendWebhook, channel: 'email', signature: 'svix-signature' },
  twilio: { webhook: twilioWebhook, channel: 'sms', signature: 'x-twilio-signature' },
} as const satisfies Record<string, { webhook: Webhook; channel: AccountChannel; signature: string }>
export type DoorName = keyof typeof doors

export const webhookOf = (provider: string): Webhook | null =>
  Object.values(doors).find(({ webhook }) => webhook.provider === provider)?.webhook ?? null

/** A call as it came. */
export interface Call {
  readonly rawBody: Buffer
  readonly headers: WebhookHeaders
  /** The address that the provider was given, with its query: built from the public URL, never from the request's host. */
  readonly url: string
  /** Whom the address names (`?tenant=`): whose account it is that tells. */
  readonly tenant: TenantId | null
}

export interface Door {
  /**
   * Looks whether the provider itself sent this, and keeps it. `forged`: nobody who may speak to us has signed these bytes for this
   * address, and nothing is kept. Nothing is done with it here. @throws StoreUnavailable
   */
  receive(name: DoorName, call: Call): Promise<'kept' | 'forged'>
  /** What Meta is to be answered when the address is registered; null: it is not ours to register. */
  challenge(query: Readonly<Record<string, unknown>>, tenant: TenantId | null): Promise<string | null>
}

export interface DoorOptions {
  readonly accounts: WebhookAccounts
  /** Of `visita_writer`. */
  readonly readStore: ReadStore
  readonly safe: Safe
  readonly clock: Clock
  readonly metrics: Metrics
}

/** Of how many of the numbers that a call names, accounts are looked at: one app signs for all of them. */
const mostNumbers = 5

export function createDoor({ accounts, readStore, safe, clock, metrics }: DoorOptions): Door {
  const calls = metrics.counter('visita_webhook_calls_total', 'Calls of providers, by what became of them', [
    'provider',
    'outcome',
  ])

  /** Whoever may have signed: by the numbers that a body names, or by whose message it is about. Not believed yet. */
  async function candidates(name: DoorName, { rawBody, url, tenant }: Call): Promise<readonly WebhookSecrets[]> {
    const { webhook, channel } = doors[name]
    const updates = webhook.parse(rawBody, url)
    if (name !== 'whatsapp') return accounts.ofTenant(tenant ?? tenantIn(updates), channel)
    const numbers = [...new Set(updates.flatMap(numberOf))].slice(0, mostNumbers)
    const all = await Promise.all([
      accounts.ofTenant(tenant, channel),
      ...numbers.map((number) => accounts.ofNumber(number)),
    ])
    return all.flat()
  }

  return {
    async receive(name, call) {
      const { webhook, signature } = doors[name]
      const { provider } = webhook
      const { rawBody, headers, url } = call
      const known = headers[signature] === undefined ? [] : await candidates(name, call)
      const right = known.filter(({ signing }) => webhook.verify(rawBody, headers, signing, url))
      const [signer] = right
      calls.inc({ provider, outcome: signer ? 'kept' : 'forged' })
      if (!signer) return 'forged'
      // Where the platform's own secret has signed, it speaks for whomever it carries messages.
      const signedBy = right.some(({ tenant }) => tenant === null) ? null : signer.tenant
      await keepDelivery(readStore, safe, { provider, signedBy, url, body: rawBody, receivedAt: clock.now() })
      return 'kept'
    },

    async challenge(query, tenant) {
      for (const { verifyToken } of await accounts.ofTenant(tenant, 'whatsapp')) {
        const answer = verifyToken === null ? null : whatsAppChallenge(query, verifyToken)
        if (answer !== null) return answer
      }
      return null
    },
  }
}

const numberOf = (update: Update): readonly string[] =>
  'phoneNumberId' in update && update.phoneNumberId !== null ? [update.phoneNumberId] : []

/** Whom the first message of ours that is spoken of belongs to. */
function tenantIn(updates: readonly Update[]): TenantId | null {
  for (const update of updates) {
    const named = 'correlation' in update && update.correlation ? readCorrelation(update.correlation) : null
    if (named) return named.tenant as TenantId
  }
  return null
}
