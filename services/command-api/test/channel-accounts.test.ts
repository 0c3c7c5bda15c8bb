import { randomUUID } from 'node:crypto'
import { createAccounts, platformAccounts } from '@visita/accounts'
import { createAgenda, keepConfigurationCurrent } from '@visita/agenda'
import { startFakes } from '@visita/channels/fakes'
import { accountKeyOf, StreamName } from '@visita/domain'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger, monotonic, systemClock } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { project, startApi, startStores, tenant } from './harness.ts'

const lines: string[] = []
const logger = createLogger({
  ...{ service: 'command-api', level: 'trace' },
  destination: { write: (line: string) => void lines.push(line) },
})
const stores = await startStores()
const api = await startApi(stores, undefined, logger, {
  VISITA_WHATSAPP_PHONE_NUMBER_ID: '90001',
  VISITA_WHATSAPP_ACCESS_TOKEN: 'platform-hidden',
  VISITA_WHATSAPP_APP_SECRET: 'platform-app-hidden',
  VISITA_WHATSAPP_VERIFY_TOKEN: 'platform-verify-hidden',
})
const stopProjecting = project(api, stores)
const { places } = stores
const readStore = connectPostgres({
  ...{ url: places.postgres, role: 'visita_writer', logger, applicationName: 'accounts' },
})
const vault = createVault(readStore, Buffer.from(places.masterKey, 'base64'))

const whatsApp = (phoneNumberId: string, token: string) => ({
  provider: 'whatsapp-cloud',
  settings: { phoneNumberId },
  secrets: { accessToken: `EAA-hidden-${token}`, appSecret: 'app-hidden', verifyToken: 'verify-hidden' },
})
const put = (channel: string, body: unknown) => api.send('admin', 'PUT', `/v1/admin/channels/${channel}`, body)

test('an account is set, shown without its secrets, and the same again is nothing new', async (t) => {
  const first = await put('whatsapp', whatsApp('11111', 'a'))
  t.match(first, { status: 200, headers: { 'visita-unchanged': undefined } })
  t.same(first.body, {
    ...{ channel: 'whatsapp', source: 'own', provider: 'whatsapp-cloud', settings: { phoneNumberId: '11111' } },
  })
  const { provider, settings, secrets } = whatsApp('11111', 'a')
  const shuffled = { secrets: Object.fromEntries(Object.entries(secrets).reverse()), settings, provider }
  t.equal((await put('whatsapp', shuffled)).headers['visita-unchanged'], 'true')
  t.equal((await put('whatsapp', whatsApp('11111', 'b'))).headers['visita-unchanged'], undefined)

  const recorded = await api.store.read(StreamName.tenant(tenant))
  const set = recorded.filter(({ type }) => type === 'ChannelAccountSet')
  t.equal(set.length, 2)
  const log = JSON.stringify(recorded.map(({ data, meta }) => ({ data, meta })))
  t.notMatch(log, 'hidden', 'sealed in the log')
  t.match(log, `secret:v1:${accountKeyOf(tenant, 'whatsapp')}:`)
})

test('half an account is refused with the place named; nothing is written, and no secret repeated', async (t) => {
  const before = (await api.store.read(StreamName.tenant(tenant))).length
  const { accessToken: _, ...rest } = whatsApp('11111', 'c').secrets
  const halves: [channel: string, body: object, path: string][] = [
    ['whatsapp', { ...whatsApp('11111', 'c'), secrets: rest }, '/secrets/accessToken'],
    [
      'whatsapp',
      { ...whatsApp('11111', 'c'), secrets: { accessToken: 'EAA-hidden', appSecret: 'app-hidden' } },
      '/secrets/verifyToken',
    ],
    ['whatsapp', { ...whatsApp('+34 600', 'c') }, '/settings/phoneNumberId'],
    ['sms', whatsApp('11111', 'c'), '/provider'],
    [
      'email',
      { provider: 'resend', settings: { from: 'a@demo.example' }, secrets: { apiKey: 're_hidden' } },
      '/secrets/webhookSecret',
    ],
    ['email', { provider: 'resend', settings: { from: 'a@demo.example' } }, '/secrets'],
  ]
  for (const [channel, body, path] of halves) {
    const reply = await put(channel, body)
    t.match(reply, { status: 400, body: { type: '/problems/invalid-request', errors: [{ in: 'body', path }] } }, path)
    t.notMatch(JSON.stringify(reply.body), 'hidden')
  }
  t.equal((await put('in_app', whatsApp('11111', 'c'))).status, 400)
  t.equal((await api.store.read(StreamName.tenant(tenant))).length, before)
})

