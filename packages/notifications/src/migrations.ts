import type { MigrationSet } from '@visita/read-store'

/** The queue's own table. */
export const queueMigrations: MigrationSet = {
  name: 'notifications',
  directory: new URL('./migrations/', import.meta.url),
}

/** On which Postgres tells that there may be something to take. */
export const queueChannel = 'visita_queue'
