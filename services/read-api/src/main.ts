import { platformAccounts } from '@visita/accounts'
import { createKeyDirectory, createManageLinks } from '@visita/http'
import { personalOpener } from '@visita/projections'
import { connectPostgres, createVault } from '@visita/read-store'
import { accountSettings, setting } from '@visita/runtime'
import { startService } from '@visita/service'
import { buildReadApi } from './app.ts'
import { createStreams } from './streams.ts'

const service = await startService({
  name: 'read-api',
  settings: {
    VISITA_READ_PORT: setting.VISITA_READ_PORT,
    VISITA_RATE_LIMIT: setting.VISITA_RATE_LIMIT,
    // For the manage links, which are not stored but made, and for opening what staff may read of a visit's history.
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_PUBLIC_URL: setting.VISITA_PUBLIC_URL,
    // For saying which channels the platform has. Of its secrets none goes any further than this file.
    ...accountSettings,
  },
  env: process.env,
  postgres: { role: 'visita_reader' },
})
const { config, logger, store, clock } = service
const { readVisit, readVisitEvents, readStream, recordAudit, tenantKeys } = createStreams(store, clock)
const masterKey = Buffer.from(config.VISITA_MASTER_KEY, 'base64')
const links = createManageLinks(masterKey, config.VISITA_PUBLIC_URL)
// The vault is closed to the reader. No route gets this store: all that leaves here is a function that opens events.
const vaultStore = connectPostgres({
  ...{ url: config.VISITA_POSTGRES_URL, role: 'visita_writer', max: 2 },
  ...{ logger, applicationName: 'read-api vault', metrics: service.metrics },
})
service.onStop('vault', () => vaultStore.end())
// Remembers nothing: a person erased a moment ago, by another process, is erased here too.
const openPersonal = personalOpener(createVault(vaultStore, masterKey, { rememberMs: 1 }))

const platform = platformAccounts(config)

const app = await buildReadApi({
  ...service,
  readVisit,
  readVisitEvents,
  readStream,
  openPersonal,
  recordAudit,
  log: store,
  platformProviders: new Map([...platform.accounts].map(([channel, { provider }]) => [channel, provider])),
  auth: createKeyDirectory(tenantKeys),
  pingEventStore: () => store.ping(),
  manageUrl: (tenant, visitId, generation) => links.urlOf({ tenant, visitId, generation }),
  rateLimit: config.VISITA_RATE_LIMIT,
})
await service.listen(app, config.VISITA_READ_PORT)
