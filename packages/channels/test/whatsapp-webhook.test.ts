import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { test } from 'tap'
import { readButtonPayload, whatsAppChallenge, whatsAppWebhook } from '../src/index.ts'
import { notificationId, visitId } from './stage.ts'

const secret = 'app-secret'
const raw = (value: unknown) => Buffer.from(JSON.stringify(value))
const metadata = { display_phone_number: '34930000000', phone_number_id: '106540352242922' }
const envelope = (...values: object[]) =>
  raw({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: values.map((value) => ({
          field: 'messages',
          value: { messaging_product: 'whatsapp', metadata, ...value },
        })),
      },
    ],
  })
const parse = (body: Buffer) => whatsAppWebhook.parse(body, '')
const signatureOf = (body: Buffer) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

test('the challenge is answered to whoever knows the token alone', async (t) => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': 'token', 'hub.challenge': '1158201444' }
  t.equal(whatsAppChallenge(query, 'token'), '1158201444')
  t.equal(whatsAppChallenge(query, 'other'), null)
  t.equal(whatsAppChallenge({ ...query, 'hub.verify_token': '' }, ''), null)
  t.equal(whatsAppChallenge({ ...query, 'hub.mode': 'unsubscribe' }, 'token'), null)
  t.equal(whatsAppChallenge({}, 'token'), null)
})

test('a signature holds for these very bytes and this secret', async (t) => {
  const body = envelope({ statuses: [{ id: 'wamid.1', status: 'sent', timestamp: '1795250000' }] })
  const verify = (bytes: Buffer, told: string | string[] | undefined, by = secret) =>
    whatsAppWebhook.verify(bytes, { 'x-hub-signature-256': told }, by, '')
  // By openssl: printf '{"a":"é"}' | openssl dgst -sha256 -hmac app-secret
  const known = '3f80bd109dda80e59ec4da4107eaa828a3d25293733aee20b1c779fb1395f6bb'
  t.ok(verify(Buffer.from('{"a":"é"}'), `sha256=${known}`))
  t.ok(verify(body, signatureOf(body)))
  t.notOk(verify(body, signatureOf(body), 'other'))
  t.notOk(verify(body, signatureOf(body).slice('sha256='.length)))
  t.notOk(verify(body, undefined))
  t.notOk(verify(body, [signatureOf(body), signatureOf(body)]))
  const byNothing = `sha256=${createHmac('sha256', '').update(body).digest('hex')}`
  t.notOk(verify(body, byNothing, ''), 'no secret, nobody is believed')
  fc.assert(
    fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(body)
      changed[at] = (changed[at] ?? 0) ^ change
      return !verify(changed, signatureOf(body))
    }),
    { numRuns: 50 },
  )
})

test('statuses bring back our own id, the instant, and why it did not arrive', async (t) => {
  const biz_opaque_callback_data = `demo:${notificationId}:2`
  const common = { recipient_id: '34612345678', timestamp: '1795250000', biz_opaque_callback_data }
  const failed = {
    ...{ ...common, id: 'wamid.2', status: 'failed' },
    errors: [{ code: 131026, title: 'Message undeliverable', error_data: { details: '…' } }],
  }
  const told = parse(
    envelope(
      { statuses: [{ ...common, id: 'wamid.1', status: 'delivered' }, failed] },
      { statuses: [{ id: 'wamid.3', status: 'read' }] },
    ),
  )
  t.same(told, [
    {
      ...{ kind: 'status', key: 'wamid.1:delivered', at: 1_795_250_000_000, correlation: biz_opaque_callback_data },
      ...{
        providerMessageId: 'wamid.1',
        status: 'delivered',
        class: null,
        code: null,
        phoneNumberId: '106540352242922',
      },
    },
    {
      ...{ kind: 'status', key: 'wamid.2:failed', at: 1_795_250_000_000, correlation: biz_opaque_callback_data },
      ...{ providerMessageId: 'wamid.2', status: 'undelivered', class: 'unreachable', code: '131026' },
      phoneNumberId: '106540352242922',
    },
    {
      ...{ kind: 'status', key: 'wamid.3:read', at: null, correlation: null, providerMessageId: 'wamid.3' },
      ...{ status: 'read', class: null, code: null, phoneNumberId: '106540352242922' },
    },
  ])
})

