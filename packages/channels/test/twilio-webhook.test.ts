import fc from 'fast-check'
import { test } from 'tap'
import { twilioWebhook } from '../src/index.ts'
import { twilioSignature } from '../src/twilio/webhook.ts'
import { notificationId } from './stage.ts'

const url = `https://visita.example/v1/webhooks/twilio?correlation=${encodeURIComponent(`demo:${notificationId}:1`)}`
const form = (fields: Readonly<Record<string, string>>) => Buffer.from(new URLSearchParams(fields).toString())

test("the signature is the one of Twilio's own example", async (t) => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  }
  const example = 'https://mycompany.com/myapp.php?foo=1&bar=2'
  t.equal(twilioSignature(example, new URLSearchParams(fields), '12345'), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=')
})

test('a signature holds for this form, this secret, and the address that Twilio was given', async (t) => {
  const body = form({ MessageSid: 'SM1', MessageStatus: 'sent', To: '+34612345678', From: '+34930000000' })
  const told = twilioSignature(url, new URLSearchParams(body.toString()), 'token')
  const verify = (bytes: Buffer, by = 'token', where = url) =>
    twilioWebhook.verify(bytes, { 'x-twilio-signature': told }, by, where)
  t.ok(verify(body))
  t.notOk(verify(body, 'other'))
  t.notOk(verify(body, ''))
  t.notOk(verify(body, 'token', url.replace('https:', 'http:')), 'nor behind a proxy that rewrote it')
  t.notOk(verify(form({ MessageSid: 'SM1', MessageStatus: 'delivered' })))
  t.notOk(twilioWebhook.verify(body, {}, 'token', url))
})

test('statuses bring back our own id from the address, and why it did not arrive', async (t) => {
  const common = { MessageSid: 'SM1', To: '+34612345678', From: '+34930000000' }
  const told = (fields: Readonly<Record<string, string>>, where = url) =>
    twilioWebhook.parse(form({ ...common, ...fields }), where)
  t.same(told({ MessageStatus: 'delivered' }), [
    {
      ...{ kind: 'status', key: 'SM1:delivered', at: null, correlation: `demo:${notificationId}:1` },
      ...{ providerMessageId: 'SM1', status: 'delivered', class: null, code: null, phoneNumberId: '+34930000000' },
    },
  ])
  t.match(told({ MessageStatus: 'undelivered', ErrorCode: '30005' }), [
    { key: 'SM1:undelivered', status: 'undelivered', class: 'unreachable', code: '30005' },
  ])
  t.match(told({ MessageStatus: 'failed', ErrorCode: '30007' }), [{ status: 'undelivered', class: 'account' }])
  t.match(told({ MessageStatus: 'failed' }), [{ status: 'undelivered', class: 'unreachable', code: null }])
  t.match(told({ MessageStatus: 'sent' }, 'https://visita.example/x'), [{ status: 'sent', correlation: null }])
  for (const word of ['queued', 'sending', 'accepted', 'scheduled', 'constructor']) {
    t.same(told({ MessageStatus: word }), [], word)
  }
})

test('somebody writes back', async (t) => {
  const fields = { MessageSid: 'SM2', SmsStatus: 'received', From: '+34612345678', To: '+34930000000', Body: 'BAJA' }
  t.same(twilioWebhook.parse(form(fields), url), [
    {
      ...{ kind: 'text', key: 'SM2', at: null, from: '+34612345678', userId: null },
      ...{ phoneNumberId: '+34930000000', text: 'BAJA' },
    },
  ])
})

test('nothing that comes breaks it', async (t) => {
  const parsed = (text: string, where: string) => [
    ...twilioWebhook.parse(Buffer.from(text), where),
    ...twilioWebhook.parse(Buffer.from(`MessageSid=1&MessageStatus=failed&ErrorCode=${text}`), where),
  ]
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, where) => parsed(text, where).length <= 2),
    { numRuns: 100 },
  )
  t.match(parsed('x', 'nowhere'), [{ status: 'undelivered', code: null, correlation: null }])
})
