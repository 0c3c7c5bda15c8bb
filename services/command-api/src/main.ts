import { parseKeyHash } from '@visita/http'
import { createVault } from '@visita/read-store'
import { setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { createAggregates, keepConfigurationCurrent } from './aggregates.ts'
import { buildCommandApi } from './app.ts'
import { recordPlatformKey } from './platform-key.ts'

const service = await startService({
  name: 'command-api',
  settings: {
    VISITA_COMMAND_PORT: setting.VISITA_COMMAND_PORT,
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_RATE_LIMIT: setting.VISITA_RATE_LIMIT,
    VISITA_PLATFORM_KEY_HASH: setting.VISITA_PLATFORM_KEY_HASH,
  },
  env: process.env,
  postgres: { role: 'visita_writer' },
})
const { config, store, readStore, clock, metrics, signal } = service
const masterKey = Buffer.from(config.VISITA_MASTER_KEY, 'base64')

const lost = metrics.counter('visita_append_conflicts_total', 'Appends that somebody else was faster than', [
  'category',
])
const aggregates = createAggregates(store, clock, (category) => lost.inc({ category }))
service.keepGoing('configuration', keepConfigurationCurrent(store, aggregates, signal))

const platformKey = config.VISITA_PLATFORM_KEY_HASH && parseKeyHash(config.VISITA_PLATFORM_KEY_HASH)
if (platformKey) await recordPlatformKey(aggregates, platformKey, clock.now())

const app = await buildCommandApi({
  ...service,
  aggregates,
  vault: createVault(readStore, masterKey),
  masterKey,
  rateLimit: config.VISITA_RATE_LIMIT,
})
await service.listen(app, config.VISITA_COMMAND_PORT)
