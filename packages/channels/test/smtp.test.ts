import { test } from 'tap'
import { smtp } from '../src/index.ts'
import { failureOfSmtp } from '../src/smtp/failures.ts'
import { keepsTheContract } from './channel-contract.ts'
import { contents, messageOf, never, notificationId, startTestFakes } from './stage.ts'

const channel = (url: string, idleMs = 60_000) =>
  smtp({
    url,
    from: 'Clínica Demo <citas@demo.example>',
    timeouts: { connectMs: 60_000, greetingMs: 60_000, dnsMs: 60_000, idleMs },
  })

keepsTheContract({
  name: 'smtp',
  provider: 'smtp',
  content: contents.email,
  channel: ({ smtpUrl }, patienceMs) => channel(smtpUrl, patienceMs),
  permanent: { code: 550, class: 'unreachable' },
  limited: { class: 'unavailable', code: '450', retryAfterMs: null },
  broken: { class: 'unavailable', code: '451' },
})

test('a mail has its calendar twice, one click to unsubscribe, and the same Message-ID at every attempt', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  const first = await channel(fakes.smtpUrl).send(messageOf(contents.email), never())
  const second = await channel(fakes.smtpUrl).send(messageOf(contents.email, { attempt: 2 }), never())
  const messageId = `<demo.${notificationId}@demo.example>`
  t.match(first, { kind: 'accepted', providerMessageId: messageId })
  t.match(second, { kind: 'accepted', providerMessageId: messageId })
  const raw = String(fakes.requests()[0]?.body)
  t.match(raw, `Message-ID: ${messageId}`)
  t.match(raw, 'List-Unsubscribe: <https://visita.example/u/abc>')
  t.match(raw, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  t.match(raw, /Content-Type: text\/calendar;[^\n]*method=REQUEST/)
  t.match(raw, 'Content-Disposition: attachment; filename=visita.ics')
  t.match(raw, 'To: marta@example.com')
})

test('what a tenant writes reads no file and adds no header', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  const content = {
    ...contents.email,
    subject: 'Hola\r\nBcc: otra@example.com',
    html: '<img src="file:///etc/passwd">',
  }
  await channel(fakes.smtpUrl).send(messageOf(content), never())
  const [request] = fakes.requests()
  t.notMatch(String(request?.body), /^Bcc:/m)
  t.notMatch(String(request?.body), /root:/)
  t.equal(request?.headers.to, 'marta@example.com')
})

test('credentials that are refused close the channel until a person looks', async (t) => {
  const fakes = await startTestFakes()
  t.teardown(() => fakes.stop())
  fakes.behave({ provider: 'smtp', mode: 'error', code: 535, times: 1 })
  const url = fakes.smtpUrl.replace('smtp://', 'smtp://citas:secret%21@')
  t.match(await channel(url).send(messageOf(contents.email), never()), {
    kind: 'refused',
    class: 'account',
    transient: false,
    code: '535',
  })
  t.match(await channel(url).send(messageOf(contents.email), never()), { kind: 'accepted' })
})

test('every answer of a mail server means what follows from it', async (t) => {
  const table: [code: string | null, responseCode: number | null, command: string | null, expected: string][] = [
    ['EAUTH', 535, 'AUTH PLAIN', 'account final'],
    ['EAUTH', 454, 'AUTH PLAIN', 'unavailable transient'],
    ['EENVELOPE', 530, 'MAIL FROM', 'account final'],
    ['EENVELOPE', 550, 'MAIL FROM', 'account final'],
    ['EENVELOPE', 550, 'RCPT TO', 'unreachable final'],
    ['EENVELOPE', 450, 'RCPT TO', 'unavailable transient'],
    ['EENVELOPE', null, 'API', 'unreachable final'],
    ['EMESSAGE', 554, 'DATA', 'unreachable final'],
    ['EMESSAGE', 452, 'DATA', 'unavailable transient'],
    ['EMESSAGE', null, 'API', 'our-bug final'],
    ['EPROTOCOL', 502, 'MAIL FROM', 'our-bug final'],
    ['ECONNECTION', null, 'CONN', 'unavailable transient'],
    ['ETIMEDOUT', null, 'CONN', 'unavailable transient'],
    ['ESOCKET', null, 'CONN', 'unavailable transient'],
    ['EDNS', null, 'CONN', 'unavailable transient'],
    ['ETLS', null, 'CONN', 'unavailable transient'],
  ]
  for (const [code, responseCode, command, expected] of table) {
    const failure = failureOfSmtp({ code, responseCode, command })
    t.equal(
      `${failure.class} ${failure.transient ? 'transient' : 'final'}`,
      expected,
      `${code} ${responseCode} ${command}`,
    )
  }
})
