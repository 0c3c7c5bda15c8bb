import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase, startPostgres } from '@visita/postgres'
import pg from 'pg'
import pino from 'pino'
import { baseMigrations, type MigrationSet, migrate } from './migrate.ts'

const silent = pino({ level: 'silent' })
const templates = new Map<string, Promise<string>>()
let server: Promise<string> | undefined

/** The variable that names the server of a whole suite. A file that is run by itself starts one of its own. */
export const sharedServer = 'VISITA_TEST_POSTGRES_URL'

/** A server for tests. It ends with the process that started it, however that ends, and its files too. */
export async function startTestServer(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'visita-test-'))
  const { url } = await startPostgres({
    dataDir: folder,
    port: 0,
    memory: 'test',
    durable: false,
    removeAfterwards: true,
    keepAlive: false,
  })
  return url
}

function serverUrl(): Promise<string> {
  server ??= process.env[sharedServer] ? Promise.resolve(process.env[sharedServer]) : startTestServer()
  return server
}

export interface TestDatabase {
  /** A superuser's; connectPostgres acts as one of the two roles all the same. */
  readonly url: string
  drop(): Promise<void>
}

/** A database of its own for one test, on a real PostgreSQL: migrated with the sets given, otherwise empty. */
export async function createTestDatabase(sets: readonly MigrationSet[] = []): Promise<TestDatabase> {
  const url = await serverUrl()
  const id = await contentOf([baseMigrations, ...sets])
  let template = templates.get(id)
  if (!template) {
    template = ensureTemplate(url, `template_${id}`, sets)
    templates.set(id, template)
  }
  const name = `test_${randomBytes(6).toString('hex')}`
  const from = await template
  return { url: await createDatabase(url, name, from), drop: () => dropDatabase(url, name) }
}

/** What the sets' files say, so that only those that would make the same database share a template. */
async function contentOf(sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { name, directory } of sets) {
    for (const file of (await readdir(directory)).sort()) {
      hash.update(`${name}/${file}\n`).update(await readFile(new URL(file, directory)))
    }
  }
  return hash.digest('hex').slice(0, 32)
}

/** Made once on the server, whole or not there: other files of the suite may want it at the same moment. */
async function ensureTemplate(url: string, name: string, sets: readonly MigrationSet[]): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name])
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount) return name
    const half = `half_${randomBytes(6).toString('hex')}`
    await migrate(await createDatabase(url, half), silent, sets)
    await client.query(`ALTER DATABASE ${half} RENAME TO ${name}`)
    return name
  } finally {
    await client.end()
  }
}

export { findIsolationLeaks } from './isolation.ts'
