import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { borrow, type ReadStore, runAndRelease, tellTenant, timed } from './connect.ts'
import { reaching } from './unavailable.ts'

/**
 * Runs `fn` with a query builder that sees one tenant's rows and no others, whatever the queries say: row-level security
 * holds beneath them. Everything runs on one connection; `db.transaction()` works. The builder ends with `fn`.
 * @throws StoreUnavailable
 */
export const withTenant = <DB, T>(store: ReadStore, tenant: string, fn: (db: Kysely<DB>) => Promise<T>): Promise<T> => {
  // `*` would lift the isolation (for the role that may), and the empty string would hide a forgotten tenant.
  if (tenant === '' || tenant === '*') throw new TypeError('no tenant')
  return leased(store, tenant, fn)
}

/** As `withTenant`, for work that concerns every tenant at once, such as a reactor's. Only for `visita_writer`. */
export const withEveryTenant = <DB, T>(store: ReadStore, fn: (db: Kysely<DB>) => Promise<T>): Promise<T> =>
  leased(store, '*', fn)

/** A statement that is prepared once on each connection under its name. */
export interface NamedStatement {
  readonly name: string
  readonly text: string
  readonly values: readonly unknown[]
  /** Rows as arrays of their columns, for many rows. */
  readonly rowMode?: 'array'
}

/**
 * One statement about one tenant's rows, for what is asked so often that building and planning it anew would be most of its cost.
 * @throws StoreUnavailable
 */
export const askTenant = <Row extends object>(
  store: ReadStore,
  tenant: string,
  statement: NamedStatement,
): Promise<Row[]> => {
  if (tenant === '' || tenant === '*') throw new TypeError('no tenant')
  return ask(store, tenant, statement)
}

/** The same about every tenant's rows. Only for `visita_writer`. */
export const askEveryTenant = <Row extends object>(store: ReadStore, statement: NamedStatement): Promise<Row[]> =>
  ask(store, '*', statement)

const ask = <Row extends object>(store: ReadStore, tenant: string, statement: NamedStatement): Promise<Row[]> =>
  reaching(async () => {
    const client = await borrow(store)
    return runAndRelease(client, async () => {
      await tellTenant(client, tenant)
      const { rows } = await timed(store, () => client.query({ ...statement, values: [...statement.values] }))
      return rows as Row[]
    })
  })

async function leased<DB, T>(store: ReadStore, tenant: string, fn: (db: Kysely<DB>) => Promise<T>): Promise<T> {
  return reaching(async () => {
    const client = await borrow(store)
    return runAndRelease(client, async () => {
      await tellTenant(client, tenant)
      const lease = { over: false }
      try {
        return await fn(builderOn<DB>(store, client, lease))
      } finally {
        lease.over = true
      }
    })
  })
}

/** A builder on this connection alone. A query that somebody forgot to wait for must not run as the next tenant. */
function builderOn<DB>(store: ReadStore, client: pg.PoolClient, lease: { over: boolean }): Kysely<DB> {
  const only = {
    query: (...args: unknown[]) => {
      if (lease.over) throw new Error('a query after its withTenant had ended')
      return timed(store, () => (client.query as (...args: unknown[]) => Promise<unknown>).apply(client, args))
    },
    release: () => undefined,
  } as unknown as pg.PoolClient
  const pool = { connect: async () => only, end: async () => undefined } as unknown as pg.Pool
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}
