import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { baseMigrations, type MigrationSet } from './migrate.ts'
import { reaching } from './unavailable.ts'

/** What a database has of these sets and the base, each file as `set/file`. */
export interface MigrationState {
  readonly upToDate: readonly string[]
  /** Have not run. */
  readonly missing: readonly string[]
  /** Ran as something else than the file says now. */
  readonly changed: readonly string[]
}

/** Looks without migrating; the role in `url` as for `migrate`. @throws StoreUnavailable */
export async function migrationState(url: string, sets: readonly MigrationSet[] = []): Promise<MigrationState> {
  const ran = await ranMigrations(url)
  const state = { upToDate: [] as string[], missing: [] as string[], changed: [] as string[] }
  for (const { name, directory } of [baseMigrations, ...sets]) {
    for (const file of (await readdir(directory)).filter((one) => one.endsWith('.sql')).sort()) {
      const label = `${name}/${file}`
      const hash = createHash('sha256')
        .update(await readFile(new URL(file, directory)))
        .digest('hex')
      const known = ran.get(label)
      if (known === undefined) state.missing.push(label)
      else if (known === hash) state.upToDate.push(label)
      else state.changed.push(label)
    }
  }
  return state
}

/** Hashes by label; of a database that nobody ever migrated, none. */
async function ranMigrations(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url, application_name: 'visita-migrations', query_timeout: 10_000 })
  client.on('error', () => undefined) // also reported by the statement that it interrupts
  try {
    await reaching(() => client.connect())
    const { rows } = await reaching(() =>
      client.query<{ label: string; sha256: string }>(
        `SELECT set_name || '/' || file AS label, sha256 FROM visita.migration`,
      ),
    )
    return new Map(rows.map(({ label, sha256 }) => [label, sha256]))
  } catch (error) {
    if (error instanceof pg.DatabaseError && ['42P01', '3F000'].includes(error.code ?? '')) return new Map()
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}
