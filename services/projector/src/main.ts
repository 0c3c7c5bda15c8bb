import { projectionMigrations } from '@visita/projections'
import { createVault, migrate } from '@visita/read-store'
import { setting } from '@visita/runtime'
import { serveHealth, startService } from '@visita/service'
import { startProjector } from './projector.ts'

const service = await startService({
  name: 'projector',
  settings: { VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY, VISITA_HEALTH_PORT: setting.VISITA_HEALTH_PORT },
  env: process.env,
  postgres: { role: 'visita_writer', max: 2 },
})
const { config, logger, readStore } = service
await migrate(config.VISITA_POSTGRES_URL, logger, [projectionMigrations])

const projector = startProjector({
  ...service,
  postgresUrl: config.VISITA_POSTGRES_URL,
  vault: createVault(readStore, Buffer.from(config.VISITA_MASTER_KEY, 'base64')),
})
// Should the line stop at something that must be looked at, the supervisor starts us again; if it is a poisoned fact, we
// stop at the same place, and health says so: nothing is ever skipped.
service.keepGoing('projections', projector.ended)

await serveHealth(service, { port: config.VISITA_HEALTH_PORT, ready: projector.ready })
