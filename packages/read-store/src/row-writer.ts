import { hash } from 'node:crypto'
import type pg from 'pg'
import type { Row, TableSpec } from './projection.ts'
import type { RowChanges } from './row-changes.ts'

interface Column {
  readonly name: string
  /** As SQL writes it: `timestamp with time zone`, `uuid[]`. */
  readonly type: string
}

/** Writes what a batch comes to: for each table at most a DELETE, an INSERT and an UPDATE for each set of columns. */
export interface RowWriter {
  /** For the connection that the writer was made for, in any order. */
  statements(changes: RowChanges): pg.QueryConfig[]
  /** Runs them one after another. */
  write(changes: RowChanges): Promise<void>
}

/** Asks the catalogue for the tables' columns, so that their types are written down once, in the migration. */
export async function createRowWriter(client: pg.Client, tables: readonly TableSpec[]): Promise<RowWriter> {
  const known = new Map<string, { key: readonly string[]; columns: ReadonlyMap<string, Column> }>()
  for (const { name, key } of tables) {
    const found = await client.query<Column>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_catalog.pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
      [name],
    )
    known.set(name, { key, columns: new Map(found.rows.map((column) => [column.name, column])) })
  }
  const spec = (table: string) => {
    const found = known.get(table)
    if (!found) throw new TypeError(`unknown table ${table}`)
    return found
  }
  /** One JSON parameter, however many rows: no limit of parameters, and the same statement for every number of rows. */
  const rowsOf = (table: string, names: readonly string[]) => {
    const columns = names.map((name) => {
      const column = spec(table).columns.get(name)
      if (!column) throw new TypeError(`${table} has no column ${name}`)
      return `"${name}" ${column.type}`
    })
    return `pg_catalog.jsonb_to_recordset($1::jsonb) AS v (${columns.join(', ')})`
  }
  const same = (key: readonly string[]) => key.map((name) => `t."${name}" = v."${name}"`).join(' AND ')

  function removing(table: string): string {
    const { key } = spec(table)
    return `DELETE FROM ${table} t USING ${rowsOf(table, key)} WHERE ${same(key)}`
  }

  function putting(table: string): string {
    const { key, columns } = spec(table)
    const names = [...columns.keys()]
    const list = names.map((name) => `"${name}"`).join(', ')
    const rest = names.filter((name) => !key.includes(name))
    const replace =
      rest.length === 0 ? 'NOTHING' : `UPDATE SET ${rest.map((name) => `"${name}" = excluded."${name}"`).join(', ')}`
    return `INSERT INTO ${table} (${list}) SELECT ${list} FROM ${rowsOf(table, names)}
            ON CONFLICT (${key.map((name) => `"${name}"`).join(', ')}) DO ${replace}`
  }

  function patching(table: string, set: readonly string[]): string {
    const { key } = spec(table)
    return `UPDATE ${table} t SET ${set.map((name) => `"${name}" = v."${name}"`).join(', ')}
            FROM ${rowsOf(table, [...key, ...set])} WHERE ${same(key)}`
  }

  /**
   * Named, so that the server plans it once for the connection, which costs more than the rows of a small batch. Only this
   * one: an insert has but one plan, while a plan to find rows that was made of an empty table would read all of a full one.
   */
  const puts = new Map<string, { readonly name: string; readonly text: string }>()
  function put(table: string): { readonly name: string; readonly text: string } {
    let statement = puts.get(table)
    if (!statement) {
      const text = putting(table)
      statement = { name: hash('sha1', text), text }
      puts.set(table, statement)
    }
    return statement
  }

  function statements(changes: RowChanges): pg.QueryConfig[] {
    const all: pg.QueryConfig[] = []
    for (const { table, removed, put: rows, patched } of changes.tables()) {
      if (removed.length > 0) all.push({ text: removing(table), values: [json(removed)] })
      if (rows.length > 0) all.push({ ...put(table), values: [json(rows)] })
      for (const alike of patched) {
        const set = Object.keys(alike[0] ?? {}).filter((name) => !spec(table).key.includes(name))
        if (set.length > 0) all.push({ text: patching(table, set), values: [json(alike)] })
      }
    }
    return all
  }

  return {
    statements,
    async write(changes) {
      for (const statement of statements(changes)) await client.query(statement)
    },
  }
}

/**
 * Rows as JSON. Postgres stores neither NUL nor half a surrogate pair, and the log may hold both: they become U+FFFD,
 * because a projection never refuses a fact.
 */
export function json(rows: readonly Row[]): string {
  const text = JSON.stringify(rows, plain)
  return /\\u(0000|d[89a-f])/.test(text) ? JSON.stringify(rows, storable) : text
}

const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
const storable = (_: string, value: unknown) =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : plain(_, value)
