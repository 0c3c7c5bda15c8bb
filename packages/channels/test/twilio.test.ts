import { manualClock, parseInstant } from '@visita/runtime'
import { test } from 'tap'
import { type OutgoingMessage, twilio } from '../src/index.ts'
import { failureOfCode } from '../src/twilio/failures.ts'
import { foundIn } from '../src/twilio/find.ts'
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

test('asked what became of an SMS, Twilio has it, with how far it came, or never had it', async (t) => {
  const clock = manualClock(parseInstant('2026-03-01T12:00:00Z'))
  const fakes = await startTestFakes({ clock })
  t.teardown(() => fakes.stop())
  const on = channel(fakes.url)
  const message = messageOf(contents.sms)
  const ask = (changes: Partial<OutgoingMessage> = {}, by = on) =>
    by.find?.({ ...message, ...changes }, clock.now(), never())
  fakes.behave({ provider: 'twilio', mode: 'reset-after-accept', times: 1 })
  t.match(await on.send(message, never()), { kind: 'unknown' })
  t.match(await ask(), { kind: 'taken', providerMessageId: /^SM/, status: 'delivered', failure: null })
  t.match(await ask({}, channel(fakes.url, 60_000, `MG${'0'.repeat(32)}`)), { kind: 'taken' }, 'whoever sent it there')
  t.same(await ask({}, channel(fakes.url, 60_000, '+34930000001')), { kind: 'denied' })
  t.same(await ask({ to: '+34612345679' }), { kind: 'denied' })
  t.same(await ask({ content: { ...contents.sms, text: 'Something else' } }), { kind: 'denied' })
  clock.set(clock.now() + 61_000)
  t.same(await ask(), { kind: 'denied' }, 'the same words of another time are another message')

  fakes.behave({ provider: 'twilio', mode: 'undelivered', code: 30006, times: 1 })
  await on.send(message, never())
  t.match(await ask(), { kind: 'taken', status: 'undelivered', failure: { class: 'unreachable', code: '30006' } })
  for (const mode of ['429', '500', 'error'] as const) {
    fakes.behave({ provider: 'twilio', mode, times: 1 })
    t.same(await ask(), { kind: 'unknown' }, mode)
  }
  t.same(await ask({}, channel('http://127.0.0.1:1')), { kind: 'unknown' })
  fakes.behave({ provider: 'twilio', mode: 'timeout', times: 1 })
  t.same(await ask({}, channel(fakes.url, 300)), { kind: 'unknown' })
  t.same(await on.find?.(messageOf(contents.email), clock.now(), never()), { kind: 'unknown' })
})

test('what Twilio lists is read as it writes it, and where it may list more than is seen nothing is denied', async (t) => {
  const answer = (messages: unknown, httpStatus = 200) =>
    ({ httpStatus, json: { messages }, body: '', latencyMs: 1, retryAfterMs: null }) as const
  const since = parseInstant('2026-03-02T12:00:00Z')
  const one = {
    sid: 'SM1',
    body: 'Sent from your Twilio trial account - Hola',
    date_created: 'Mon, 02 Mar 2026 12:00:01 +0000',
  }
  t.match(foundIn(answer([{ ...one, status: 'queued' }]), 'Hola', since), { kind: 'taken', status: null })
  t.same(foundIn(answer([{ ...one, date_created: 'Mon, 02 Mar 2026 11:58:59 +0000' }]), 'Hola', since), {
    kind: 'denied',
  })
  t.match(foundIn(answer([{ ...one, date_created: null }]), 'Hola', since), { kind: 'taken' }, 'not dated yet')
  t.same(foundIn(answer(Array.from({ length: 20 }, () => one)), 'Adiós', since), { kind: 'unknown' })
  for (const other of [answer('no list'), answer([], 503), null])
    t.same(foundIn(other, 'Hola', since), { kind: 'unknown' })
})
