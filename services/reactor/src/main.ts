import { buildHttp } from '@visita/http'
import { migrate } from '@visita/read-store'
import { releaseStartupMemory, setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { migrations } from './migrations.ts'
import { runReactor } from './reactor.ts'

const service = await startService({
  name: 'reactor',
  settings: { VISITA_HEALTH_PORT: setting.VISITA_HEALTH_PORT },
  env: process.env,
  postgres: { role: 'visita_writer', max: 3 },
})
const { config, logger, metrics } = service
await migrate(config.VISITA_POSTGRES_URL, logger, [migrations])

let caughtUp = false
const running = runReactor({
  ...service,
  postgresUrl: config.VISITA_POSTGRES_URL,
  graces: { reservationMs: 30_000, cancellationMs: 5_000 },
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
