import pg from 'pg'
import { lockFor } from './locks.ts'
import { type LogEvent, type Projection, ProjectionFailure } from './projection.ts'
import { RowChanges } from './row-changes.ts'
import { createRowWriter } from './row-writer.ts'
import { otherVersion, readServed, type Stored, servedIn, servedQuery } from './served.ts'
import { isUnavailable, reaching } from './unavailable.ts'

/** Whoever waits for a position listens here; the payload is `{"<projection>": "<position>"}`. */
export const positionChannel = 'visita_position'

/** A replay has put another version in the place of ours: whoever reads this must not write for it any more. */
export class OtherVersionServed extends Error {
  override readonly name = 'OtherVersionServed'
}

export interface BatchWriter<Event> {
  /** The position after which to resume: the one that the slowest projection has reached; null is the start. */
  from(): bigint | null
  /** Rows, checkpoints and notice in one transaction. @throws ProjectionFailure, OtherVersionServed, StoreUnavailable */
  write(events: readonly Event[], checkpoint: bigint): Promise<void>
}

// What every batch says, planned once for the connection.
const betweenSwitches = { name: 'between-switches', text: 'SELECT pg_catalog.pg_advisory_xact_lock_shared($1, 0)' }
const servedOf = { name: 'served', text: `${servedQuery} WHERE projection = ANY($1::text[])` }
const moving = {
  name: 'checkpoint',
  text: `INSERT INTO visita.checkpoint (projection, version, position) SELECT name, version, $3 FROM unnest($1::text[], $2::int[]) AS p (name, version)
         ON CONFLICT (projection) DO UPDATE SET version = excluded.version, position = excluded.position, moved_at = now()`,
}
const notifying = { name: 'notify', text: 'SELECT pg_catalog.pg_notify($1, $2)' }

/** Reads where the projections stand and prepares to write for them on this connection. */
export async function createBatchWriter<Event extends LogEvent>(
  client: pg.Client,
  projections: readonly Projection<Event>[],
): Promise<BatchWriter<Event>> {
  const tables = projections.flatMap((projection) => projection.tables)
  const rows = await reaching(() => createRowWriter(client, tables))
  const stored = await reaching(() => readServed(client))
  const reached = new Map<Projection<Event>, bigint | null>(
    projections.map((projection) => {
      const { version, position = null } = stored.get(projection.name) ?? {}
      return [projection, version === projection.version ? position : null]
    }),
  )
  const names = projections.map(({ name }) => name)

  /**
   * Begins the transaction, between two switches. A replay may have set other tables in the place of those that we knew: of
   * our version or of another, and further on in the log than we are.
   */
  async function begin(): Promise<void> {
    const [, , { rows: stored }] = await Promise.all([
      client.query('BEGIN'),
      client.query({ ...betweenSwitches, values: [lockFor.switching] }),
      client.query<Stored>({ ...servedOf, values: [names] }),
    ])
    const served = servedIn(stored)
    for (const projection of projections) {
      const other = otherVersion(projection, served)
      if (other) throw new OtherVersionServed(`${other.projection} is served in version ${other.served}`)
      const at = served.get(projection.name)
      const known = reached.get(projection) ?? -1n
      if (at && at.version === projection.version && at.position > known) reached.set(projection, at.position)
    }
  }

  /** Each projection ignores what it has seen before: they may stand at different places in the same log. */
  function changesOf(events: readonly Event[]): RowChanges {
    const changes = new RowChanges(tables)
    for (const event of events) {
      for (const projection of projections) {
        const map = projection.on[event.type]
        const seen = reached.get(projection) ?? null
        if (!map || (seen !== null && event.position <= seen)) continue
        try {
          for (const operation of map(event)) changes.add(operation)
        } catch (error) {
          throw failure(event, `the projection ${projection.name}`, error)
        }
      }
    }
    return changes
  }

  async function commit(events: readonly Event[], checkpoint: bigint): Promise<void> {
    await begin()
    const statements = rows.statements(changesOf(events))
    const moved = projections.filter((projection) => (reached.get(projection) ?? -1n) < checkpoint)
    const notice = Object.fromEntries(moved.map(({ name }) => [name, checkpoint.toString()]))
    statements.push(
      { ...moving, values: [moved.map(({ name }) => name), moved.map(({ version }) => version), checkpoint] },
      { ...notifying, values: [positionChannel, JSON.stringify(notice)] },
    )
    // Sent at once; whichever fails fails those behind it too, and is the first to say so. The commit waits for them all.
    await Promise.all(statements.map((statement) => client.query(statement)))
    await client.query('COMMIT')
    for (const projection of moved) reached.set(projection, checkpoint)
  }

  async function write(events: readonly Event[], checkpoint: bigint): Promise<void> {
    try {
      await commit(events, checkpoint)
    } catch (error) {
      if (isUnavailable(error)) throw error
      await client.query('ROLLBACK')
      if (error instanceof OtherVersionServed) throw error
      if (events.length === 1 && error instanceof pg.DatabaseError) throw failure(events[0], 'the database', error)
      if (events.length < 2) throw error
      // Again one by one, so that the line stops at the very event, and says which.
      for (const event of events) await write([event], event.position)
      if ((events.at(-1)?.position ?? checkpoint) < checkpoint) await commit([], checkpoint)
    }
  }

  return {
    from: () => {
      const all = [...reached.values()]
      return all.includes(null)
        ? null
        : all.reduce<bigint | null>((least, at) => (least === null || (at ?? 0n) < least ? at : least), null)
    },
    write: (events, checkpoint) => reaching(() => write(events, checkpoint)),
  }
}

/** What stopped the line, and where. Never what the event holds. */
export const failure = (event: LogEvent | undefined, who: string, cause: unknown) =>
  new ProjectionFailure(
    `${who} failed at ${event?.type} (${event?.stream} revision ${event?.revision}, position ${event?.position}): ` +
      (cause instanceof Error ? cause.message : String(cause)),
    { cause },
  )
