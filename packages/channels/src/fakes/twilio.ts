import { randomBytes, randomUUID } from 'node:crypto'
import { toInstant } from '@visita/runtime'
import { twilioSignature } from '../twilio/webhook.ts'
import type { Behaviour } from './behaviour.ts'
import type { Callback, FakeReply, FakeSettings, HttpProvider } from './provider.ts'

const error = (status: number, code: number, message: string): FakeReply => ({
  httpStatus: status,
  body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
})

const path = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages\.json$/

/** Of what it takes, so much is kept to be asked for. */
const mostKept = 1_000

interface Kept {
  readonly sid: string
  readonly account_sid: string
  readonly to: string
  readonly from: string
  readonly body: string
  readonly status: string
  readonly error_code: number | null
  readonly date_created: string
}

/** `POST /2010-04-01/Accounts/{sid}/Messages.json`; `GET` there lists what was taken, the newest first. */
export function fakeTwilio(): HttpProvider {
  const kept: Kept[] = []
  return {
    provider: 'twilio',
    matches: (method, where) => (method === 'POST' || method === 'GET') && path.test(where),
    take({ method, path: where, query, headers, body }, behaviour, settings) {
      if (!/^Basic .+/.test(headers.authorization ?? '')) return error(401, 20003, 'Authenticate')
      const account = path.exec(where)?.[1] ?? ''
      if (method === 'GET') return listed(kept, account, query)
      const form = new URLSearchParams(body)
      const to = form.get('To')
      const from = form.get('From') ?? form.get('MessagingServiceSid')
      const text = form.get('Body')
      if (!to) return error(400, 21604, "A 'To' phone number is required.")
      if (!text || !from) return error(400, 21602, 'Message body is required.')
      const message = { sid: `SM${randomBytes(16).toString('hex')}`, account_sid: account, to, from, body: text }
      const steps = becomes(behaviour)
      const [status = 'sent', { ErrorCode = null } = {}] = steps.at(-1) ?? []
      const error_code = ErrorCode === null ? null : Number(ErrorCode)
      kept.unshift({ ...message, status, error_code, date_created: datedAs(settings.now()) })
      if (kept.length > mostKept) kept.pop()
      const callback = form.get('StatusCallback')
      return {
        to,
        what: 'sms',
        reply: {
          httpStatus: 201,
          body: { ...message, status: 'queued', num_segments: '1', error_code: null, error_message: null },
        },
        callbacks: (callback === null ? [] : steps).map(([step, more]) => () => {
          const common = { AccountSid: account, ApiVersion: '2010-04-01', To: to, From: from }
          const { sid } = message
          const told = { ...common, MessageSid: sid, SmsSid: sid, MessageStatus: step, SmsStatus: step, ...more }
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
}

function listed(kept: readonly Kept[], account: string, query: URLSearchParams): FakeReply {
  const [to, from] = [query.get('To'), query.get('From')]
  const size = Number(query.get('PageSize') ?? 50)
  const found = kept.filter(
    (one) => one.account_sid === account && (to === null || one.to === to) && (from === null || one.from === from),
  )
  return { httpStatus: 200, body: { messages: found.slice(0, size), page: 0, page_size: size, next_page_uri: null } }
}

const weekdays = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon, 02 Mar 2026 12:00:00 +0000`. */
function datedAs(epochMs: number): string {
  const [year, month, day] = toInstant(epochMs).slice(0, 10).split('-')
  const weekday = weekdays[Math.floor(epochMs / 86_400_000) % 7]
  return `${weekday}, ${day} ${months[Number(month) - 1]} ${year} ${toInstant(epochMs).slice(11, 19)} +0000`
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
