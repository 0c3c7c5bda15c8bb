import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Test, test } from 'tap'
import { type Channel, contentText, inApp, readContent, resend, twilio, whatsApp } from '../src/index.ts'
import { contents, messageOf, never } from './stage.ts'

/** What stands between us and a provider, and answers in its place. */
async function startIntermediary(t: Test, httpStatus: number, body: string, headers: Record<string, string> = {}) {
  const server = createServer((message, response) => {
    message.resume()
    response.writeHead(httpStatus, headers).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const timeoutMs = 60_000
const channelsTo = (baseUrl: string): readonly Channel[] => [
  whatsApp({ phoneNumberId: '1', accessToken: 'x', version: 'v23.0', baseUrl, timeoutMs }),
  resend({ apiKey: 're_1', from: 'citas@demo.example', baseUrl, timeoutMs }),
  twilio({ accountSid: 'AC1', authToken: 'x', from: '+34930000000', baseUrl, timeoutMs }),
]

test("answers that are not the provider's own words mean what their status says", async (t) => {
  const table: [httpStatus: number, body: string, headers: Record<string, string>, expected: object][] = [
    [200, '<html>', {}, { kind: 'unknown' }],
    [200, '{}', {}, { kind: 'unknown' }],
    [504, '<html>', {}, { kind: 'unknown' }],
    [502, '<html>', {}, { kind: 'refused', class: 'unavailable', transient: true, code: '502' }],
    [503, '', { 'retry-after': '7' }, { kind: 'refused', class: 'unavailable', transient: true, retryAfterMs: 7_000 }],
    [
      429,
      '',
      { 'retry-after': 'soon' },
      { kind: 'refused', class: 'rate-limited', transient: true, retryAfterMs: null },
    ],
    [429, '', { 'ratelimit-reset': '2' }, { kind: 'refused', class: 'rate-limited', retryAfterMs: 2_000 }],
    [401, '', {}, { kind: 'refused', class: 'account', transient: false }],
    [302, '', { location: '/' }, { kind: 'refused', class: 'unreachable', transient: false, code: '302' }],
    [404, 'null', {}, { kind: 'refused', class: 'unreachable', transient: false, code: '404' }],
  ]
  for (const [httpStatus, body, headers, expected] of table) {
    const url = await startIntermediary(t, httpStatus, body, headers)
    for (const channel of channelsTo(url)) {
      const result = await channel.send(messageOf(contents[channel.channel]), never())
      t.match(result, { ...expected, answer: { httpStatus, body } }, `${channel.provider} ${httpStatus} ${body}`)
    }
  }
})

test("a code that is not a word, and may be anybody's data, is not told", async (t) => {
  const url = await startIntermediary(t, 400, JSON.stringify({ name: 'marta@example.com is unknown', statusCode: 400 }))
  const channel = resend({ apiKey: 're_1', from: 'citas@demo.example', baseUrl: url, timeoutMs })
  t.match(await channel.send(messageOf(contents.email), never()), { kind: 'refused', code: null })
})

test('an answer is kept in part, however long it is', async (t) => {
  const url = await startIntermediary(t, 500, 'x'.repeat(1_000_000))
  for (const channel of channelsTo(url)) {
    const { answer } = await channel.send(messageOf(contents[channel.channel]), never())
    t.equal(answer.body?.length, 4_096)
  }
})

test('the inbox takes everything at once, and nothing of another channel', async (t) => {
  t.match(await inApp().send(messageOf(contents.in_app, { to: 'staff:ana' }), never()), {
    kind: 'accepted',
    providerMessageId: null,
    answer: { httpStatus: null, body: null },
  })
  t.match(await inApp().send(messageOf(contents.sms), never()), { kind: 'refused', class: 'our-bug' })
})

test('what is said comes back from its text as it was, and nothing else passes for it', async (t) => {
  for (const content of Object.values(contents)) t.same(readContent(contentText(content)), content)
  t.equal(readContent('{'), null)
  t.equal(readContent('{"channel":"sms","text":"x"}'), null)
  t.equal(readContent(JSON.stringify({ ...contents.sms, more: 1 })), null)
})
