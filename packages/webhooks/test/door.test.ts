import { createHmac } from 'node:crypto'
import { connectPostgres } from '@visita/read-store'
import fc from 'fast-check'
import { test } from 'tap'
import { createDoor, createSafe } from '../src/index.ts'
import { canonicalPhone } from '../src/phone.ts'
import { demo, envelope, logger, other, own, secrets, signedCall, startWebhookTest, statusOf, url } from './stage.ts'

const body = envelope(statusOf('delivered', null))

test('what nobody has signed who may, is not kept', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const right = signedCall(body, secrets.platform)
  const forged = [
    { ...right, rawBody: Buffer.from(`${body} `) },
    { ...right, headers: {} },
    { ...right, headers: { 'x-hub-signature-256': '' } },
    { ...right, headers: { 'x-hub-signature-256': right.headers['x-hub-signature-256'].toUpperCase() } },
    { ...right, headers: { 'x-hub-signature': right.headers['x-hub-signature-256'] } },
    signedCall(body, 'somebody-else'),
    signedCall(body, secrets.other),
    signedCall(envelope(statusOf('delivered', null), '106599999999999'), secrets.other),
    { rawBody: Buffer.alloc(0), headers: {} },
  ]
  for (const call of forged) t.equal(await w.door.receive('whatsapp', { ...call, url, tenant: null }), 'forged')
  t.equal(await w.kept(), 0)
  t.match(await w.metrics.text(), /visita_webhook_calls_total\{[^}]*outcome="forged"[^}]*\} 9/)
  t.equal(await w.door.receive('whatsapp', { ...right, url, tenant: null }), 'kept')
  const theirs = signedCall(envelope(statusOf('delivered', null), own), secrets.other)
  t.equal(await w.door.receive('whatsapp', { ...theirs, url, tenant: null }), 'kept')
  const rows = await w.readStore.query<{ signed_by: string | null; body: Buffer }>(
    'SELECT signed_by, body FROM webhook.delivery ORDER BY id',
  )
  t.strictSame(
    rows.map(({ signed_by }) => signed_by),
    [null, other],
  )
  for (const row of rows) t.notOk(row.body.includes('wamid'), 'and what is kept is sealed')
})

/** As Twilio's documentation has it, written anew from its words: the URL, then each parameter by name with its value. */
function twilioSigns(address: string, form: Readonly<Record<string, string>>, token: string): string {
  const text = Object.keys(form)
    .sort()
    .reduce((all, name) => all + name + form[name], address)
  return createHmac('sha1', token).update(Buffer.from(text, 'utf8')).digest('base64')
}

test('Twilio signs the address that it was given, query and all', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const token = 'a-token-of-twilio'
  const accounts = {
    ofNumber: async () => [],
    ofTenant: async (tenant: unknown) => (tenant === demo ? [{ tenant: demo, signing: token, verifyToken: null }] : []),
  }
  const door = createDoor({ ...w, accounts })
  const correlation = `${demo}:0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b:1`
  const address = `https://visita.example/v1/webhooks/twilio?correlation=${encodeURIComponent(correlation)}`
  const form = { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+34600111222', From: '+34930000000', Body: 'ñ &+' }
  const rawBody = Buffer.from(new URLSearchParams(form).toString())
  const headers = { 'x-twilio-signature': twilioSigns(address, form, token) }
  const tell = (changes: object) => door.receive('twilio', { rawBody, headers, url: address, tenant: null, ...changes })
  t.equal(await tell({ url: address.replace('https', 'http') }), 'forged')
  t.equal(await tell({ url: address.replace('visita.example', '127.0.0.1:4000') }), 'forged')
  t.equal(await tell({ url: address.replace('%3A1', '%3A2') }), 'forged', 'of another attempt')
  t.equal(
    await tell({ rawBody: Buffer.from(new URLSearchParams({ ...form, MessageStatus: 'failed' }).toString()) }),
    'forged',
  )
  t.equal(await tell({}), 'kept')
  t.equal(await w.kept(), 1)
})

test('who reads the read models sees nothing of what is kept', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  await w.tell(statusOf('delivered', null))
  const reader = connectPostgres({ url: w.places.postgres, logger, applicationName: 'reader' })
  for (const table of ['delivery', 'update', 'message']) {
    await t.rejects(reader.query(`SELECT 1 FROM webhook.${table}`), { code: '42501' }, table)
  }
  await reader.end()
})

test('Meta is answered when it repeats the token, and nobody else', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ask = (token: string) =>
    w.door.challenge({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '42' }, null)
  t.equal(await ask('v'), '42')
  t.equal(await ask('w'), null)
  t.equal(await w.door.challenge({ 'hub.verify_token': 'v', 'hub.challenge': '42' }, null), null)
})

test('a kept body opens under its master key alone, and altered not at all', async (t) => {
  const safe = createSafe(Buffer.alloc(32, 1))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) =>
      safe.open(safe.seal(Buffer.from(bytes))).equals(Buffer.from(bytes)),
    ),
  )
  const sealed = safe.seal(Buffer.from('+34600111222'))
  t.throws(() => createSafe(Buffer.alloc(32, 2)).open(sealed))
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const altered = Buffer.from(sealed)
    altered[at] = (altered[at] ?? 0) ^ 1
    t.throws(() => safe.open(altered), `byte ${at}`)
  }
  t.not(safe.keyOf('resend', 'x').toString('hex'), safe.keyOf('twilio', 'x').toString('hex'))
})

test('a phone is told as everybody writes it, whatever WhatsApp makes of it', async (t) => {
  t.equal(canonicalPhone('+5215512345678'), '+525512345678')
  t.equal(canonicalPhone('+551187654321'), '+5511987654321')
  for (const phone of ['+34600111222', '+525512345678', '+5511987654321', '+551133334444', '+5491112345678']) {
    t.equal(canonicalPhone(phone), phone)
  }
})
