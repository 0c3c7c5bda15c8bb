import pg from 'pg'
import { failure, positionChannel } from './batch.ts'
import { lockFor } from './locks.ts'
import { type LogEvent, type Projection, ProjectionFailure } from './projection.ts'
import { rebuildSchema, rebuiltName, shapeOf, type TableShape } from './rebuild-tables.ts'
import { RowChanges } from './row-changes.ts'
import { createRowWriter } from './row-writer.ts'
import { type Served, servedIn, servedQuery } from './served.ts'
import { isUnavailable } from './unavailable.ts'

/** The tables of one projection, being filled beside those that are served. */
export interface Rebuild<Event> {
  /** The rows of these events, which follow on those before them, in a transaction. @throws ProjectionFailure */
  write(events: readonly Event[]): Promise<void>
  /** Builds what is cheaper to build over the whole, and lets the planner count the rows. */
  finish(): Promise<void>
  /**
   * Puts the tables in the place of the served ones, in one transaction in which no projector writes. `bringUpTo` is asked for
   * the rows up to where the served ones stand, with `put` to write them; it gives the position that is reached then.
   * @returns null: somebody was reading the served tables for too long, and nothing has changed
   */
  switchOver(
    bringUpTo: (served: bigint | null, put: (events: readonly Event[]) => Promise<void>) => Promise<bigint>,
  ): Promise<{ readonly position: bigint; readonly replaced: number | null } | null>
  rows(): Promise<number>
}

/**
 * How long a switch waits for readers of the served tables, who make new readers wait meanwhile. Less than the second after
 * which the server looks for deadlocks: a reader of two tables may stand in our way and wait for us, and must not be ended for it.
 */
const patienceMs = (tables: number): number => Math.min(200, Math.floor(800 / tables))

/** Makes the empty tables. @throws TableNotReplaceable */
export async function createRebuild<Event extends LogEvent>(
  client: pg.Client,
  projection: Projection<Event>,
): Promise<Rebuild<Event>> {
  const { name, version } = projection
  const served = projection.tables.map((table) => table.name)
  const rebuilt = new Map(served.map((table) => [table, rebuiltName(name, table)]))
  const specs = projection.tables.map((table) => ({ name: rebuilt.get(table.name) ?? '', key: table.key }))
  await client.query(`CREATE SCHEMA ${rebuildSchema(name)}`)
  const shapes: TableShape[] = []
  for (const [table, copy] of rebuilt) {
    const shape = await shapeOf(client, table, copy)
    for (const statement of shape.make) await client.query(statement)
    shapes.push(shape)
  }
  const rows = await createRowWriter(client, specs)

  async function put(events: readonly Event[]): Promise<void> {
    const changes = new RowChanges(specs)
    for (const event of events) {
      try {
        for (const operation of projection.on[event.type]?.(event) ?? []) {
          changes.add({ ...operation, table: rebuilt.get(operation.table) ?? operation.table })
        }
      } catch (error) {
        throw failure(event, `the projection ${name}`, error)
      }
    }
    await rows.write(changes)
  }

  async function write(events: readonly Event[]): Promise<void> {
    await client.query('BEGIN')
    try {
      await put(events)
      await client.query('COMMIT')
    } catch (error) {
      if (isUnavailable(error)) throw error
      await client.query('ROLLBACK')
      if (error instanceof ProjectionFailure || !(error instanceof pg.DatabaseError) || error.code === cancelled)
        throw error
      if (events.length === 1) throw failure(events[0], 'the database', error)
      // Again one by one, to say at which event it was.
      for (const event of events) await write([event])
    }
  }

  const takePlace = (position: bigint): string => {
    const notice = client.escapeLiteral(JSON.stringify({ [name]: position.toString() }))
    return [
      `SET LOCAL lock_timeout = ${patienceMs(served.length)}`,
      `LOCK TABLE ${served.join(', ')} IN ACCESS EXCLUSIVE MODE`,
      ...shapes.flatMap(({ close }) => close),
      `DROP TABLE ${served.join(', ')}`,
      ...[...rebuilt].map(([table, copy]) => `ALTER TABLE ${copy} SET SCHEMA ${table.slice(0, table.indexOf('.'))}`),
      `INSERT INTO visita.checkpoint (projection, version, position) VALUES (${client.escapeLiteral(name)}, ${version}, ${position})
       ON CONFLICT (projection) DO UPDATE SET version = excluded.version, position = excluded.position, moved_at = now()`,
      `SELECT pg_catalog.pg_notify('${positionChannel}', ${notice})`,
      'COMMIT',
    ].join('; ')
  }

  return {
    write,
    async finish() {
      for (const { finish } of shapes) for (const statement of finish) await client.query(statement)
      for (const table of rebuilt.values()) await client.query(`VACUUM (ANALYZE) ${table}`)
    },
    async switchOver(bringUpTo) {
      try {
        const answers = (await client.query(
          `BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL lock_timeout = '30s';
           -- Should this process be stopped half way, projectors must not wait for it.
           SET LOCAL idle_in_transaction_session_timeout = '15s';
           SELECT pg_catalog.pg_advisory_xact_lock(${lockFor.switching}, 0);
           ${servedQuery} WHERE projection = ${client.escapeLiteral(name)}`,
        )) as unknown as pg.QueryResult[]
        const before: Served | undefined = servedIn(answers.at(-1)?.rows ?? []).get(name)
        const position = await bringUpTo(before?.position ?? null, put)
        // One round trip: the tables are locked only while the server works on it, however slow this process may be.
        await client.query(takePlace(position))
        return { position, replaced: before?.version ?? null }
      } catch (error) {
        if (isUnavailable(error)) throw error
        await client.query('ROLLBACK')
        if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) return null
        throw error
      }
    },
    async rows() {
      let sum = 0
      for (const table of rebuilt.values()) {
        const { rows } = await client.query<{ count: bigint }>(`SELECT count(*) FROM ${table}`)
        sum += Number(rows[0]?.count ?? 0n)
      }
      return sum
    },
  }
}

const lockNotAvailable = '55P03'
/** As the server names a statement that was cancelled. */
export const cancelled = '57014'
