import { platformAccounts } from '@visita/accounts'
import { createAgenda, keepConfigurationCurrent } from '@visita/agenda'
import { parseKeyHash } from '@visita/http'
import { createVault } from '@visita/read-store'
import { accountSettings, monotonic, setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { buildCommandApi } from './app.ts'
import { recordPlatformKey } from './platform-key.ts'
import { createReadModel } from './read-model.ts'

const service = await startService({
  name: 'command-api',
  settings: {
    VISITA_COMMAND_PORT: setting.VISITA_COMMAND_PORT,
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_PUBLIC_URL: setting.VISITA_PUBLIC_URL,
    VISITA_RATE_LIMIT: setting.VISITA_RATE_LIMIT,
    VISITA_PLATFORM_KEY_HASH: setting.VISITA_PLATFORM_KEY_HASH,
    ...accountSettings,
  },
  env: process.env,
  postgres: { role: 'visita_writer' },
})
const { config, store, readStore, clock, signal } = service
const platform = platformAccounts(config)
const masterKey = Buffer.from(config.VISITA_MASTER_KEY, 'base64')

const vault = createVault(readStore, masterKey)
const agenda = createAgenda({
  store,
  clock,
  vault,
  readModel: createReadModel(readStore),
  monotonic,
})
service.keepGoing('configuration', keepConfigurationCurrent(store, agenda.aggregates, signal))

const platformKey = config.VISITA_PLATFORM_KEY_HASH && parseKeyHash(config.VISITA_PLATFORM_KEY_HASH)
if (platformKey) await recordPlatformKey(agenda.aggregates, platformKey, clock.now())

const app = await buildCommandApi({
  ...service,
  agenda,
  vault,
  platform,
  masterKey,
  publicUrl: config.VISITA_PUBLIC_URL,
  rateLimit: config.VISITA_RATE_LIMIT,
})
await service.listen(app, config.VISITA_COMMAND_PORT)