test('a number is one tenant’s alone', async (t) => {
  const id = 'rival'
  await api.send('platform', 'POST', '/v1/platform/tenants', {
    ...{ id, name: 'Rival', policies: { timezone: 'Europe/Madrid', locale: 'es', country: 'ES' } },
  })
  const issued = await api.send('platform', 'POST', `/v1/platform/tenants/${id}/keys`, { role: 'admin' })
  const rival = (body: unknown) =>
    api.send('admin', 'PUT', '/v1/admin/channels/whatsapp', body, { authorization: `Bearer ${issued.body.key}` })
  t.match(await rival(whatsApp('11111', 'r')), { status: 409, body: { type: '/problems/number-taken' } })
  t.equal((await rival(whatsApp('22222', 'r'))).status, 200)
  t.equal((await put('whatsapp', whatsApp('11111', 'b'))).status, 200, 'its own number is no obstacle')
  const shared = await put('whatsapp', whatsApp('90001', 'b'))
  t.match(shared, { status: 409, body: { type: '/problems/number-taken' } }, 'the platform’s is nobody’s own')
})

test('a changed account reaches a process that is running, and so does one that is gone', async (t) => {
  const fakes = await startFakes({ clock: systemClock(), momentMs: 0 })
  t.teardown(() => fakes.stop())
  const stop = new AbortController()
  const { aggregates } = createAgenda({
    store: api.store,
    clock: api.clock,
    vault,
    readModel: api.readModel,
    monotonic,
  })
  const following = keepConfigurationCurrent(api.store, aggregates, stop.signal)
  t.teardown(async () => {
    stop.abort()
    await following
  })
  const platform = platformAccounts({ VISITA_WHATSAPP_VERSION: 'v23.0', VISITA_WHATSAPP_BASE_URL: fakes.url })
  const accounts = createAccounts({ tenants: aggregates.tenant, vault, platform })

  const channel = () => accounts.channel(tenant, 'whatsapp')
  const first = await channel()
  t.equal(first?.provider, 'whatsapp-cloud')
  t.equal(await channel(), first)
  await put('whatsapp', whatsApp('33333', 'b'))
  await until('the account is the new one', async () => (await channel()) !== first)
  const sent = await (await channel())?.send(
    {
      ...{ notificationId: randomUUID(), attempt: 1, tenant, to: '+34612345678', windowOpen: true },
      content: {
        channel: 'whatsapp',
        template: { name: 'hola', language: 'es', parameters: [] },
        buttons: [],
        text: 'Hola',
        ttlSeconds: 600,
      },
      statusCallbackUrl: null,
    },
    new AbortController().signal,
  )
  t.match(sent, { kind: 'accepted' })
  t.match(fakes.requests().at(-1)?.path, '/v23.0/33333/messages')

  const gone = await api.send('admin', 'DELETE', '/v1/admin/channels/whatsapp')
  t.equal(gone.status, 204)
  await until('the account is gone', async () => (await channel()) === null)
  t.same([...(await accounts.configured(tenant))], ['in_app'])
  const again = await api.send('admin', 'DELETE', '/v1/admin/channels/whatsapp')
  t.match(again, { status: 204, headers: { 'visita-unchanged': 'true' } })
})

test('who is no administrator sets nothing, and of all this no log line has a secret', async (t) => {
  for (const role of ['operator', 'channel', 'auditor', 'platform'] as const) {
    for (const method of ['PUT', 'DELETE'] as const) {
      const body = method === 'PUT' ? whatsApp('11111', 'x') : undefined
      t.equal((await api.send(role, method, '/v1/admin/channels/whatsapp', body)).status, 403, `${role} ${method}`)
    }
  }
  t.ok(lines.length > 20, `${lines.length} lines were written`)
  t.notMatch(lines.join('\n'), 'hidden')
})

test('stop', async () => {
  await stopProjecting()
  await readStore.end()
  await api.close()
  await stores.stop()
})
