import { Type } from '@sinclair/typebox'
import { projectionMigrations } from '@visita/projections'
import { migrate } from '@visita/read-store'
import { ConfigError, createLogger, loadConfig, setting } from '@visita/runtime'

// Brings the database that VISITA_POSTGRES_URL names up to date: the stores' own schemas and the projections'. `npm
// start` runs it before the services; a deployment runs it before it replaces them.

try {
  const { VISITA_POSTGRES_URL, VISITA_LOG_LEVEL } = loadConfig(
    Type.Object({ VISITA_POSTGRES_URL: setting.VISITA_POSTGRES_URL, VISITA_LOG_LEVEL: setting.VISITA_LOG_LEVEL }),
    process.env,
  )
  const logger = createLogger({ service: 'migrate', level: VISITA_LOG_LEVEL })
  await migrate(VISITA_POSTGRES_URL, logger, [projectionMigrations])
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(1)
}
