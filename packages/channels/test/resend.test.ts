import { test } from 'tap'
import { resend } from '../src/index.ts'
import { failureOfName } from '../src/resend/failures.ts'
import { keepsTheContract } from './channel-contract.ts'
import { contents, messageOf, never, notificationId, startTestFakes } from './stage.ts'

const channel = (url: string, timeoutMs = 60_000) =>
  resend({ apiKey: 're_1', from: 'Demo <citas@demo.example>', baseUrl: url, timeoutMs })

keepsTheContract({
  name: 'resend',
  provider: 'resend',
  content: contents.email,
  channel: ({ url }, patienceMs) => channel(url, patienceMs),
  permanent: { code: 'daily_quota_exceeded', class: 'account' },
  limited: { class: 'rate-limited', code: 'rate_limit_exceeded', retryAfterMs: 1_000 },
  broken: { class: 'unavailable', code: 'internal_server_error' },
})

test('an e-mail has its calendar, its tags, one click to unsubscribe', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  await channel(fakes.url).send(messageOf(contents.email), never())
  const [request] = fakes.requests()
  t.notOk(request?.headers.authorization, 'the fakes keep no credentials')
  t.match(request?.body, {
    from: 'Demo <citas@demo.example>',
    to: ['marta@example.com'],
    headers: {
      'List-Unsubscribe': '<https://visita.example/u/abc>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    tags: [
      { name: 'tenant', value: 'demo' },
      { name: 'notification', value: notificationId },
    ],
    attachments: [
      {
        content: Buffer.from(contents.email.calendar.ics).toString('base64'),
        content_type: 'text/calendar; charset=utf-8; method=REQUEST',
      },
    ],
  })
})

test('another attempt is the same request, which Resend answers with what it did before', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  fakes.behave({ provider: 'resend', mode: 'reset-after-accept', times: 1 })
  t.match(await channel(fakes.url).send(messageOf(contents.email), never()), { kind: 'unknown' })
  const again = await channel(fakes.url).send(messageOf(contents.email, { attempt: 2 }), never())
  t.match(again, { kind: 'accepted' })
  const [first, second] = fakes.requests()
  t.same(second?.body, first?.body)
  t.equal(first?.headers['idempotency-key'], `demo:${notificationId}`)
  t.equal(second?.headers['idempotency-key'], first?.headers['idempotency-key'])
  const other = { ...contents.email, subject: 'Otra' }
  t.match(await channel(fakes.url).send(messageOf(other), never()), {
    kind: 'refused',
    class: 'our-bug',
    code: 'invalid_idempotent_request',
  })
})

test('every name of the list means what follows from it', async (t) => {
  const table: [name: string, httpStatus: number, message: string, expected: string][] = [
    ['rate_limit_exceeded', 429, '', 'rate-limited transient'],
    ['concurrent_idempotent_requests', 409, '', 'unavailable transient'],
    ['application_error', 500, '', 'unavailable transient'],
    ['internal_server_error', 500, '', 'unavailable transient'],
    ['daily_quota_exceeded', 429, '', 'account final'],
    ['monthly_quota_exceeded', 429, '', 'account final'],
    ['missing_api_key', 401, '', 'account final'],
    ['invalid_api_key', 403, '', 'account final'],
    ['restricted_api_key', 401, '', 'account final'],
    ['invalid_from_address', 422, '', 'account final'],
    ['validation_error', 403, 'The domain is not verified', 'account final'],
    ['validation_error', 422, 'Invalid `to` field.', 'unreachable final'],
    ['validation_error', 422, 'Invalid `tags` field.', 'our-bug final'],
    ['invalid_idempotent_request', 409, '', 'our-bug final'],
    ['missing_required_field', 422, '', 'our-bug final'],
    ['invalid_attachment', 422, '', 'our-bug final'],
    ['not_found', 404, '', 'our-bug final'],
  ]
  for (const [name, httpStatus, message, expected] of table) {
    const failure = failureOfName(name, httpStatus, message)
    t.equal(`${failure?.class} ${failure?.transient ? 'transient' : 'final'}`, expected, `${name} ${message}`)
  }
  t.equal(failureOfName('teapot', 418, ''), null)
})
