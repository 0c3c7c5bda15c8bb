import pg from 'pg'
import { sessionOf } from './connect.ts'
import { lockAbout, lockFor } from './locks.ts'
import type { Projection } from './projection.ts'
import { type OtherVersion, otherVersion, readServed } from './served.ts'
import { reaching, StoreUnavailable } from './unavailable.ts'
import { types } from './values.ts'

/**
 * One connection that leads some projections: it holds their locks and runs their transactions. Should it break, the
 * server ends both at once, so nobody ever writes for a projection whose lock another process has, whatever its version.
 */
export interface Leadership {
  readonly client: pg.Client
  readonly held: ReadonlySet<Projection>
  /** Those that are served in another version, as of the last `seek`: they are not held. */
  readonly others: readonly OtherVersion[]
  /** Tries for those not yet held, and lets go of those that are served in another version; true when either has changed. */
  seek(): Promise<boolean>
  /** Runs this while nothing else that was handed in runs: a connection has one transaction at a time. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Aborts when the connection breaks; the reason is a StoreUnavailable. */
  readonly broken: AbortSignal
  end(): Promise<void>
}

/** Opens the connection; holds nothing yet. @throws StoreUnavailable */
export async function openLeadership(url: string, projections: readonly Projection[]): Promise<Leadership> {
  const client = new pg.Client({
    connectionString: url,
    types,
    application_name: 'visita-projector',
    // A batch's statements do not wait for each other's answers.
    pipeline: true,
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
  let others: readonly OtherVersion[] = []
  let last: Promise<unknown> = Promise.resolve()
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  const lock = async (statement: string, { name }: Projection) => {
    const { rows } = await client.query<{ done: boolean }>(`SELECT ${statement}($1, $2) AS done`, [
      lockFor.leading,
      lockAbout(name),
    ])
    return rows[0]?.done === true
  }

  async function seek(): Promise<boolean> {
    const served = await readServed(client)
    const found: OtherVersion[] = []
    let changed = false
    for (const projection of projections) {
      const other = otherVersion(projection, served)
      if (other) {
        found.push(other)
        if (held.delete(projection)) await lock('pg_advisory_unlock', projection)
      } else if (!held.has(projection) && (await lock('pg_try_advisory_lock', projection))) {
        held.add(projection)
        changed = true
      }
    }
    if (JSON.stringify(found) !== JSON.stringify(others)) changed = true
    others = found
    return changed
  }
  return {
    client,
    held,
    get others() {
      return others
    },
    broken: breaking.signal,
    alone,
    seek: () => reaching(() => alone(seek)),
    async end() {
      await client.end().catch(() => undefined)
    },
  }
}
