import type { MigrationSet } from '@visita/read-store'

/** What was told, and what came of it. */
export const webhookMigrations: MigrationSet = {
  name: 'webhooks',
  directory: new URL('./migrations/', import.meta.url),
}

/** On which Postgres tells that something has come in. */
export const webhookChannel = 'visita_webhook'
