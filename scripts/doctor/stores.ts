import type { EventStore } from '@visita/event-store'
import { type MigrationSet, type MigrationState, migrationState, opensVault, type ReadStore } from '@visita/read-store'
import { type Finding, failed, ok } from './finding.ts'

/** Two clocks further apart than this put events into another order than people saw. */
export const mostApartMs = 1_000

export async function checkEventStore(store: Pick<EventStore, 'ping' | 'head'>): Promise<Finding> {
  await store.ping()
  return ok(`answers; the log reaches ${await store.head()}`)
}

/** `now` is this machine's clock, epoch ms. */
export async function checkPostgres(store: ReadStore, now: () => number): Promise<Finding> {
  // Connected already when the clock is asked for.
  await store.ping()
  const asked = now()
  const [row] = await store.query<{ version: string; ms: string }>(
    `SELECT current_setting('server_version') AS version, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms`,
  )
  const answered = now()
  const apart = Math.round(Number(row?.ms) - (asked + answered) / 2)
  const detail = `PostgreSQL ${row?.version}; its clock is ${apart} ms from ours`
  // It was asked at some moment in between.
  if (Math.abs(apart) <= mostApartMs + (answered - asked) / 2) return ok(detail)
  return failed(detail, 'Have both machines keep time (NTP).')
}

export async function checkMigrations(url: string, sets: readonly MigrationSet[]): Promise<Finding> {
  const { upToDate, missing, changed }: MigrationState = await migrationState(url, sets)
  if (changed.length > 0) {
    return failed(
      `changed after they ran: ${changed.join(', ')}`,
      'This is another release than the one that migrated. Undo the change, or use that release.',
    )
  }
  if (missing.length > 0)
    return failed(`missing: ${missing.join(', ')}`, 'Run node scripts/migrate.ts, and start the services.')
  return ok(`all ${upToDate.length} have run`)
}

/** Takes a store of `visita_writer`. */
export async function checkMasterKey(store: ReadStore, masterKey: Buffer): Promise<Finding> {
  const opens = await opensVault(store, masterKey)
  if (opens === null) return ok('nobody’s data is there yet that it could open')
  if (opens) return ok('opens a key of the vault')
  return failed(
    'does not open what lies in the vault',
    'Personal data was sealed under another key: put back the VISITA_MASTER_KEY, or <data dir>/master.key, of before.',
  )
}
