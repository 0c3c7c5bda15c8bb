import { signAsResend } from '@visita/channels/fakes'
import { systemClock, toInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { createDoor } from '../src/index.ts'
import { demo, noon, other, startWebhookTest, type WebhookTest } from './stage.ts'

const secret = `whsec_${Buffer.from('a-secret-of-resend').toString('base64')}`
const done = (w: WebhookTest) => until('it is done', async () => (await w.kept()) === 0)
let told = 0

/** Resend tells it, signed as Svix does: five minutes old at most, by the machine's own clock. */
async function resendTells(w: WebhookTest, type: string, data: object, tenant: typeof demo | null = null) {
  const accounts = {
    ofNumber: async () => [],
    ofTenant: async () => [{ tenant, signing: secret, verifyToken: null }],
  }
  told += 1
  const body = JSON.stringify({ type, created_at: toInstant(noon), data: { email_id: `e-${told}`, ...data } })
  const headers = signAsResend(`msg_${told}`, Math.floor(systemClock().now() / 1000), body, secret)
  const call = { rawBody: Buffer.from(body), headers, url: 'https://visita.example/v1/webhooks/resend', tenant: null }
  return createDoor({ ...w, accounts }).receive('resend', call)
}

const email = 'Ana@Example.com'
const hard = { bounce: { type: 'Permanent', subType: 'General', message: 'There is no such mailbox' } }
const soft = { bounce: { type: 'Transient', subType: 'MailboxFull', message: 'The mailbox is full' } }

test('a dead address and a complaint are noted at the address, whoever’s it is', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  w.run()
  const tagged = (notification: string) => ({ to: [email], tags: { tenant: demo, notification } })
  const first = await w.sendMessage(demo, ana)
  await resendTells(w, 'email.bounced', { ...tagged(first.notificationId), ...soft })
  await done(w)
  t.match(await w.contactPoint(demo, 'ana@example.com'), { bounced: false }, 'a full mailbox is not a dead one')
  const second = await w.sendMessage(demo, ana)
  await resendTells(w, 'email.bounced', { ...tagged(second.notificationId), ...hard })
  await done(w)
  t.match(await w.contactPoint(demo, 'ana@example.com'), { bounced: true, complained: false })
  t.match(await w.contactPoint(other, 'ana@example.com'), { bounced: false }, 'a tenant’s own address of them')
  t.equal((await second.state()).status, 'failed', 'and the message failed')
  await resendTells(w, 'email.complained', tagged(second.notificationId))
  await done(w)
  t.match(await w.contactPoint(demo, email), { bounced: true, complained: true })
  for (const { data } of await w.store.read(w.contactPoints.streamOf(demo, email))) {
    t.notMatch(JSON.stringify(data), /example/i, 'and nothing says whose it is')
  }
})

test('an attempt of an e-mail is the newest that was not refused', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  const ana = await w.createCustomer(demo, '+34600111222')
  w.run()
  const message = await w.sendMessage(demo, ana)
  const tags = { tenant: demo, notification: message.notificationId }
  await resendTells(w, 'email.delivered', { to: [email], tags })
  await done(w)
  const { notification } = await message.state()
  t.match(notification?.attempts, [{ outcome: 'accepted', reported: ['delivered'] }], 'the lost answer is settled')
  t.not(notification?.attempts[0]?.providerMessageId, null)
})

test('what a tenant’s own account tells of an address without saying of which message is that tenant’s', async (t) => {
  const w = await startWebhookTest(t.teardown.bind(t))
  await w.createCustomer(demo, '+34600111222')
  w.run()
  await resendTells(w, 'email.complained', { to: [email], tags: { tenant: other, notification: 'x' } }, demo)
  await until('it was given up', async () => (await w.kept()) === 0)
  t.match(await w.contactPoint(demo, email), { complained: true })
  t.match(await w.contactPoint(other, email), { complained: false })
})
