import type { Metrics } from '@visita/runtime'
import pg from 'pg'
import type { Logger } from 'pino'
import { createInstruments, type Instruments } from './instruments.ts'
import { isUnavailable, reaching } from './unavailable.ts'
import { types } from './values.ts'

/**
 * `visita_reader` may select from `read`, one tenant at a time. `visita_writer` may change `read`, `reactor` and `vault`,
 * and may say that it acts for every tenant. Neither owns anything, and row-level security holds for both.
 */
export type StoreRole = 'visita_reader' | 'visita_writer'

/** A pool of connections that all act as one role. */
export interface ReadStore {
  readonly role: StoreRole
  readonly applicationName: string
  /**
   * A statement that belongs to no tenant; row-level security shows it no tenant's rows. One that has a name of its own is
   * planned once for each connection, which is worth it where it is asked all the time.
   */
  query<Row extends object>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
  /** Resolves when the database answers. @throws StoreUnavailable */
  ping(): Promise<void>
  /** Waits for what is running and closes every connection. */
  end(): Promise<void>
}

export interface ConnectOptions {
  readonly url: string
  readonly role?: StoreRole
  /** Most connections at once. */
  readonly max?: number
  readonly logger: Logger
  /** What `pg_stat_activity` calls us. */
  readonly applicationName: string
  readonly statementTimeoutMs?: number
  /**
   * False: a commit does not wait for the disk, and the last of them are lost with a server that crashes, in order. For what the
   * log makes again, and never for keys: what was sealed with a lost one cannot be read.
   */
  readonly durable?: boolean
  /** Where its latencies, its waiting and its outages are counted. */
  readonly metrics?: Metrics
}

const pools = new WeakMap<ReadStore, pg.Pool>()
const instrumentsOf = new WeakMap<ReadStore, Instruments>()
const endings = new WeakMap<ReadStore, (() => Promise<void>)[]>()

/** The pool behind a store, for the files of this package. */
export function poolOf(store: ReadStore): pg.Pool {
  const pool = pools.get(store)
  if (!pool) throw new TypeError('not a store of connectPostgres')
  return pool
}

/** Something to do before the store's connections are closed. */
export const onEnd = (store: ReadStore, fn: () => Promise<void>): void => void endings.get(store)?.push(fn)

/** Opens no connection yet: the first statement does, and `ping` shows whether it can. */
export function connectPostgres(options: ConnectOptions): ReadStore {
  const { url, role = 'visita_reader', max = 10, logger, applicationName, statementTimeoutMs = 10_000 } = options
  const session = sessionOf(role, statementTimeoutMs)
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    onConnect: async (client: pg.ClientBase) => {
      await client.query(options.durable === false ? `${session}; SET synchronous_commit = off` : session)
    },
  } as pg.PoolConfig)
  // An idle connection that breaks is not an error of ours: the pool drops it and the next statement opens another.
  pool.on('error', (err) => logger.warn({ err }, 'an idle connection to Postgres broke'))
  const instruments = options.metrics && createInstruments(options.metrics, role, pool)
  const store: ReadStore = {
    role,
    applicationName,
    query: <Row extends object>(text: string, values: readonly unknown[] = [], name?: string) =>
      reaching(async () => {
        const client = await borrow(store)
        return runAndRelease(client, async () => {
          await forgetTenant(client)
          return (await timed(store, () => client.query<Row>({ text, values: [...values], ...(name && { name }) })))
            .rows
        })
      }),
    ping: () => reaching(async () => void (await pool.query('SELECT 1'))),
    end: async () => {
      await Promise.all((endings.get(store) ?? []).map((fn) => fn()))
      if (!pool.ending) await pool.end()
    },
  }
  pools.set(store, pool)
  if (instruments) instrumentsOf.set(store, instruments)
  endings.set(store, [])
  return store
}

/** A connection of the pool, once one is free. */
export async function borrow(store: ReadStore): Promise<pg.PoolClient> {
  const instruments = instrumentsOf.get(store)
  return instruments ? instruments.borrowed(() => poolOf(store).connect()) : poolOf(store).connect()
}

/** Measures a statement. */
export function timed<T>(store: ReadStore, query: () => Promise<T>): Promise<T> {
  const instruments = instrumentsOf.get(store)
  return instruments ? instruments.queried(query) : query()
}

/** What every session says first. `role` for good: nothing of ours says RESET ROLE. */
export const sessionOf = (role: StoreRole, statementTimeoutMs: number): string =>
  `SET ROLE ${role}; SET TimeZone = 'UTC'; SET statement_timeout = ${Math.trunc(statementTimeoutMs)}; SET search_path = ''`

/** Gives the connection back; one that broke, or whose state is in doubt, is closed instead of being handed on. */
export async function runAndRelease<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  // Between statements a broken connection tells of it by an event; unheard, that event would end the process.
  const broken = (error: Error) => {
    failure = error
  }
  let failure: Error | undefined
  client.on('error', broken)
  try {
    return await work()
  } catch (error) {
    // A server that ends us says so as an answer to the statement, a moment before the connection breaks.
    if (isUnavailable(error)) failure ??= error as Error
    // Whatever else went wrong may have left a transaction open, or a statement running: this waits for both.
    else await client.query('ROLLBACK').catch(broken)
    throw error
  } finally {
    client.off('error', broken)
    client.release(failure)
  }
}

// Which tenant a pooled connection was last told, so that the same tenant need not be told again. It is noted before
// it is said: if saying fails half way, the note is wrong only in the direction that makes us say it again.
const told = new WeakMap<pg.ClientBase, string>()

/** Makes the session see one tenant's rows (or with `*`, as visita_writer, every tenant's). */
export async function tellTenant(client: pg.ClientBase, tenant: string): Promise<void> {
  if (told.get(client) === tenant) return
  told.delete(client)
  await client.query("SELECT set_config('app.tenant_id', $1, false)", [tenant])
  told.set(client, tenant)
}

/** Only where one was told: a fresh session has none. */
async function forgetTenant(client: pg.ClientBase): Promise<void> {
  if (told.has(client) && told.get(client) !== '') await tellTenant(client, '')
}
