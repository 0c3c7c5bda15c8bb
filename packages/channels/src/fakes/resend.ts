import { createHmac, randomUUID } from 'node:crypto'
import { toInstant } from '@visita/runtime'
import type { Behaviour } from './behaviour.ts'
import type { Callback, FakeReply, FakeSettings, HttpProvider } from './provider.ts'

interface Email {
  readonly from: string
  readonly to: string | readonly string[]
  readonly subject: string
  readonly tags?: readonly { readonly name: string; readonly value: string }[]
}

const error = (statusCode: number, name: string, message: string, headers = {}): FakeReply => ({
  httpStatus: statusCode,
  headers,
  body: { statusCode, name, message },
})

const statusByName: Readonly<Record<string, number>> = {
  rate_limit_exceeded: 429,
  daily_quota_exceeded: 429,
  monthly_quota_exceeded: 429,
  concurrent_idempotent_requests: 409,
  invalid_idempotent_request: 409,
  missing_api_key: 401,
  restricted_api_key: 401,
  invalid_api_key: 403,
  application_error: 500,
  internal_server_error: 500,
}

/** `POST /emails`; a key that it has seen gets the first answer again, and nothing goes out twice. */
export function fakeResend(): HttpProvider {
  const byKey = new Map<string, { body: string; reply: FakeReply }>()
  return {
    provider: 'resend',
    matches: (method, path) => method === 'POST' && path === '/emails',
    take({ headers, body }, behaviour, settings) {
      if (!/^Bearer .+/.test(headers.authorization ?? '')) return error(401, 'missing_api_key', 'Missing API key')
      const key = headers['idempotency-key']
      const before = key === undefined ? undefined : byKey.get(key)
      if (before) {
        return before.body === body ? before.reply : error(409, 'invalid_idempotent_request', 'Same key, another body')
      }
      const email = JSON.parse(body) as Email
      if (!email.from || !email.to || !email.subject) return error(422, 'missing_required_field', 'A field is missing')
      const id = randomUUID()
      const reply = { httpStatus: 200, body: { id } }
      if (key !== undefined) byKey.set(key, { body, reply })
      const to = [email.to].flat()
      return {
        to: to[0] ?? '',
        what: 'e-mail',
        reply,
        callbacks: becomes(behaviour).map(
          ([type, more]) =>
            () =>
              toBusiness(settings, type, { id, email, to, more }),
        ),
      }
    },
    refuse({ mode, code }) {
      if (mode === '429') return error(429, 'rate_limit_exceeded', 'Too many requests', { 'retry-after': '1' })
      if (mode === '500') return error(500, 'internal_server_error', 'Something went wrong')
      const name = String(code ?? 'validation_error')
      return error(statusByName[name] ?? 422, name, 'Refused as it was told to be')
    },
  }
}

function becomes({ mode, code }: Behaviour): readonly (readonly [type: string, more?: object])[] {
  if (mode === 'silent') return []
  if (mode !== 'undelivered') return [['email.sent'], ['email.delivered'], ['email.opened']]
  const [type = 'Permanent', subType = 'General'] = String(code ?? 'Permanent.General').split('.')
  return [['email.sent'], ['email.bounced', { bounce: { type, subType, message: 'The mailbox does not exist.' } }]]
}

function toBusiness(
  { callbacks, secrets, now }: FakeSettings,
  type: string,
  { id, email, to, more }: { id: string; email: Email; to: readonly string[]; more: object | undefined },
): Callback {
  const tags = Object.fromEntries((email.tags ?? []).map(({ name, value }) => [name, value]))
  const created_at = toInstant(now())
  const data = { email_id: id, created_at, from: email.from, to, subject: email.subject, tags, ...more }
  const body = JSON.stringify({ type, created_at, data })
  const message = `msg_${randomUUID().replaceAll('-', '')}`
  return { url: callbacks.resend ?? '', body, headers: signed(message, Math.floor(now() / 1000), body, secrets.resend) }
}

/** The headers by which Svix signs. `seconds` since 1970; the secret is `whsec_` and base64. */
export function signed(id: string, seconds: number, body: string, secret: string): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': String(seconds),
    'svix-signature': `v1,${signature}`,
  }
}
