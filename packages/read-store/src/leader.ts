import { createHash } from 'node:crypto'
import pg from 'pg'
import { sessionOf } from './connect.ts'
import type { Projection } from './projection.ts'
import { reaching, StoreUnavailable } from './unavailable.ts'
import { types } from './values.ts'

/**
 * One connection that leads some projections: it holds their locks and runs their transactions. Should it break, the
 * server ends both at once, so nobody ever writes for a projection whose lock another process has.
 */
export interface Leadership {
  readonly client: pg.Client
  readonly held: ReadonlySet<Projection>
  /** Tries for those not yet held; true when it has got one more. */
  seek(): Promise<boolean>
  /** Aborts when the connection breaks; the reason is a StoreUnavailable. */
  readonly broken: AbortSignal
  end(): Promise<void>
}

const lockClass = 0x7669_7369 // for all advisory locks of this kind; any number

/** Opens the connection; holds nothing yet. @throws StoreUnavailable */
export async function openLeadership(url: string, projections: readonly Projection[]): Promise<Leadership> {
  const client = new pg.Client({
    connectionString: url,
    types,
    application_name: 'visita-projector',
    connectionTimeoutMillis: 5_000,
    // The server gives up earlier; this is for a server that has gone without a word.
    query_timeout: 90_000,
    keepAlive: true,
  })
  const breaking = new AbortController()
  const onBroken = (error: Error) =>
    breaking.abort(new StoreUnavailable('the connection to the read store broke', { cause: error }))
  client.on('error', onBroken)
  client.on('end', () => onBroken(new Error('the connection ended')))
  await reaching(() => client.connect())
  await reaching(() =>
    client.query(
      `${sessionOf('visita_writer', 60_000)};
       SET app.tenant_id = '*';
       -- Rows and checkpoint share a transaction: should the server crash, both are lost and made again from the log.
       SET synchronous_commit = off;
       -- So that the lock of a machine that vanished is free after half a minute, not after two hours.
       SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4`,
    ),
  )
  const held = new Set<Projection>()
  return {
    client,
    held,
    broken: breaking.signal,
    async seek() {
      const before = held.size
      for (const projection of projections) {
        if (held.has(projection)) continue
        const { rows } = await reaching(() =>
          client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', [lockClass, lockId(projection)]),
        )
        if (rows[0]?.got) held.add(projection)
      }
      return held.size > before
    },
    async end() {
      await client.end().catch(() => undefined)
    },
  }
}

/** Each version has a writer of its own, so that a new one can be built beside the old one. */
const lockId = ({ name, version }: Projection): number =>
  createHash('sha256').update(`${name} ${version}`).digest().readInt32BE(0)
