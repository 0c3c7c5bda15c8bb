import { createHmac } from 'node:crypto'
import { whatsApp } from '@visita/channels'
import { fakeSecrets, startFakes } from '@visita/channels/fakes'
import { connectPostgres } from '@visita/read-store'
import { createLogger, monotonic, systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { publicUrl, startApi, startStores } from './harness.ts'

const phoneNumberId = '106500000000001'
const twilioToken = fakeSecrets.twilio
const platform = {
  ...{ VISITA_WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, VISITA_WHATSAPP_ACCESS_TOKEN: 'token' },
  ...{ VISITA_WHATSAPP_APP_SECRET: fakeSecrets.whatsapp, VISITA_WHATSAPP_VERIFY_TOKEN: 'verify' },
  ...{ VISITA_RESEND_API_KEY: 're_key', VISITA_RESEND_FROM: 'citas@demo.example' },
  ...{ VISITA_RESEND_WEBHOOK_SECRET: fakeSecrets.resend, VISITA_TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}` },
  ...{ VISITA_TWILIO_AUTH_TOKEN: twilioToken, VISITA_TWILIO_FROM: '+34600000000' },
}

async function stage(t: { teardown(fn: () => unknown): unknown }) {
  const stores = await startStores()
  const api = await startApi(stores, undefined, undefined, platform)
  const logger = createLogger({ service: 'test', level: 'silent' })
  const readStore = connectPostgres({
    url: stores.places.postgres,
    role: 'visita_writer',
    logger,
    applicationName: 't',
  })
  t.teardown(async () => {
    await readStore.end()
    await api.close()
    await stores.stop()
  })
  const kept = () =>
    readStore.query<{ provider: string; signed_by: string | null; url: string }>(
      'SELECT provider, signed_by, url FROM webhook.delivery ORDER BY id',
    )
  return { ...api, kept }
}

const sign = (body: string, secret = fakeSecrets.whatsapp) => ({
  'content-type': 'application/json',
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
})
const statuses = (count: number) =>
  JSON.stringify({
    entry: [
      {
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: phoneNumberId },
              statuses: Array.from({ length: count }, (_, i) => ({
                ...{ id: `wamid.${i}${'x'.repeat(60)}`, status: 'delivered', timestamp: '1772452800' },
                ...{
                  recipient_id: '34600111222',
                  biz_opaque_callback_data: 'demo:0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b:1',
                },
                ...{ pricing: { billable: true, pricing_model: 'PMP', category: 'utility', type: 'regular' } },
                ...{ conversation: { id: 'c'.repeat(32), origin: { type: 'utility' } } },
              })),
            },
          },
        ],
      },
    ],
  })

test('Meta’s question is answered as plain text, and nobody else’s', async (t) => {
  const { app } = await stage(t)
  const ask = (query: Record<string, string>) => app.inject({ method: 'GET', url: '/v1/webhooks/whatsapp', query })
  const right = { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify', 'hub.challenge': '1158201444' }
  const answer = await ask(right)
  t.equal(answer.statusCode, 200)
  t.equal(answer.body, '1158201444')
  t.match(answer.headers['content-type'], /^text\/plain/)
  for (const wrong of [{ 'hub.verify_token': 'other' }, { 'hub.mode': 'unsubscribe' }]) {
    t.equal((await ask({ ...right, ...wrong })).statusCode, 403)
  }
  t.equal((await ask({})).statusCode, 403)
  t.equal((await ask({ ...right, tenant: 'demo' })).statusCode, 200, 'a tenant without an account has the platform’s')
})

test('what is not signed is refused without a trace, what is signed is kept and answered at once', async (t) => {
  const { app, kept } = await stage(t)
  const post = (name: string, payload: string, headers: Record<string, string>) =>
    app.inject({ method: 'POST', url: `/v1/webhooks/${name}`, payload, headers })
  const body = statuses(1)
  const json = { 'content-type': 'application/json' }
  for (const [name, headers] of [
    ['whatsapp', json],
    ['whatsapp', sign(body, 'another')],
    ['whatsapp', sign(`${body} `)],
    ['resend', { ...json, 'svix-id': 'x', 'svix-timestamp': '1', 'svix-signature': 'v1,x' }],
    ['twilio', { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'x' }],
  ] as const) {
    const answer = await post(name, body, headers)
    t.equal(answer.statusCode, 403, name)
    t.match(answer.json(), { type: '/problems/forbidden' })
  }
  t.strictSame(await kept(), [])
  t.equal((await post('whatsapp', body, sign(body))).statusCode, 200)
  t.match(await kept(), [{ provider: 'whatsapp-cloud', signed_by: null }])
  t.equal((await app.inject({ method: 'POST', url: '/v1/webhooks/whatsapp' })).statusCode, 403, 'nor is nothing at all')
  t.equal((await post('whatsapp', 'not JSON', sign('not JSON'))).statusCode, 200, 'what is signed is Meta’s business')
})

test('a call of a thousand updates is kept whole, and quickly', async (t) => {
  const { app, kept } = await stage(t)
  const payload = statuses(1_000)
  t.ok(payload.length > 256 * 1024, 'more than other bodies may have')
  const post = () => app.inject({ method: 'POST', url: '/v1/webhooks/whatsapp', payload, headers: sign(payload) })
  t.equal((await post()).statusCode, 200)
  const since = monotonic()
  for (let i = 0; i < 20; i += 1) await post()
  t.comment(`${((monotonic() - since) / 20).toFixed(1)} ms for a call of 1,000 updates, ${payload.length} bytes`)
  t.equal((await kept()).length, 21)
  const huge = ' '.repeat(5 * 1024 * 1024)
  const answer = await app.inject({ method: 'POST', url: '/v1/webhooks/whatsapp', payload: huge, headers: sign(huge) })
  t.equal(answer.statusCode, 413)
})

test('Twilio is believed by the public address, wherever its call came in', async (t) => {
  const { app, kept } = await stage(t)
  const query = `?correlation=${encodeURIComponent('demo:0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b:1')}`
  const form = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+34600111222', From: '+34600000000' }
  const text = Object.entries(form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .reduce((all, [name, value]) => all + name + value, `${publicUrl}/v1/webhooks/twilio${query}`)
  const signature = createHmac('sha1', twilioToken).update(text, 'utf8').digest('base64')
  const post = (url: string) =>
    app.inject({
      ...{ method: 'POST', url, payload: new URLSearchParams(form).toString() },
      headers: {
        ...{ host: '10.0.0.7:4000', 'x-forwarded-proto': 'http', 'x-twilio-signature': signature },
        'content-type': 'application/x-www-form-urlencoded',
      },
    })
  t.equal((await post('/v1/webhooks/twilio')).statusCode, 403, 'the query is of the address')
  const answer = await post(`/v1/webhooks/twilio${query}`)
  t.equal(answer.statusCode, 200)
  t.equal(answer.body, '<Response/>')
  t.match(await kept(), [{ provider: 'twilio', url: `${publicUrl}/v1/webhooks/twilio${query}` }])
})

test('the fakes are believed: a message that they take, and what somebody writes', async (t) => {
  const { app, kept } = await stage(t)
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const fakes = await startFakes({ clock: systemClock(), momentMs: 0 })
  t.teardown(() => fakes.stop())
  fakes.tellTo({ whatsapp: `${address}/v1/webhooks/whatsapp`, resend: `${address}/v1/webhooks/resend` })
  fakes.receive({ phoneNumberId, from: '+34600111222', kind: 'text', content: 'hola' })
  await until('it is kept', async () => (await kept()).length === 1)
  const channel = whatsApp({ phoneNumberId, accessToken: 'token', version: 'v23.0', baseUrl: fakes.url })
  const content = {
    ...({ channel: 'whatsapp', text: 'Hola', ttlSeconds: 60 } as const),
    ...{ buttons: [], template: { name: 'hello', language: 'es', parameters: [] } },
  }
  const message = { notificationId: '0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b', attempt: 1, tenant: 'demo' }
  await channel.send(
    { ...message, to: '+34600111222', content, windowOpen: false, statusCallbackUrl: null },
    new AbortController().signal,
  )
  await until('its statuses are kept', async () => (await kept()).length === 4)
  t.ok((await kept()).every(({ provider }) => provider === 'whatsapp-cloud'))
})
