import { connect, createServer, type Socket } from 'node:net'
import type { Channel, OutgoingMessage } from '@visita/channels'
import { startFakes } from '@visita/channels/fakes'
import { systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { createWebhookAccounts, SecretsUnreadable } from '../src/index.ts'
import { demo, environment, nothing, other, stage, whatsApp } from './stage.ts'

const message = (content: OutgoingMessage['content'], to: string): OutgoingMessage => ({
  ...{ notificationId: '0197a3c4-5b6d-5e7f-8a9b-0c1d2e3f4a5b', attempt: 1, tenant: 'demo', to, content },
  ...{ windowOpen: true, statusCallbackUrl: null },
})
const sms = message({ channel: 'sms', text: 'Hola', segments: 1, ttlSeconds: 900 }, '+34612345678')
const mail = message(
  { channel: 'email', subject: 'Hola', html: '<p>Hola</p>', text: 'Hola', calendar: null, unsubscribeUrl: null },
  'marta@example.com',
)
const send = (channel: Channel | null, what: OutgoingMessage) => channel?.send(what, new AbortController().signal)

test('a tenant has the inbox, its own accounts, and the platform’s for the rest', async (t) => {
  const on = stage(environment)
  t.same([...(await on.accounts.configured(demo))].sort(), ['in_app', 'whatsapp'])
  t.match(await on.accounts.account(demo, 'whatsapp'), {
    ...{ source: 'platform', provider: 'whatsapp-cloud', settings: { phoneNumberId: '90001' }, setAt: null },
  })
  t.equal(await on.accounts.account(demo, 'sms'), null)
  t.equal(await on.accounts.channel(demo, 'sms'), null)
  t.equal((await on.accounts.channel(demo, 'in_app'))?.provider, 'in-app')
  t.equal(await on.accounts.account(demo, 'in_app'), null)

  const smtp = {
    channel: 'email',
    provider: 'smtp',
    settings: { from: 'citas@demo.example', host: 'mail.demo.example', port: 587, security: 'starttls', user: 'citas' },
  } as const
  await on.set(demo, smtp, { password: 'hidden' })
  await on.set(demo, whatsApp('11111'), { accessToken: 'hidden' })
  t.same([...(await on.accounts.configured(demo))].sort(), ['email', 'in_app', 'whatsapp'])
  t.match(await on.accounts.account(demo, 'whatsapp'), {
    source: 'own',
    settings: { phoneNumberId: '11111' },
    setAt: 2,
  })
  t.equal((await on.accounts.channel(demo, 'email'))?.provider, 'smtp')
  t.match(await on.accounts.account(other, 'whatsapp'), { source: 'platform' }, 'and nobody else has them')
  const shown = await Promise.all([on.accounts.account(demo, 'whatsapp'), on.accounts.account(demo, 'email')])
  t.notMatch(JSON.stringify([...shown, await on.accounts.account(other, 'whatsapp')]), /hidden|platform-/)

  on.remove(demo, 'whatsapp')
  t.match(await on.accounts.account(demo, 'whatsapp'), { source: 'platform' })
})

test('a channel is made once, and anew when the account is another one', async (t) => {
  const on = stage(nothing)
  await on.set(demo, whatsApp('11111'), { accessToken: 'first' })
  const first = await on.accounts.channel(demo, 'whatsapp')
  t.equal(await on.accounts.channel(demo, 'whatsapp'), first)
  on.reload(demo)
  t.equal(await on.accounts.channel(demo, 'whatsapp'), first, 'the same account, folded anew')
  t.equal(on.reads.keys, 1)
  await on.set(demo, whatsApp('11111'), { accessToken: 'second' })
  const second = await on.accounts.channel(demo, 'whatsapp')
  t.not(second, first)
  on.remove(demo, 'whatsapp')
  t.equal(await on.accounts.channel(demo, 'whatsapp'), null)
})

test('what it sends goes out by the tenant’s own account, at the address that the platform says', async (t) => {
  const fakes = await startFakes({ clock: systemClock(), momentMs: 0 })
  t.teardown(() => fakes.stop())
  const sid = `AC${'0'.repeat(32)}`
  const on = stage({ ...nothing, VISITA_TWILIO_BASE_URL: fakes.url, VISITA_RESEND_BASE_URL: fakes.url })
  await on.set(
    demo,
    { channel: 'sms', provider: 'twilio', settings: { accountSid: sid, from: 'Demo' } },
    { authToken: 'x' },
  )
  await on.set(
    demo,
    { channel: 'email', provider: 'resend', settings: { from: 'Demo <citas@demo.example>' } },
    { apiKey: 're_1', webhookSecret: 'whsec_1' },
  )
  t.match(await send(await on.accounts.channel(demo, 'sms'), sms), { kind: 'accepted' })
  t.match(await send(await on.accounts.channel(demo, 'email'), mail), { kind: 'accepted' })
  t.match(
    fakes.requests().map(({ provider, path, body }) => ({ provider, path, body })),
    [
      { provider: 'twilio', path: `/2010-04-01/Accounts/${sid}/Messages.json`, body: { From: 'Demo' } },
      { provider: 'resend', path: '/emails', body: { from: 'Demo <citas@demo.example>' } },
    ],
  )
})

test('a mail server stands by for Resend: the tenant’s own for its own, the platform’s for the platform’s', async (t) => {
  const fakes = await startFakes({ clock: systemClock(), momentMs: 0 })
  t.teardown(() => fakes.stop())
  const resend = { VISITA_RESEND_API_KEY: 're_1', VISITA_RESEND_FROM: 'a@visita.example' }
  const platform = {
    ...nothing,
    ...resend,
    VISITA_RESEND_WEBHOOK_SECRET: 'whsec_1',
    VISITA_SMTP_FROM: 'b@visita.example',
  }
  const on = stage({ ...platform, VISITA_SMTP_URL: 'smtp://mail.visita.example' })
  t.match(await on.accounts.spare(demo, 'email'), {
    account: { source: 'platform', provider: 'smtp', setAt: null, settings: { from: 'b@visita.example' } },
    channel: { provider: 'smtp' },
  })
  t.equal(await on.accounts.spare(demo, 'sms'), null)
  t.equal(await on.accounts.spare(demo, 'in_app'), null)

  const own = { channel: 'email', provider: 'resend' } as const
  const secrets = { apiKey: 're_2', webhookSecret: 'whsec_2' }
  await on.set(demo, { ...own, settings: { from: 'citas@demo.example' } }, secrets)
  t.equal(await on.accounts.spare(demo, 'email'), null, 'nobody writes in its name from another house')
  const port = Number(new URL(fakes.smtpUrl).port)
  const server = { host: '127.0.0.1', port, security: 'starttls', user: null } as const
  await on.set(demo, { ...own, settings: { from: 'citas@demo.example', spare: server } }, secrets)
  const spare = await on.accounts.spare(demo, 'email')
  t.match(spare?.account, { source: 'own', provider: 'smtp', settings: { from: 'citas@demo.example' }, setAt: 2 })
  t.match(await send(spare?.channel ?? null, mail), { kind: 'accepted' })
  const withUser = { from: 'citas@demo.example', spare: { ...server, user: 'citas' } }
  await on.set(demo, { ...own, settings: withUser }, { ...secrets, sparePassword: 'hidden' })
  t.notMatch(JSON.stringify((await on.accounts.spare(demo, 'email'))?.account), /hidden/)
  t.equal((await on.accounts.spare(other, 'email'))?.account.source, 'platform')
})

test('an account that falls out of memory leaves no connection open', async (t) => {
  const fakes = await startFakes({ clock: systemClock(), momentMs: 0 })
  t.teardown(() => fakes.stop())
  const target = new URL(fakes.smtpUrl)
  const open = new Set<Socket>()
  let taken = 0
  // Between the channel and the mail server, to see every connection from both ends.
  const relay = createServer((socket) => {
    taken++
    open.add(socket)
    const onward = connect(Number(target.port), target.hostname)
    socket.pipe(onward).pipe(socket)
    socket.on('close', () => open.delete(socket))
    for (const end of [socket, onward]) end.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  t.teardown(() => relay.close())
  const { port } = relay.address() as { port: number }

  const on = stage(nothing, 2)
  const tenants = Array.from({ length: 5 }, (_, i) => `tenant-${i}` as typeof demo)
  for (const tenant of tenants) {
    const settings = { from: 'citas@demo.example', host: '127.0.0.1', port, security: 'starttls', user: null } as const
    await on.set(tenant, { channel: 'email', provider: 'smtp', settings }, {})
    t.match(await send(await on.accounts.channel(tenant, 'email'), mail), { kind: 'accepted' })
  }
  t.equal(taken, 5)
  await until('every connection is closed', () => open.size === 0)
  const before = on.reads.keys
  await on.accounts.channel(tenants[0] ?? demo, 'email')
  t.equal(on.reads.keys, before + 1, 'the first had fallen out')
})

test('an account whose key is gone is not taken for none: nothing of it goes out by the platform’s', async (t) => {
  const on = stage(environment)
  await on.set(demo, whatsApp('11111'), { accessToken: 'x' })
  on.loseKey(demo, 'whatsapp')
  await t.rejects(on.accounts.channel(demo, 'whatsapp'), SecretsUnreadable)
  await t.rejects(on.accounts.webhookSecrets(demo, 'whatsapp'), SecretsUnreadable)
})

test('a webhook is signed by the account that it is of: the tenant’s own, or the platform’s', async (t) => {
  const on = stage({ ...environment, VISITA_TWILIO_ACCOUNT_SID: `AC${'1'.repeat(32)}`, ...twilio })
  const numbers = new Map([
    ['11111', [demo]],
    ['22222', [other]],
  ])
  const webhooks = createWebhookAccounts(on.accounts, async (number) => numbers.get(number) ?? [])
  const own = { accessToken: 'x', appSecret: 'own-app-secret', verifyToken: 'own-verify-token' }
  await on.set(demo, whatsApp('11111'), own)
  // A number of its own at the platform's Meta app.
  await on.set(other, whatsApp('22222'), { accessToken: 'y' })

  const platform = { tenant: null, signing: 'platform-app-secret', verifyToken: 'platform-verify-token' }
  const demos = { tenant: demo, signing: 'own-app-secret', verifyToken: 'own-verify-token' }
  t.same(await webhooks.ofNumber('11111'), [demos, platform])
  t.same(await webhooks.ofNumber('22222'), [{ ...platform, tenant: other }, platform])
  t.same(await webhooks.ofNumber('33333'), [platform], 'a number that nobody knows is the platform’s concern')
  t.same(await webhooks.ofTenant(demo, 'whatsapp'), [demos, platform])
  t.same(await webhooks.ofTenant(null, 'whatsapp'), [platform])
  t.same(await webhooks.ofTenant(demo, 'sms'), [{ tenant: null, signing: 'platform-auth', verifyToken: null }])
  t.same(await webhooks.ofTenant(demo, 'email'), [])

  const smtp = { from: 'citas@demo.example', host: 'mail.demo.example', port: 25, security: 'starttls', user: null }
  await on.set(demo, { channel: 'email', provider: 'smtp', settings: smtp } as never, {})
  t.same(await webhooks.ofTenant(demo, 'email'), [], 'a mail server tells nothing')
})

const twilio = { VISITA_TWILIO_AUTH_TOKEN: 'platform-auth', VISITA_TWILIO_FROM: '+34600000000' }
