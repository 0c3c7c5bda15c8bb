import pg from 'pg'
import { type StoreRole, sessionOf } from './connect.ts'

/** What to put into a column of a type so that a row can be made of any table. */
const sample: Record<string, string> = {
  text: "'x'",
  uuid: 'gen_random_uuid()',
  int2: '1',
  int4: '1',
  int8: '1',
  bool: 'true',
  timestamptz: 'now()',
  tstzmultirange: "'{}'",
  date: "'2026-03-02'",
  jsonb: "'{}'",
  bytea: "'\\x00'",
  _text: "'{}'",
  _uuid: "'{}'",
}

/**
 * Tries to cross the line between two tenants, as each role, on every table that the catalogue lists in `read`, `vault`, `reactor`,
 * `command` and `queue`, and tells of every way through. A table that somebody adds without isolating it is on the list by
 * itself. Spoils the database (it drops CHECK constraints to be able to make rows), so give it one of its own.
 */
export async function findIsolationLeaks(url: string): Promise<{ tables: string[]; leaks: string[] }> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const leaks: string[] = []
  try {
    const tables = await allTables(owner)
    await owner.query('SET session_replication_role = replica') // no foreign keys: rows need no order
    for (const table of tables) leaks.push(...(await fill(owner, table)))
    for (const role of ['visita_reader', 'visita_writer'] as const) {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(sessionOf(role, 10_000))
      for (const table of tables) leaks.push(...(await cross(client, role, table)))
      await client.end()
    }
    return { tables, leaks }
  } finally {
    await owner.end()
  }
}

async function allTables(owner: pg.Client): Promise<string[]> {
  const { rows } = await owner.query<{ table: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS table FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('read', 'vault', 'reactor', 'command', 'queue') AND c.relkind IN ('r', 'p', 'm', 'v', 'f') ORDER BY 1`,
  )
  return rows.map(({ table }) => table)
}

async function fill(owner: pg.Client, table: string): Promise<string[]> {
  const secured = await owner.query<{ yes: boolean }>(
    'SELECT relrowsecurity AND relforcerowsecurity AS yes FROM pg_class WHERE oid = $1::regclass',
    [table],
  )
  const columns = await owner.query<{ name: string; type: string }>(
    `SELECT quote_ident(attname) AS name, typname AS type FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`,
    [table],
  )
  if (!columns.rows.some(({ name }) => name === 'tenant_id')) return [`${table} has no tenant_id`]
  const checks = await owner.query<{ name: string }>(
    `SELECT quote_ident(conname) AS name FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'`,
    [table],
  )
  for (const { name } of checks.rows) await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  const names = columns.rows.map(({ name }) => name).join(', ')
  for (const tenant of ['one', 'two']) {
    const values = columns.rows.map(({ name, type }) =>
      name === 'tenant_id' ? `'${tenant}'` : (sample[type] ?? 'NULL'),
    )
    await owner.query(`INSERT INTO ${table} (${names}) VALUES (${values.join(', ')})`)
  }
  return secured.rows[0]?.yes ? [] : [`${table}: row-level security is not enabled and forced`]
}

async function cross(client: pg.Client, role: StoreRole, table: string): Promise<string[]> {
  const leaks: string[] = []
  const readable = role === 'visita_writer' || table.startsWith('read.')
  const tell = (tenant: string) => client.query("SELECT set_config('app.tenant_id', $1, false)", [tenant])
  /** The number of rows touched, or the error's code. Undone at once. */
  const attempt = async (sql: string): Promise<number | string> => {
    await client.query('BEGIN')
    try {
      return (await client.query(sql)).rowCount ?? 0
    } catch (error) {
      return (error as pg.DatabaseError).code ?? String(error)
    } finally {
      await client.query('ROLLBACK')
    }
  }
  const expect = async (what: string, sql: string, right: readonly (number | string)[]) => {
    const got = await attempt(sql)
    if (!right.includes(got)) leaks.push(`${role} ${what} ${table}: ${got} instead of ${right.join(' or ')}`)
  }
  const denied = '42501'
  const others = `FROM ${table} WHERE tenant_id <> 'one'`

  await tell('')
  await expect('without a tenant reads', `SELECT 1 FROM ${table}`, [readable ? 0 : denied])
  await tell('*')
  await expect('for every tenant reads', `SELECT 1 FROM ${table}`, [
    role === 'visita_writer' ? 2 : readable ? 0 : denied,
  ])
  await tell('one')
  await expect('as one reads', `SELECT 1 FROM ${table}`, [readable ? 1 : denied])
  await expect('as one reads others’', `SELECT 1 ${others}`, [readable ? 0 : denied])
  const write = role === 'visita_writer'
  await expect('as one changes others’', `UPDATE ${table} SET tenant_id = tenant_id WHERE tenant_id <> 'one'`, [
    write ? 0 : denied,
  ])
  await expect('as one gives away', `UPDATE ${table} SET tenant_id = 'two'`, [denied])
  await expect('as one removes', `DELETE FROM ${table}`, [write ? 1 : denied])
  await expect(
    'as one writes into another',
    `INSERT INTO ${table} SELECT (jsonb_populate_record(r, '{"tenant_id":"two"}')).* FROM ${table} r`,
    [denied],
  )
  if (!write) await expect('writes its own', `DELETE FROM ${table} WHERE tenant_id = 'one'`, [denied])
  return leaks
}
