import { test } from 'tap'
import { twilio } from '../src/index.ts'
import { failureOfCode } from '../src/twilio/failures.ts'
import { keepsTheContract } from './channel-contract.ts'
import { contents, messageOf, never, notificationId, startTestFakes } from './stage.ts'

const channel = (baseUrl: string, timeoutMs = 60_000, from = '+34930000000') =>
  twilio({ accountSid: 'AC1', authToken: 'token', from, baseUrl, timeoutMs })

keepsTheContract({
  name: 'twilio',
  provider: 'twilio',
  content: contents.sms,
  channel: ({ url }, patienceMs) => channel(url, patienceMs),
  permanent: { code: 21211, class: 'unreachable' },
  limited: { class: 'rate-limited', code: '20429', retryAfterMs: null },
  broken: { class: 'unavailable', code: '20500' },
})

test('an SMS says how long it is of use and where its statuses go', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  const statusCallbackUrl = `${fakes.url}/nowhere`
  await channel(fakes.url).send(messageOf(contents.sms, { attempt: 2, statusCallbackUrl }), never())
  const long = { ...contents.sms, ttlSeconds: 86_400 }
  await channel(fakes.url, 60_000, `MG${'0'.repeat(32)}`).send(messageOf(long), never())
  const [request, second] = fakes.requests()
  t.same(request?.body, {
    To: '+34612345678',
    From: '+34930000000',
    Body: contents.sms.text,
    ValidityPeriod: '900',
    StatusCallback: `${statusCallbackUrl}?correlation=${encodeURIComponent(`demo:${notificationId}:2`)}`,
  })
  t.match(second?.body, { MessagingServiceSid: /^MG/, ValidityPeriod: '36000', From: undefined })
})

test('every code of the list means what follows from it', async (t) => {
  const table: Record<string, number[]> = {
    'rate-limited transient': [20429],
    'unavailable transient': [30001, 30500, 30008],
    'unreachable transient': [30003],
    'unreachable final': [21211, 21614, 30005, 30006],
    'opted-out final': [21610],
    'account final': [20003, 21408, 21606, 21612, 30007],
    'our-bug final': [21602, 21604, 21617],
  }
  for (const [expected, codes] of Object.entries(table)) {
    for (const code of codes) {
      const failure = failureOfCode(code)
      t.equal(`${failure?.class} ${failure?.transient ? 'transient' : 'final'}`, expected, String(code))
    }
  }
  t.equal(failureOfCode(29_999), null)
})
