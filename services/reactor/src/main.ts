import { createAgenda } from '@visita/agenda'
import { buildHttp } from '@visita/http'
import { createVault, migrate } from '@visita/read-store'
import { monotonic, releaseStartupMemory, setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { graces } from './graces.ts'
import { migrations } from './migrations.ts'
import { runReactor } from './reactor.ts'
import { createReadModel } from './read-model.ts'
import { policies } from './registry.ts'

const workers = 4
const service = await startService({
  name: 'reactor',
  settings: { VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY, VISITA_HEALTH_PORT: setting.VISITA_HEALTH_PORT },
  env: process.env,
  postgres: { role: 'visita_writer', max: 2 * workers + 2 },
})
const { config, store, readStore, clock, logger, metrics } = service
await migrate(config.VISITA_POSTGRES_URL, logger, [migrations])

let caughtUp = false
const running = runReactor({
  ...service,
  agenda: createAgenda({
    store,
    clock,
    vault: createVault(readStore, Buffer.from(config.VISITA_MASTER_KEY, 'base64')),
    readModel: createReadModel(readStore),
    monotonic,
    alwaysFresh: true,
  }),
  policies,
  postgresUrl: config.VISITA_POSTGRES_URL,
  graces,
  workers,
  onCaughtUp: () => {
    caughtUp = true
  },
})
service.keepGoing('reactor', running)

const app = await buildHttp({
  service: 'reactor',
  title: 'Visita: reactor',
  logger,
  metrics,
  docs: false,
  auth: { find: async () => null },
  ready: async () => ({ log: caughtUp ? { ok: true } : { ok: false, detail: 'catching up' } }),
})
await service.listen(app, config.VISITA_HEALTH_PORT)
releaseStartupMemory()
