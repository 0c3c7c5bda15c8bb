import { createKeyDirectory, createManageLinks } from '@visita/http'
import { setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { buildReadApi } from './app.ts'
import { createStreams } from './streams.ts'

const service = await startService({
  name: 'read-api',
  settings: {
    VISITA_READ_PORT: setting.VISITA_READ_PORT,
    VISITA_RATE_LIMIT: setting.VISITA_RATE_LIMIT,
    // For the manage links alone: they are not stored, but made.
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_PUBLIC_URL: setting.VISITA_PUBLIC_URL,
  },
  env: process.env,
  postgres: { role: 'visita_reader' },
})
const { config, store, clock } = service
const { readVisit, tenantKeys } = createStreams(store, clock)
const links = createManageLinks(Buffer.from(config.VISITA_MASTER_KEY, 'base64'), config.VISITA_PUBLIC_URL)

const app = await buildReadApi({
  ...service,
  readVisit,
  auth: createKeyDirectory(tenantKeys),
  pingEventStore: () => store.ping(),
  manageUrl: (tenant, visitId, generation) => links.urlOf({ tenant, visitId, generation }),
  rateLimit: config.VISITA_RATE_LIMIT,
})
await service.listen(app, config.VISITA_READ_PORT)