test('a tapped button comes in three shapes and means the same', async (t) => {
  const payload = `v1:confirm:${visitId}:r4`
  const common = { from: '34612345678', timestamp: '1795250000', context: { from: '34930000000', id: 'wamid.out' } }
  const told = parse(
    envelope({
      contacts: [{ wa_id: '34612345678', profile: { name: 'Marta' } }],
      messages: [
        { ...common, id: 'wamid.1', type: 'button', button: { payload, text: 'Confirmar' } },
        {
          ...{ ...common, id: 'wamid.2', type: 'interactive' },
          interactive: { type: 'button_reply', button_reply: { id: payload, title: 'Confirmar' } },
        },
        {
          ...{ ...common, id: 'wamid.3', type: 'interactive' },
          interactive: { type: 'list_reply', list_reply: { id: payload, title: '10:30', description: 'Con Laura' } },
        },
      ],
    }),
  )
  const same = {
    ...{ kind: 'button', at: 1_795_250_000_000, from: '+34612345678', userId: null, phoneNumberId: '106540352242922' },
    ...{ payload, contextMessageId: 'wamid.out' },
  }
  t.same(
    told,
    ['wamid.1', 'wamid.2', 'wamid.3'].map((key) => ({ ...same, key })),
  )
  t.same(readButtonPayload(payload), { action: 'confirm', visitId, revision: 4 })
  for (const other of ['', 'v2:confirm:x:r1', `v1:delete:${visitId}:r4`, `v1:confirm:${visitId}:r`, `${payload}x`]) {
    t.equal(readButtonPayload(other), null, other)
  }
})

test('a text comes with its number, or with the id of who hides it; other kinds say nothing', async (t) => {
  const told = parse(
    envelope({
      contacts: [{ user_id: 'ES.13491208655302741918' }],
      messages: [
        { id: 'wamid.1', timestamp: '1795250000', type: 'text', text: { body: 'BAJA' } },
        { id: 'wamid.2', from: '34612345678', timestamp: '1795250000', type: 'image', image: { id: '1' } },
      ],
    }),
  )
  t.same(told, [
    {
      ...{ kind: 'text', key: 'wamid.1', at: 1_795_250_000_000, from: null, userId: 'ES.13491208655302741918' },
      ...{ phoneNumberId: '106540352242922', text: 'BAJA' },
    },
  ])
})

test('a thousand updates in a call, told twice, have the same keys', async (t) => {
  const statuses = Array.from({ length: 1000 }, (_, index) => ({
    ...{ id: `wamid.${index % 500}`, status: index < 500 ? 'delivered' : 'sent', timestamp: '1795250000' },
  }))
  const body = envelope({ statuses })
  const keys = parse(body).map(({ key }) => key)
  t.equal(new Set(keys).size, 1000)
  t.same(
    parse(body).map(({ key }) => key),
    keys,
  )
})

test('other fields and whatever else comes say nothing and break nothing', async (t) => {
  const change = { field: 'account_alerts', value: { event: 'PAUSED', message_template_name: 'x' } }
  t.same(parse(raw({ entry: [{ id: '1', changes: [change] }] })), [])
  const timestamp = { toString: 1, valueOf: 1 }
  t.match(parse(envelope({ statuses: [{ id: 'wamid.1', status: 'sent', timestamp }] })), [{ at: null }])
  t.same(parse(envelope({ statuses: [{ id: 'wamid.1', status: 'constructor' }] })), [])
  fc.assert(
    fc.property(fc.string(), (text) => parse(Buffer.from(text)).length === 0),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (statuses, messages) => {
      parse(
        envelope({
          statuses: [statuses, { id: statuses, errors: messages }],
          messages: [messages],
          contacts: statuses,
        }),
      )
      return true
    }),
    { numRuns: 100 },
  )
})
