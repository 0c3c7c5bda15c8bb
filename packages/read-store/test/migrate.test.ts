import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createDatabase, startPostgres } from '@visita/postgres'
import pg from 'pg'
import pino from 'pino'
import { type Test, test } from 'tap'
import { connectPostgres, migrate } from '../src/index.ts'
import { createTestDatabase, sharedServer } from '../src/testing.ts'

// Roles belong to the server, and what is done to them here must not reach the suite's other files.
delete process.env[sharedServer]

const logger = pino({ level: 'silent' })

async function asOwner(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(text).finally(() => client.end())
}

async function set(t: Test, files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'visita-migrations-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  return { name: 'extra', directory: pathToFileURL(`${folder}/`) }
}

test('migrators that start together migrate once', async (t) => {
  const { url } = await createTestDatabase()
  const extra = await set(t, { '0001-once.sql': 'CREATE TABLE read.once (tenant_id text)' })
  await Promise.all(Array.from({ length: 4 }, () => migrate(url, logger, [extra])))
  t.match((await asOwner(url, "SELECT file FROM visita.migration WHERE set_name = 'extra'")).rows, [
    { file: '0001-once.sql' },
  ])
})

test('a migration that fails leaves nothing of itself, and runs again once it is right', async (t) => {
  const { url } = await createTestDatabase()
  const wrong = await set(t, { '0001-half.sql': 'CREATE TABLE read.half (tenant_id text); SELECT 1/0' })
  await t.rejects(migrate(url, logger, [wrong]), { name: 'MigrationError', message: /extra\/0001-half.sql.*division/ })
  const right = await set(t, { '0001-half.sql': 'CREATE TABLE read.half (tenant_id text)' })
  await migrate(url, logger, [right])
  t.equal((await asOwner(url, 'SELECT * FROM read.half')).rowCount, 0)
})

test('a migration is frozen once it has run', async (t) => {
  const { url } = await createTestDatabase()
  await migrate(url, logger, [await set(t, { '0002-b.sql': 'SELECT 1' })])
  await t.rejects(migrate(url, logger, [await set(t, { '0002-b.sql': 'SELECT 2' })]), /was changed after it ran/)
  await t.rejects(
    migrate(url, logger, [await set(t, { '0001-a.sql': 'SELECT 1', '0002-b.sql': 'SELECT 1' })]),
    /comes before 0002-b.sql/,
  )
})

test('a role that may make schemas and roles is enough', async (t) => {
  const { url } = await createTestDatabase()
  const plain = new URL((await createTestDatabase()).url)
  // Roles belong to the server: names of their own, and a database that was never migrated.
  const name = `plain_${plain.pathname.slice(6)}`
  await asOwner(url, `CREATE ROLE ${name} LOGIN PASSWORD 'plain' CREATEROLE`)
  await asOwner(url, `CREATE DATABASE ${name} OWNER ${name}`)
  // The two roles exist on this server already, made by somebody else, so that somebody has to let this one act as them.
  plain.pathname = `/${name}`
  plain.username = name
  plain.password = 'plain'
  await t.rejects(migrate(plain.href, logger), /administrator run: GRANT visita_reader/)
  await asOwner(url, `GRANT visita_reader, visita_writer TO ${name} WITH SET TRUE, INHERIT FALSE`)
  await migrate(plain.href, logger)
  const store = connectPostgres({ url: plain.href, role: 'visita_writer', logger, applicationName: 'test' })
  t.teardown(() => store.end())
  t.same(await store.query('SELECT current_user::text AS me'), [{ me: 'visita_writer' }])
  const own = await asOwner(plain.href, 'SELECT * FROM vault.person_key')
  t.equal(own.rowCount, 0, 'and even the owner is under row-level security')
})

test('on a server that knows nothing of this, it makes its own roles', async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'visita-fresh-'))
  const server = await startPostgres({ dataDir, port: 0, memory: 'test', durable: false, removeAfterwards: true })
  t.teardown(() => server.stop())
  await asOwner(server.url, "CREATE ROLE plain LOGIN PASSWORD 'plain' CREATEROLE")
  const url = new URL(await createDatabase(server.url, 'plain'))
  await asOwner(server.url, 'ALTER DATABASE plain OWNER TO plain')
  url.username = 'plain'
  url.password = 'plain'
  await migrate(url.href, logger)
  await migrate(url.href, logger)
  for (const role of ['visita_reader', 'visita_writer'] as const) {
    const store = connectPostgres({ url: url.href, role, logger, applicationName: 'test' })
    t.same(await store.query('SELECT current_user::text AS me'), [{ me: role }])
    await store.end()
  }
})

test('a role that could cross row-level security is refused', async (t) => {
  const { url } = await createTestDatabase()
  await asOwner(url, 'ALTER ROLE visita_reader BYPASSRLS')
  await t.rejects(migrate(url, logger), /may cross row-level security/)
  await asOwner(url, 'ALTER ROLE visita_reader NOBYPASSRLS')
  await migrate(url, logger)
})
