import { Type } from '@sinclair/typebox'
import { projectionMigrations, projections } from '@visita/projections'
import { connectPostgres, migrate, outdatedProjections } from '@visita/read-store'
import { ConfigError, createLogger, loadConfig, setting } from '@visita/runtime'
import { webhookMigrations } from '@visita/webhooks'

// Brings the database that VISITA_POSTGRES_URL names up to date: the stores' own schemas, the projections', and what the command
// API keeps of webhooks. `npm
// start` runs it before the services; a deployment runs it before it replaces them.
//
// With --tell-outdated it ends with 10 where projections are served in another version than this release maps: `visita replay
// --outdated` builds them, while what was served before serves on.

try {
  const { VISITA_POSTGRES_URL, VISITA_LOG_LEVEL } = loadConfig(
    Type.Object({ VISITA_POSTGRES_URL: setting.VISITA_POSTGRES_URL, VISITA_LOG_LEVEL: setting.VISITA_LOG_LEVEL }),
    process.env,
  )
  const logger = createLogger({ service: 'migrate', level: VISITA_LOG_LEVEL })
  await migrate(VISITA_POSTGRES_URL, logger, [projectionMigrations, webhookMigrations])
  const store = connectPostgres({ url: VISITA_POSTGRES_URL, max: 1, logger, applicationName: 'visita-migrate' })
  const outdated = await outdatedProjections(store, projections).finally(() => store.end())
  if (outdated.length > 0) {
    logger.warn({ projections: outdated.map(({ name }) => name) }, 'to be built: run `visita replay --outdated`')
    if (process.argv.includes('--tell-outdated')) process.exitCode = 10
  }
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
