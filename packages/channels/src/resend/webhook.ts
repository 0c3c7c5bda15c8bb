import type { ProviderStatus } from '@visita/domain'
import { isInstant, parseInstant } from '@visita/runtime'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { isRecord } from '../http-call.ts'
import { headerOf, type Update, type Webhook } from '../update.ts'

/** Resend tells one thing a call, signed by Svix as the Standard Webhooks have it; five minutes old at most. */
export const resendWebhook: Webhook = {
  provider: 'resend',
  verify(rawBody, headers, secret) {
    try {
      const signed = {
        'webhook-id': headerOf(headers, 'svix-id') ?? '',
        'webhook-timestamp': headerOf(headers, 'svix-timestamp') ?? '',
        'webhook-signature': headerOf(headers, 'svix-signature') ?? '',
      }
      new StandardWebhook(secret).verify(rawBody, signed, { jsonParse: false })
      return true
    } catch {
      return false
    }
  },
  parse(rawBody) {
    try {
      const told: unknown = JSON.parse(rawBody.toString('utf8'))
      return isRecord(told) ? updatesOf(told) : []
    } catch {
      return []
    }
  },
}

/** What is said of a delivery that is only delayed, of contacts and of domains says nothing of a message's end. */
const statuses: Readonly<Record<string, ProviderStatus>> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.opened': 'read',
  'email.clicked': 'read',
  'email.bounced': 'undelivered',
  'email.failed': 'undelivered',
  'email.suppressed': 'undelivered',
}

function updatesOf({ type, created_at, data }: Record<string, unknown>): readonly Update[] {
  if (typeof type !== 'string' || !isRecord(data) || typeof data.email_id !== 'string') return []
  const bounce = isRecord(data.bounce) ? data.bounce : {}
  const code = typeof bounce.type === 'string' ? wordOf(`${bounce.type}.${bounce.subType ?? 'General'}`) : null
  const about = {
    key: `${data.email_id}:${type}`,
    at: typeof created_at === 'string' ? instantOf(created_at) : null,
    correlation: correlationIn(data.tags),
    providerMessageId: data.email_id,
    code,
  }
  const address = Array.isArray(data.to) && typeof data.to[0] === 'string' ? data.to[0] : null
  const status = Object.hasOwn(statuses, type) ? statuses[type] : undefined
  const updates: Update[] = []
  if (status) {
    const isFailure = status === 'undelivered'
    updates.push({ kind: 'status', ...about, status, class: isFailure ? 'unreachable' : null, phoneNumberId: null })
  }
  const key = `${about.key}:address`
  // A full mailbox is not a dead one.
  if (type === 'email.suppressed' || (type === 'email.bounced' && bounce.type === 'Permanent')) {
    updates.push({ kind: 'bounce', ...about, key, address })
  }
  if (type === 'email.complained') updates.push({ kind: 'complaint', ...about, key, address })
  return updates
}

/** Tags come back as an object, in older payloads as a list. */
function correlationIn(tags: unknown): string | null {
  const pairs = Array.isArray(tags)
    ? Object.fromEntries(tags.filter(isRecord).map((tag) => [tag.name, tag.value]))
    : tags
  if (!isRecord(pairs) || typeof pairs.tenant !== 'string' || typeof pairs.notification !== 'string') return null
  return `${pairs.tenant}:${pairs.notification}`
}

const wordOf = (text: string): string | null => (/^[A-Za-z0-9_.:-]{1,64}$/.test(text) ? text : null)

/** To the millisecond: what is finer is cut off. `2026-11-21 09:30:12.123456+00`, as some events have it, is read too. */
function instantOf(text: string): number | null {
  const exact = text
    .replace(' ', 'T')
    .replace(/(\.\d{3})\d+/, '$1')
    .replace(/([+-]\d\d)$/, '$1:00')
  return isInstant(exact) ? parseInstant(exact) : null
}
