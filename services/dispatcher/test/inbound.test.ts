import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWebhookAccounts } from '@visita/accounts'
import { buttonPayload } from '@visita/channels'
import { StreamName } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { channelAccounts, customers, personalOpener, projectionMigrations } from '@visita/projections'
import { migrate, runProjections, waitForPosition } from '@visita/read-store'
import { until } from '@visita/testing'
import { createDoor, createSafe, webhookMigrations } from '@visita/webhooks'
import { test } from 'tap'
import { runInbound } from '../src/inbound.ts'
import { accountsAt, ana, demo, numberId, phone, startStage } from './stage.ts'

const url = 'https://visita.example/v1/webhooks/whatsapp'

/** A dispatcher with both of its halves, and a door that the fakes know. */
async function startBoth(t: { teardown(fn: () => unknown): unknown }) {
  const s = await startStage(t.teardown.bind(t))
  const { store, readStore, vault, accounts, masterKey, clock, logger, metrics, fakes } = s
  await migrate(s.places.postgres, logger, [projectionMigrations, webhookMigrations])
  const stop = new AbortController()
  const { signal } = stop
  const platform = accountsAt(fakes.url)
  const following = runProjections<RecordedEvent>({
    ...{ url: s.places.postgres, logger, signal, projections: [customers, channelAccounts] },
    follow: (options) => store.follow(options),
    openPersonal: personalOpener(vault),
  })
  const inbound = runInbound({
    ...{ store, readStore, vault, accounts, masterKey, clock, logger, metrics, platform, signal },
    ...{ postgresUrl: s.places.postgres, publicUrl: 'https://visita.example' },
  })
  const webhookAccounts = createWebhookAccounts(accounts, async () => [])
  const door = createDoor({ accounts: webhookAccounts, readStore, safe: createSafe(masterKey), clock, metrics })
  // As the command API does, behind a proxy.
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const call = { rawBody: Buffer.concat(parts), headers: request.headers, url, tenant: null }
    response.writeHead((await door.receive('whatsapp', call)) === 'kept' ? 200 : 403).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  fakes.tellTo({ whatsapp: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })
  await s.setPolicies({ notifications: 'live', rollout: { percent: 100 } })
  // As when she was registered.
  await vault.addIdentity(demo, ana, { phone })
  const known = async () => {
    const head = await store.head()
    if (!(await waitForPosition(readStore, [customers.name], head, 60_000))) throw new Error('it is behind')
  }
  t.teardown(async () => {
    server.close()
    stop.abort()
    await Promise.all([inbound, following])
  })
  return { ...s, known }
}

test('a tap on a message does what it says, and the answer goes out in free text, since they have just written', async (t) => {
  const s = await startBoth(t)
  const visitId = await s.book()
  await s.known()
  s.start()
  s.fakes.receive({
    ...{ phoneNumberId: numberId, from: phone, kind: 'button' },
    content: buttonPayload({ action: 'cancel', visitId, revision: 0 }),
  })
  await until('it is cancelled', async () => {
    const { state } = await s.streams.visits.load(StreamName.visit(demo, visitId), 0)
    return state.status === 'cancelled'
  })
  await until('they are answered', async () => s.fakes.requests().some(({ provider }) => provider === 'whatsapp'))
  const answers = s.fakes.requests().filter(({ provider }) => provider === 'whatsapp')
  t.equal(answers.length, 1)
  t.match(answers[0]?.body, { type: 'text', to: phone.slice(1) })
})

test('after BAJA nothing more goes to that phone, and nothing to that person', async (t) => {
  const s = await startBoth(t)
  await s.known()
  s.fakes.receive({ phoneNumberId: numberId, from: phone, kind: 'text', content: 'Baja.' })
  await until('the law is on their side', async () => {
    const { state } = await s.streams.customers.load(StreamName.customer(demo, ana), 0)
    return state.status === 'known' && state.choices.legalOptOut
  })
  const [one, other] = [await s.request({ priority: 0 }), await s.request({ channel: 'email', priority: 0 })]
  s.start()
  for (const id of [one, other]) {
    const { notification } = await s.settled(id)
    t.equal(notification?.resolution, 'suppressed')
  }
  t.strictSame(s.fakes.requests(), [])
})

test('a message that the fakes take is told of until it is read', async (t) => {
  const s = await startBoth(t)
  const id = await s.request()
  s.start()
  // In whatever order they are told and done.
  for (const type of ['NotificationSent', 'NotificationDelivered', 'NotificationRead']) await s.happened(id, type)
  const types = (await s.eventsOf(id)).map(({ type }) => type)
  t.equal(new Set(types).size, types.length, 'each once')
  t.equal((await s.load(id)).status, 'sent')
})
