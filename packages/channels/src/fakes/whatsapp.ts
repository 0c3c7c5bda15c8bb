import { randomBytes } from 'node:crypto'
import { whatsAppSignature } from '../whatsapp/webhook.ts'
import type { Behaviour } from './behaviour.ts'
import type { Callback, FakeReply, FakeSettings, HttpProvider } from './provider.ts'

interface Message {
  readonly to: string
  readonly type: string
  readonly template?: { readonly name?: string; readonly components?: readonly unknown[] }
  readonly biz_opaque_callback_data?: string
}

const error = (httpStatus: number, code: number, message: string, isTransient = false): FakeReply => ({
  httpStatus,
  body: {
    error: {
      message: `(#${code}) ${message}`,
      type: 'OAuthException',
      code,
      is_transient: isTransient,
      error_data: { messaging_product: 'whatsapp', details: message },
      fbtrace_id: randomBytes(12).toString('base64url'),
    },
  },
})

const path = /^\/v\d+\.\d+\/(\d+)\/messages$/

/** `POST /v23.0/{phone number id}/messages`. */
export const fakeWhatsApp: HttpProvider = {
  provider: 'whatsapp',
  matches: (method, where) => method === 'POST' && path.test(where),
  take({ path: where, headers, body }, behaviour, settings) {
    if (!/^Bearer .+/.test(headers.authorization ?? '')) return error(401, 190, 'Invalid OAuth access token.')
    const message = JSON.parse(body) as Message
    if (!message.to || !message.type) return error(400, 131008, 'Required parameter is missing')
    const phoneNumberId = path.exec(where)?.[1] ?? ''
    const id = `wamid.${randomBytes(24).toString('base64url')}`
    const told = (status: string, more: object = {}) =>
      toBusiness(settings, phoneNumberId, {
        contacts: [{ wa_id: message.to, profile: { name: 'Demo' } }],
        statuses: [
          {
            id,
            status,
            timestamp: String(Math.floor(settings.now() / 1000)),
            recipient_id: message.to,
            ...(message.biz_opaque_callback_data && { biz_opaque_callback_data: message.biz_opaque_callback_data }),
            ...more,
          },
        ],
      })
    return {
      to: message.to,
      what: message.template?.name ?? message.type,
      reply: {
        httpStatus: 200,
        body: {
          messaging_product: 'whatsapp',
          contacts: [{ input: message.to, wa_id: message.to }],
          messages: [{ id, message_status: 'accepted' }],
        },
      },
      callbacks: becomes(behaviour).map(
        ([status, more]) =>
          () =>
            told(status, more),
      ),
    }
  },
  refuse({ mode, code }) {
    if (mode === '429') return error(429, 130429, 'Rate limit hit')
    if (mode === '500') return error(500, 131000, 'Something went wrong', true)
    const number = Number(code ?? 131026)
    return error(number === 190 ? 401 : 400, number, 'Refused as it was told to be')
  },
}

function becomes({ mode, code }: Behaviour): readonly (readonly [status: string, more?: object])[] {
  if (mode === 'silent') return []
  if (mode !== 'undelivered') return [['sent'], ['delivered'], ['read']]
  const title = 'Message undeliverable'
  return [['sent'], ['failed', { errors: [{ code: Number(code ?? 131026), title, message: title }] }]]
}

/** As Meta tells: its envelope, signed with the app's secret. */
function toBusiness({ callbacks, secrets }: FakeSettings, phoneNumberId: string, value: object): Callback {
  const metadata = { display_phone_number: '34930000000', phone_number_id: phoneNumberId }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '102290129340398', changes: [change] }],
  })
  return {
    url: callbacks.whatsapp ?? '',
    body,
    headers: {
      'content-type': 'application/json',
      'x-hub-signature-256': whatsAppSignature(Buffer.from(body), secrets.whatsapp),
    },
  }
}

/** What somebody writes or taps, in one of WhatsApp's three shapes. */
export interface FakeInbound {
  readonly phoneNumberId: string
  /** E.164. */
  readonly from: string
  /** `button`: of a template; `interactive`: of free text. */
  readonly kind: 'text' | 'button' | 'interactive'
  /** The text, or the button's payload. */
  readonly content: string
  /** The message that the button is on. */
  readonly contextMessageId?: string
}

/** The call by which WhatsApp brings it. */
export function whatsAppInbound(inbound: FakeInbound, settings: FakeSettings): Callback {
  const { phoneNumberId, kind, content, contextMessageId } = inbound
  const from = inbound.from.replace(/^\+/, '')
  const shapes = {
    text: { text: { body: content } },
    button: { button: { payload: content, text: 'Botón' } },
    interactive: { interactive: { type: 'button_reply', button_reply: { id: content, title: 'Botón' } } },
  }
  const id = `wamid.${randomBytes(24).toString('base64url')}`
  const timestamp = String(Math.floor(settings.now() / 1000))
  return toBusiness(settings, phoneNumberId, {
    contacts: [{ wa_id: from, profile: { name: 'Demo' } }],
    messages: [
      {
        id,
        from,
        timestamp,
        type: kind,
        ...shapes[kind],
        ...(contextMessageId && { context: { id: contextMessageId } }),
      },
    ],
  })
}
