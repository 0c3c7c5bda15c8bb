import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { removeAbandonedRebuilds } from './rebuild-tables.ts'
import { ensureRoles } from './roles.ts'
import { reaching } from './unavailable.ts'

/** A folder of `0001-what-it-does.sql` files. A file that has run anywhere is never edited: a new one follows it. */
export interface MigrationSet {
  /** Stays for ever: it is what the database remembers the files under. */
  readonly name: string
  readonly directory: URL
}

/** A migration that ran is not what its file says now, or cannot run. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** Schemas, roles, vault, checkpoints: what every other set builds on. */
export const baseMigrations: MigrationSet = { name: 'read-store', directory: new URL('./migrations/', import.meta.url) }

// Any number, as long as nobody else uses it for something else.
const migratorsLock = 0x71_51_7a

/**
 * Brings the database up to date: the sets in order, each file in a transaction of its own together with the note that
 * it ran. One migrator at a time; the others wait and then find nothing to do. Also clears away what a replay that was
 * killed has left, since this is what every start begins with. The role in `url` must be allowed to
 * create schemas, and roles unless visita_reader and visita_writer are there.
 * @throws MigrationError, StoreUnavailable
 */
export async function migrate(url: string, logger: Logger, sets: readonly MigrationSet[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'visita-migrate' })
  client.on('error', () => undefined) // also reported by the statement that it interrupts
  await reaching(() => client.connect())
  try {
    await reaching(async () => {
      await client.query('SELECT pg_advisory_lock($1)', [migratorsLock])
      await ensureRoles(client)
      await client.query('CREATE SCHEMA IF NOT EXISTS visita')
      await client.query(`CREATE TABLE IF NOT EXISTS visita.migration (
        set_name text, file text, sha256 text NOT NULL, ran_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (set_name, file))`)
      for (const set of [baseMigrations, ...sets]) await migrateSet(client, logger, set)
      await removeAbandonedRebuilds(client, logger)
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function migrateSet(client: pg.Client, logger: Logger, set: MigrationSet): Promise<void> {
  const files = (await readdir(set.directory)).filter((file) => file.endsWith('.sql')).sort()
  const ran = await client.query<{ file: string; sha256: string }>(
    'SELECT file, sha256 FROM visita.migration WHERE set_name = $1',
    [set.name],
  )
  const known = new Map(ran.rows.map(({ file, sha256 }) => [file, sha256]))
  const last = [...known.keys()].sort().at(-1) ?? ''
  for (const file of files) {
    const sql = await readFile(new URL(file, set.directory), 'utf8')
    const sha256 = createHash('sha256').update(sql).digest('hex')
    const before = known.get(file)
    if (before === sha256) continue
    const label = `${set.name}/${file}`
    if (before !== undefined) {
      throw new MigrationError(`The migration ${label} was changed after it ran here. Undo that, and add a new file.`)
    }
    if (file < last)
      throw new MigrationError(`The migration ${label} comes before ${last}, which ran already. Rename it.`)
    await runOne(client, label, sql, [set.name, file, sha256])
    logger.info({ migration: label }, 'migrated')
  }
}

async function runOne(client: pg.Client, label: string, sql: string, note: string[]): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO visita.migration (set_name, file, sha256) VALUES ($1, $2, $3)', note)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    if (!(error instanceof pg.DatabaseError)) throw error
    throw new MigrationError(`The migration ${label} failed: ${error.message}`, { cause: error })
  }
}
