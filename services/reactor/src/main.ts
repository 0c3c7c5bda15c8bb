import { createAccounts, platformAccounts } from '@visita/accounts'
import { createAgenda } from '@visita/agenda'
import { createLinks, createPlanning, createTemplates } from '@visita/planning'
import { createVault, migrate } from '@visita/read-store'
import { accountSettings, monotonic, releaseStartupMemory, setting } from '@visita/runtime'
import { catchingUp, serveHealth, startService } from '@visita/service'
import { graces } from './graces.ts'
import { migrations } from './migrations.ts'
import { runReactor } from './reactor.ts'
import { createReadModel } from './read-model.ts'
import { policies } from './registry.ts'

const workers = 4
const service = await startService({
  name: 'reactor',
  settings: {
    VISITA_MASTER_KEY: setting.VISITA_MASTER_KEY,
    VISITA_PUBLIC_URL: setting.VISITA_PUBLIC_URL,
    VISITA_HEALTH_PORT: setting.VISITA_HEALTH_PORT,
    ...accountSettings,
  },
  env: process.env,
  postgres: { role: 'visita_writer', max: 2 * workers + 2 },
})
const { config, store, readStore, clock, logger } = service
await migrate(config.VISITA_POSTGRES_URL, logger, [migrations])

const masterKey = Buffer.from(config.VISITA_MASTER_KEY, 'base64')
const vault = createVault(readStore, masterKey)
const readModel = createReadModel(readStore)
const agenda = createAgenda({ store, clock, vault, readModel, monotonic, alwaysFresh: true })
const { aggregates } = agenda
const planning = createPlanning({
  ...{ store, aggregates, vault, clock },
  accounts: createAccounts({ tenants: aggregates.tenant, vault, platform: platformAccounts(config) }),
  templates: createTemplates(aggregates),
  links: createLinks(masterKey, config.VISITA_PUBLIC_URL),
})

const caughtUp = catchingUp()
const running = runReactor({
  ...service,
  agenda,
  planning,
  policies,
  postgresUrl: config.VISITA_POSTGRES_URL,
  graces,
  workers,
  onCaughtUp: caughtUp.done,
})
service.keepGoing('reactor', running)

await serveHealth(service, { port: config.VISITA_HEALTH_PORT, ready: caughtUp.ready })
releaseStartupMemory()
