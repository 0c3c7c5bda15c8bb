import { createAccounts, platformAccounts } from '@visita/accounts'
import { queueMigrations } from '@visita/notifications'
import { createVault, migrate } from '@visita/read-store'
import { accountSettings, releaseStartupMemory, setting } from '@visita/runtime'
import { catchingUp, serveHealth, startService } from '@visita/service'
import { webhookMigrations } from '@visita/webhooks'
import { runDispatcher } from './dispatcher.ts'
import { runInbound } from './inbound.ts'
import { createStreams } from './streams.ts'

const concurrency = 20
const service = await startService({
  name: 'dispatcher',
  settings: {
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_PUBLIC_URL: setting.VISITA_PUBLIC_URL,
    VISITA_HEALTH_PORT: setting.VISITA_HEALTH_PORT,
    ...accountSettings,
  },
  env: process.env,
  // What Postgres forgets of the queue in a crash the log says again, and a claim that is forgotten sends nothing twice.
  postgres: { role: 'visita_writer', max: 16, durable: false },
})
const { config, store, readStore, clock, logger } = service
await migrate(config.VISITA_POSTGRES_URL, logger, [queueMigrations, webhookMigrations])

const masterKey = Buffer.from(config.VISITA_MASTER_KEY, 'base64')
const vault = createVault(readStore, masterKey)
const streams = createStreams(store, clock)
const platform = platformAccounts(config)
const accounts = createAccounts({ tenants: streams.tenants, vault, platform })
const places = { postgresUrl: config.VISITA_POSTGRES_URL, publicUrl: config.VISITA_PUBLIC_URL }
const caughtUp = catchingUp()
const running = runDispatcher({
  ...service,
  ...places,
  ...{ streams, vault, masterKey, concurrency, accounts },
  random: Math.random,
  onCaughtUp: caughtUp.done,
})
service.keepGoing('dispatcher', running)
service.keepGoing('webhooks', runInbound({ ...service, ...places, vault, masterKey, accounts, platform }))

await serveHealth(service, { port: config.VISITA_HEALTH_PORT, ready: caughtUp.ready })
releaseStartupMemory()
