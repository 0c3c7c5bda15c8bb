import { createKeyDirectory } from '@visita/http'
import { setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { buildReadApi } from './app.ts'
import { createStreams } from './streams.ts'

const service = await startService({
  name: 'read-api',
  settings: { VISITA_READ_PORT: setting.VISITA_READ_PORT, VISITA_RATE_LIMIT: setting.VISITA_RATE_LIMIT },
  env: process.env,
  postgres: { role: 'visita_reader' },
})
const { config, store, clock } = service
const { readVisit, tenantKeys } = createStreams(store, clock)

const app = await buildReadApi({
  ...service,
  readVisit,
  auth: createKeyDirectory(tenantKeys),
  pingEventStore: () => store.ping(),
  rateLimit: config.VISITA_RATE_LIMIT,
})
await service.listen(app, config.VISITA_READ_PORT)
