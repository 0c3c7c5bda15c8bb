import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWebhookAccounts } from '@visita/accounts'
import type { RecordedEvent } from '@visita/event-store'
import { channelAccounts, customers, personalOpener, projectionMigrations } from '@visita/projections'
import { migrate, runProjections, waitForPosition } from '@visita/read-store'
import { createDoor, createSafe, webhookMigrations } from '@visita/webhooks'
import { runInbound } from '../src/inbound.ts'
import { accountsAt, ana, demo, phone, startStage } from './stage.ts'

const url = 'https://visita.example/v1/webhooks/whatsapp'

/** A dispatcher with both of its halves, and a door that the fakes know. */
export async function startBoth(t: { teardown(fn: () => unknown): unknown }) {
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
