import { randomBytes, randomUUID } from 'node:crypto'
import { twilioSignature } from '../twilio/webhook.ts'
import type { Behaviour } from './behaviour.ts'
import type { Callback, FakeReply, FakeSettings, HttpProvider } from './provider.ts'

const error = (status: number, code: number, message: string): FakeReply => ({
  httpStatus: status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
})

const path = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/

/** `POST /2010-04-01/Accounts/{sid}/Messages.json`. */
export const fakeTwilio: HttpProvider = {
  provider: 'twilio',
  matches: (method, where) => method === 'POST' && path.test(where),
  take({ path: where, headers, body }, behaviour, settings) {
    if (!/^Basic .+/.test(headers.authorization ?? '')) return error(401, 20003, 'Authenticate')
    const form = new URLSearchParams(body)
    const to = form.get('To')
    const from = form.get('From') ?? form.get('MessagingServiceSid')
    const text = form.get('Body')
    if (!to) return error(400, 21604, "A 'To' phone number is required.")
    if (!text || !from) return error(400, 21602, 'Message body is required.')
    const account = path.exec(where)?.[1] ?? ''
    const sid = `SM${randomBytes(16).toString('hex')}`
    const callback = form.get('StatusCallback')
    return {
      to,
      what: 'sms',
      reply: {
        httpStatus: 201,
        body: {
          sid,
          account_sid: account,
          status: 'queued',
          ...{ to, from, body: text, num_segments: '1', error_code: null, error_message: null },
        },
      },
      callbacks: (callback === null ? [] : becomes(behaviour)).map(([status, more]) => () => {
        const common = { AccountSid: account, ApiVersion: '2010-04-01', To: to, From: from }
        const told = { ...common, MessageSid: sid, SmsSid: sid, MessageStatus: status, SmsStatus: status, ...more }
        return toBusiness(settings, callback ?? '', told)
      }),
    }
  },
  refuse({ mode, code }) {
    if (mode === '429') return error(429, 20429, 'Too Many Requests')
    if (mode === '500') return error(500, 20500, 'Internal Server Error')
    const number = Number(code ?? 21211)
    return error(number === 20003 ? 401 : 400, number, 'Refused as it was told to be')
  },
}

function becomes({ mode, code }: Behaviour): readonly (readonly [status: string, more?: Record<string, string>])[] {
  if (mode === 'silent') return []
  if (mode !== 'undelivered') return [['queued'], ['sent'], ['delivered']]
  return [['queued'], ['sent'], ['undelivered', { ErrorCode: String(code ?? 30005) }]]
}

/** As Twilio tells: a form, signed with the account's token over the very address that it was given. */
function toBusiness({ secrets }: FakeSettings, url: string, told: Readonly<Record<string, string>>): Callback {
  const form = new URLSearchParams(told)
  return {
    url,
    body: form.toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'i-twilio-idempotency-token': randomUUID(),
      'x-twilio-signature': twilioSignature(url, form, secrets.twilio),
    },
  }
}
