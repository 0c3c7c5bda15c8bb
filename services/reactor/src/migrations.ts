import type { MigrationSet } from '@visita/read-store'

/** The reactor's own table. */
export const migrations: MigrationSet = { name: 'reactor', directory: new URL('./migrations/', import.meta.url) }
