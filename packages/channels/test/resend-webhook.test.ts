import { systemClock } from '@visita/runtime'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { test } from 'tap'
import { signAsResend } from '../src/fakes/index.ts'
import { readCorrelation, resendWebhook } from '../src/index.ts'
import { notificationId } from './stage.ts'

const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`
const seconds = () => Math.floor(systemClock().now() / 1000)
const parse = (value: unknown) => resendWebhook.parse(Buffer.from(JSON.stringify(value)), '')

const data = {
  email_id: '56ab0000-aaaa-bbbb-cccc-000000000001',
  created_at: '2026-11-21T09:30:11.000Z',
  from: 'citas@x.com',
  to: ['ana@example.com'],
  subject: '…',
  tags: { tenant: 'demo', notification: notificationId },
}

test('a signature holds for these bytes, this secret and five minutes', async (t) => {
  const body = Buffer.from(JSON.stringify({ type: 'email.sent', data }))
  const headers = signAsResend('msg_1', seconds(), body.toString(), secret)
  const verify = (changes: object = {}, by = secret, bytes = body) =>
    resendWebhook.verify(bytes, { ...headers, ...changes }, by, '')
  t.equal(
    headers['svix-signature'],
    new Webhook(secret).sign('msg_1', new Date(Number(headers['svix-timestamp']) * 1000), body),
    'as the standard signs',
  )
  t.ok(verify())
  t.ok(
    verify({ 'svix-signature': `v1,AAAA ${headers['svix-signature']}` }),
    'one of several, while a secret is changed',
  )
  t.notOk(verify({}, `whsec_${Buffer.from('another').toString('base64')}`))
  t.notOk(verify({}, ''))
  t.notOk(verify({}, secret, Buffer.from(`${body} `)))
  t.notOk(verify({ 'svix-id': 'msg_2' }))
  t.notOk(verify({ 'svix-signature': undefined }))
  t.notOk(verify(signAsResend('msg_1', seconds() - 3_600, body.toString(), secret)), 'an old one')
})

test('a delivery brings back whose it is, without the attempt', async (t) => {
  const [told, ...others] = parse({ type: 'email.delivered', created_at: '2026-11-21T09:30:12Z', data })
  t.same(others, [])
  t.same(told, {
    ...{ kind: 'status', key: `${data.email_id}:email.delivered`, at: Date.UTC(2026, 10, 21, 9, 30, 12) },
    ...{ correlation: `demo:${notificationId}`, providerMessageId: data.email_id, status: 'delivered' },
    ...{ class: null, code: null, phoneNumberId: null },
  })
  t.same(readCorrelation(`demo:${notificationId}`), { tenant: 'demo', notificationId, attempt: null })
  t.same(readCorrelation(`demo:${notificationId}:3`), { tenant: 'demo', notificationId, attempt: 3 })
  t.equal(readCorrelation('job:01JCX'), null)
})

test('instants are read in the forms that Resend writes', async (t) => {
  const at = (created_at: string) => parse({ type: 'email.sent', created_at, data })[0]?.at
  const expected = Date.UTC(2026, 10, 21, 9, 30, 12, 123)
  t.equal(at('2026-11-21T09:30:12.123Z'), expected)
  t.equal(at('2026-11-21T09:30:12.123456+00:00'), expected)
  t.equal(at('2026-11-21 09:30:12.123456+00'), expected)
  t.equal(at('yesterday'), null)
})

test('a dead address and a complaint are told beside the status; a full mailbox is not dead', async (t) => {
  const bounce = { type: 'Permanent', subType: 'General', message: 'No such mailbox' }
  t.match(parse({ type: 'email.bounced', data: { ...data, bounce } }), [
    { kind: 'status', status: 'undelivered', class: 'unreachable', code: 'Permanent.General' },
    { kind: 'bounce', address: 'ana@example.com', code: 'Permanent.General' },
  ])
  const full = parse({
    type: 'email.bounced',
    data: { ...data, bounce: { type: 'Transient', subType: 'MailboxFull' } },
  })
  t.match(full, [{ kind: 'status', status: 'undelivered', code: 'Transient.MailboxFull' }])
  t.equal(full.length, 1)
  t.match(parse({ type: 'email.complained', data }), [{ kind: 'complaint', address: 'ana@example.com' }])
  t.match(parse({ type: 'email.suppressed', data }), [{ kind: 'status', status: 'undelivered' }, { kind: 'bounce' }])
})

test('what says nothing of a message is passed over, and nothing breaks it', async (t) => {
  t.same(parse({ type: 'email.delivery_delayed', data }), [])
  t.same(parse({ type: 'domain.updated', data: { id: '1' } }), [])
  t.same(parse({ type: 'constructor', data }), [])
  t.match(parse({ type: 'email.sent', data: { ...data, tags: [] } }), [{ correlation: null }])
  fc.assert(
    fc.property(fc.string(), (text) => resendWebhook.parse(Buffer.from(text), '').length === 0),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      parse({
        type: 'email.bounced',
        created_at: value,
        data: { email_id: '1', tags: value, bounce: value, to: value },
      })
      return true
    }),
    { numRuns: 100 },
  )
})
