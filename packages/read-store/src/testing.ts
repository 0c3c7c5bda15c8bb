import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase, startPostgres } from '@visita/postgres'
import pino from 'pino'
import { type MigrationSet, migrate } from './migrate.ts'

const silent = pino({ level: 'silent' })
const templates = new Map<string, Promise<string>>()
let server: Promise<string> | undefined

/** One server for this process, that is for one test file. It ends with the process, however that ends, and its files too. */
function serverUrl(): Promise<string> {
  server ??= (async () => {
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
  })()
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
  const id = sets.map(({ name }) => name).join('_') || 'base'
  let template = templates.get(id)
  if (!template) {
    template = (async () => {
      const name = `template_${id}`
      await migrate(await createDatabase(url, name), silent, sets)
      return name
    })()
    templates.set(id, template)
  }
  const name = `test_${randomBytes(6).toString('hex')}`
  const from = await template
  return { url: await createDatabase(url, name, from), drop: () => dropDatabase(url, name) }
}
export { findIsolationLeaks } from './isolation.ts'
