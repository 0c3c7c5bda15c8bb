import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { until } from '@visita/testing'
import { type Test, test } from 'tap'
import { request } from 'undici'
import { fakeSecrets } from '../src/fakes/index.ts'
import {
  type Channel,
  resend,
  resendWebhook,
  twilio,
  twilioWebhook,
  type Update,
  type Webhook,
  whatsApp,
  whatsAppWebhook,
} from '../src/index.ts'
import { contents, messageOf, never, notificationId, startTestFakes } from './stage.ts'

/** A business that takes webhooks: keeps what its provider's door lets in, and the door's verdict on each call. */
async function startBusiness(t: Test) {
  const doors: Record<string, readonly [Webhook, secret: string]> = {
    '/whatsapp': [whatsAppWebhook, fakeSecrets.whatsapp],
    '/resend': [resendWebhook, fakeSecrets.resend],
    '/twilio': [twilioWebhook, fakeSecrets.twilio],
  }
  const updates: Update[] = []
  const verdicts: boolean[] = []
  let refusals = 0
  const server = createServer(async (message, response) => {
    const parts: Buffer[] = []
    for await (const part of message) parts.push(part)
    const raw = Buffer.concat(parts)
    const publicUrl = `${url}${message.url}`
    const [door, secret] = doors[(message.url ?? '').split('?')[0] ?? ''] ?? []
    if (refusals > 0) {
      refusals -= 1
      response.writeHead(503).end()
      return
    }
    verdicts.push(Boolean(door && secret && door.verify(raw, message.headers, secret, publicUrl)))
    updates.push(...(door?.parse(raw, publicUrl) ?? []))
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const refuse = (times: number) => {
    refusals = times
  }
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, updates, verdicts, refuse }
}

async function stage(t: Test) {
  const business = await startBusiness(t)
  const lines: string[] = []
  const fakes = await startTestFakes({
    callbacks: { whatsapp: `${business.url}/whatsapp`, resend: `${business.url}/resend` },
    log: (line) => lines.push(line),
  })
  t.teardown(() => fakes.stop())
  const timeoutMs = 60_000
  const channels = {
    whatsapp: whatsApp({
      phoneNumberId: '106540352242922',
      accessToken: 'x',
      version: 'v23.0',
      baseUrl: fakes.url,
      timeoutMs,
    }),
    resend: resend({ apiKey: 're_1', from: 'citas@demo.example', baseUrl: fakes.url, timeoutMs }),
    twilio: twilio({ accountSid: 'AC1', authToken: 'x', from: '+34930000000', baseUrl: fakes.url, timeoutMs }),
  }
  return { business, fakes, lines, channels }
}

const statusesOf = (updates: readonly Update[]) =>
  updates.flatMap((update) => (update.kind === 'status' ? [[update.correlation, update.status, update.code]] : []))

const sent = (channel: Channel, statusCallbackUrl: string | null = null) =>
  channel.send(messageOf(contents[channel.channel], { statusCallbackUrl }), never())

test('what was taken is told of, signed as each provider signs, with our own id', async (t) => {
  const { business, channels, lines } = await stage(t)
  await sent(channels.whatsapp)
  await until('WhatsApp has told three', () => business.updates.length === 3)
  await sent(channels.resend)
  await until('Resend has told three more', () => business.updates.length === 6)
  await sent(channels.twilio, `${business.url}/twilio`)
  await until('Twilio has told two more', () => business.updates.length === 8)
  const own = `demo:${notificationId}`
  t.same(statusesOf(business.updates), [
    ...['sent', 'delivered', 'read'].map((status) => [`${own}:1`, status, null]),
    ...['sent', 'delivered', 'read'].map((status) => [own, status, null]),
    ...['sent', 'delivered'].map((status) => [`${own}:1`, status, null]),
  ])
  t.ok(business.verdicts.every(Boolean), 'every door believes it')
  t.same(lines, [
    'whatsapp: visit_reminder_t24h_v3 to 346…78, ok',
    'resend: e-mail to m…@example.com, ok',
    'twilio: sms to +34…78, ok',
  ])
})

test('an answer that was lost is made good by the statuses, and what does not arrive says why', async (t) => {
  const { business, fakes, channels } = await stage(t)
  fakes.behave({ provider: 'whatsapp', mode: 'reset-after-accept', times: 1 })
  t.match(await sent(channels.whatsapp), { kind: 'unknown' })
  await until('it was told of all the same', () => business.updates.length === 3)
  fakes.behave({ provider: 'whatsapp', mode: 'undelivered', code: 131026 })
  t.match(await sent(channels.whatsapp), { kind: 'accepted' })
  await until('it was told of', () => business.updates.length === 5)
  t.same(statusesOf(business.updates).slice(3), [
    [`demo:${notificationId}:1`, 'sent', null],
    [`demo:${notificationId}:1`, 'undelivered', '131026'],
  ])
})

test('a status that is not taken is told again', async (t) => {
  const { business, channels } = await stage(t)
  business.refuse(2)
  await sent(channels.whatsapp)
  await until('all three came', () => business.updates.length === 3)
  t.match(
    business.updates.map((update) => update.kind === 'status' && update.status),
    ['sent', 'delivered', 'read'],
  )
})

test('the fakes are told what to do over HTTP', async (t) => {
  const { business, fakes, channels } = await stage(t)
  const call = async (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown) => {
    const answer = await request(`${fakes.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: await answer.body.json() }
  }
  t.match(await call('PUT', '/_behaviour', { provider: 'twilio', mode: 'error', code: 21610, times: 1 }), {
    status: 200,
  })
  t.match(await sent(channels.twilio), { kind: 'refused', class: 'opted-out' })
  t.match(await sent(channels.twilio), { kind: 'accepted' })
  t.match(await call('PUT', '/_behaviour', { provider: 'twilio', mode: 429 }), { body: { mode: '429' } })
  for (const wrong of [
    {},
    { provider: 'x', mode: 'ok' },
    { provider: 'smtp', mode: 'x' },
    { provider: 'smtp', mode: 'ok', times: 0 },
  ]) {
    t.match(await call('PUT', '/_behaviour', wrong), { status: 400 }, JSON.stringify(wrong))
  }
  t.match(await call('GET', '/_requests'), { body: [{ provider: 'twilio', mode: 'error' }, { mode: 'ok' }] })
  t.same((await call('DELETE', '/_requests')).body, [])
  t.match(await call('PUT', '/_callbacks', { resend: null }), {
    body: { whatsapp: `${business.url}/whatsapp`, resend: null },
  })
  const inbound = { phoneNumberId: '106540352242922', from: '+34612345678', kind: 'interactive', content: 'v1:x' }
  t.match(await call('POST', '/_inbound', inbound), { status: 202 })
  await until('it came', () => business.updates.length === 1)
  t.match(business.updates, [{ kind: 'button', from: '+34612345678', payload: 'v1:x' }])
  t.match(await call('GET', '/nothing'), { status: 404 })
})
