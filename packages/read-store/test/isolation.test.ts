import { sql } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { type Test, test } from 'tap'
import { connectPostgres, StoreUnavailable, withEveryTenant, withTenant } from '../src/index.ts'
import { createTestDatabase, findIsolationLeaks } from '../src/testing.ts'

const logger = pino({ level: 'silent' })

async function asOwner(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(text).finally(() => client.end())
}

interface Shown {
  'read.shown': { tenant_id: string; n: number }
}

/** A database with one isolated table and a row for each of two tenants. */
async function withTable(t: Test, max = 1) {
  const { url } = await createTestDatabase()
  await asOwner(
    url,
    `CREATE TABLE read.shown (tenant_id text, n integer); CALL visita.isolate_by_tenant('read.shown');
     SET app.tenant_id = '*'; INSERT INTO read.shown VALUES ('one', 1), ('two', 2)`,
  )
  const store = connectPostgres({ url, role: 'visita_reader', logger, applicationName: 'test', max })
  t.teardown(() => store.end())
  const seen = (tenant: string) =>
    withTenant<Shown, number[]>(store, tenant, async (db) =>
      (await db.selectFrom('read.shown').select('n').execute()).map(({ n }) => n),
    )
  return { url, store, seen }
}

test('no role crosses from one tenant to another on any table of the vault, nor on what is noted of requests', async (t) => {
  const { url } = await createTestDatabase()
  const { tables, leaks } = await findIsolationLeaks(url)
  t.same(tables, ['command.hold', 'command.request', 'vault.identity', 'vault.person_key'])
  t.same(leaks, [])
})

test('a table that somebody forgot to isolate is found', async (t) => {
  const { url } = await createTestDatabase()
  await asOwner(url, 'CREATE TABLE read.open (tenant_id text, n integer); CREATE TABLE read.nobody (n integer)')
  const { leaks } = await findIsolationLeaks(url)
  t.match(leaks, ['read.nobody has no tenant_id', /read.open: row-level security is not enabled/])
  t.match(leaks.join('\n'), /visita_reader as one reads others’ read.open: 1 instead of 0/)
})

test('one connection serves one tenant after another, each its own rows', async (t) => {
  const { store, seen } = await withTable(t)
  t.same([await seen('one'), await seen('two'), await seen('two'), await seen('one')], [[1], [2], [2], [1]])
  t.same(await seen('nobody'), [])
  t.same(await store.query('SELECT * FROM read.shown'), [], 'and without a tenant none, whoever had it before')
  t.same(await seen('one'), [1])
})

test('many tenants at once over few connections never see each other’s rows', async (t) => {
  const { seen } = await withTable(t, 3)
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => seen(i % 2 ? 'one' : 'two')))
  t.ok(answers.every((rows, i) => rows.length === 1 && rows[0] === (i % 2 ? 1 : 2)))
})

test('a tenant that is named by a failed request is not the next one’s', async (t) => {
  const { store, seen } = await withTable(t)
  await t.rejects(
    withTenant(store, 'two', (db) => sql`SELECT 1/0`.execute(db)),
    /division by zero/,
  )
  await t.rejects(
    withTenant(store, 'two', (db) => db.transaction().execute((trx) => sql`SELECT nonsense`.execute(trx))),
    /nonsense/,
  )
  t.same(await seen('one'), [1])
  t.throws(() => withTenant(store, '*', async () => 1), /no tenant/)
  t.throws(() => withTenant(store, '', async () => 1), /no tenant/)
})

test('a query that was not waited for does not run as the next tenant', async (t) => {
  const { store } = await withTable(t)
  const { promise, resolve } = Promise.withResolvers<void>()
  let late: Promise<unknown> = promise
  await withTenant<Shown, void>(store, 'one', async (db) => {
    late = promise.then(() => db.selectFrom('read.shown').selectAll().execute())
  })
  resolve()
  await t.rejects(late, /after its withTenant/)
})

test('the reader cannot see every tenant, not even when it says so', async (t) => {
  const { url, store } = await withTable(t)
  const all = <DB extends Shown>(of: typeof store) =>
    withEveryTenant<DB, number>(of, async (db) => (await sql`SELECT * FROM read.shown`.execute(db)).rows.length)
  t.equal(await all(store), 0)
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  t.teardown(() => writer.end())
  t.equal(await all(writer), 2)
})

test('a question that fails costs no connection, and leaves no transaction open', async (t) => {
  const { store } = await withTable(t)
  const session = () => store.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const before = await session()
  await t.rejects(
    withTenant(store, 'one', async () => Promise.reject(new RangeError('not found'))),
    RangeError,
  )
  await t.rejects(
    withTenant(store, 'one', async (db) => {
      await sql`BEGIN`.execute(db)
      throw new RangeError('forgot to end it')
    }),
    RangeError,
  )
  t.same(await session(), before)
  t.same(await store.query('SELECT now() = statement_timestamp() AS fresh'), [{ fresh: true }])
})

test('a connection that is cut is an outage, and the next request gets another', async (t) => {
  const { url, store, seen } = await withTable(t)
  await seen('one')
  const cut =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test' AND datname = current_database()"
  const waiting = withTenant(store, 'one', (db) => sql`SELECT pg_sleep(20)`.execute(db))
  const failed = t.rejects(waiting, StoreUnavailable)
  while ((await asOwner(url, `${cut} AND query LIKE '%pg_sleep%' AND state = 'active'`)).rowCount === 0);
  await failed
  t.same(await seen('one'), [1])
  await asOwner(url, cut)
  const again = await seen('two').catch((error) => error)
  if (again instanceof Error) t.type(again, StoreUnavailable, 'unless it was cut before we could notice')
  t.same(await seen('two'), [2])
})

test('a server that is not there is an outage', async (t) => {
  const store = connectPostgres({ url: 'postgres://a:b@127.0.0.1:1/none', logger, applicationName: 'test' })
  t.teardown(() => store.end())
  await t.rejects(store.ping(), StoreUnavailable)
})

test('instants, dates and positions arrive without loss', async (t) => {
  const { store } = await withTable(t)
  t.same(
    await store.query(
      `SELECT '2026-03-02T12:00:00.120+02'::timestamptz AS a, '2026-03-02T10:00:00Z'::timestamptz AS b,
              '2026-03-29'::date AS c, 9007199254740993 AS d, array['x']::text[] AS e`,
    ),
    [{ a: '2026-03-02T10:00:00.120Z', b: '2026-03-02T10:00:00Z', c: '2026-03-29', d: 9007199254740993n, e: ['x'] }],
  )
})

test('only who says so goes on before its commits are on disk', async (t) => {
  const { url } = await createTestDatabase()
  const said = async (options: { durable?: boolean }) => {
    const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test', max: 1, ...options })
    const rows = await store.query("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'")
    await store.end()
    return rows
  }
  t.same(await said({ durable: false }), [{ source: 'session' }])
  for (const options of [{}, { durable: true }]) t.same(await said(options), [{ source: 'command line' }])
})
