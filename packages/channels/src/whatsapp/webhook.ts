import { createHmac } from 'node:crypto'
import type { ProviderStatus } from '@visita/domain'
import { isSame } from '../constant-time.ts'
import { headerOf, type Update, type Webhook } from '../update.ts'
import { accountUpdates } from './account.ts'
import { failureOfCode } from './failures.ts'
import { type Fields, fieldsOf, instantOf, listOf, textOf } from './fields.ts'

/**
 * Meta's question when an address is registered (GET): the challenge to answer with as plain text, or null for 403.
 * `query` is the request's, `verifyToken` what the tenant typed at Meta.
 */
export function whatsAppChallenge(query: Readonly<Record<string, unknown>>, verifyToken: string): string | null {
  const token = query['hub.verify_token']
  const challenge = query['hub.challenge']
  if (query['hub.mode'] !== 'subscribe' || typeof token !== 'string' || typeof challenge !== 'string') return null
  return verifyToken !== '' && isSame(token, verifyToken) ? challenge : null
}

/** `X-Hub-Signature-256` over the raw body, by the app's secret. */
export const whatsAppSignature = (rawBody: Buffer, appSecret: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`

/** Up to 1,000 updates a call, of any number of accounts; repeated for days until they are answered with 200. */
export const whatsAppWebhook: Webhook = {
  provider: 'whatsapp-cloud',
  verify(rawBody, headers, secret) {
    const told = headerOf(headers, 'x-hub-signature-256')
    return told !== null && secret !== '' && isSame(told, whatsAppSignature(rawBody, secret))
  },
  parse: (rawBody) =>
    entriesOf(rawBody).flatMap((entry) =>
      listOf(entry.changes).flatMap((change) =>
        change.field === 'messages' ? updatesOf(fieldsOf(change.value)) : accountUpdates(entry, change),
      ),
    ),
}

function entriesOf(rawBody: Buffer): readonly Fields[] {
  try {
    return listOf(fieldsOf(JSON.parse(rawBody.toString('utf8'))).entry)
  } catch {
    return []
  }
}

function updatesOf(value: Fields): readonly Update[] {
  const phoneNumberId = textOf(fieldsOf(value.metadata).phone_number_id)
  const statuses = listOf(value.statuses).flatMap((status) => statusOf(status, phoneNumberId))
  if (phoneNumberId === null) return statuses
  const contacts = listOf(value.contacts)
  return [...statuses, ...listOf(value.messages).flatMap((message) => inboundOf(message, contacts, phoneNumberId))]
}

/** Of its words, those that say something: `played` and what comes later are left out. */
const statuses: Readonly<Record<string, ProviderStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'undelivered',
}

function statusOf(told: Fields, phoneNumberId: string | null): readonly Update[] {
  const id = textOf(told.id)
  const word = textOf(told.status) ?? ''
  const status = Object.hasOwn(statuses, word) ? statuses[word] : undefined
  if (id === null || !status) return []
  const code = listOf(told.errors)[0]?.code
  const failure = status === 'undelivered' && typeof code === 'number' ? failureOfCode(code) : null
  return [
    {
      kind: 'status',
      key: `${id}:${word}`,
      at: instantOf(told.timestamp),
      correlation: textOf(told.biz_opaque_callback_data),
      providerMessageId: id,
      status,
      class: status === 'undelivered' ? (failure?.class ?? 'unreachable') : null,
      code: status === 'undelivered' && typeof code === 'number' ? String(code) : null,
      phoneNumberId,
    },
  ]
}

/** A button comes in two shapes: of a template (`button`) and of free text (`interactive`, a list's row among them). */
function inboundOf(message: Fields, contacts: readonly Fields[], phoneNumberId: string): readonly Update[] {
  const key = textOf(message.id)
  if (key === null) return []
  const number = textOf(message.from)
  const contact = contacts.find(({ wa_id }) => wa_id === number) ?? (contacts.length === 1 ? contacts[0] : undefined)
  const common = {
    key,
    at: instantOf(message.timestamp),
    from: number !== null && /^\d{5,15}$/.test(number) ? `+${number}` : null,
    userId: textOf(message.from_user_id) ?? textOf(contact?.user_id),
    phoneNumberId,
  }
  const interactive = fieldsOf(message.interactive)
  const payload =
    textOf(fieldsOf(message.button).payload) ??
    textOf(fieldsOf(interactive.button_reply).id) ??
    textOf(fieldsOf(interactive.list_reply).id)
  if (payload !== null) {
    return [{ kind: 'button', ...common, payload, contextMessageId: textOf(fieldsOf(message.context).id) }]
  }
  const text = textOf(fieldsOf(message.text).body)
  return text === null ? [] : [{ kind: 'text', ...common, text }]
}
