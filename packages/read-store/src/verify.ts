import pg from 'pg'
import { sessionOf } from './connect.ts'
import type { LogEvent, Projection, Row } from './projection.ts'
import { RowChanges } from './row-changes.ts'
import { createRowWriter, type RowWriter } from './row-writer.ts'
import { otherVersion, readServed, type Served } from './served.ts'
import { reaching } from './unavailable.ts'
import { types } from './values.ts'

/** One row that is served otherwise than the log says. Which columns, never what they hold: that may be personal. */
export interface Difference {
  readonly table: string
  readonly key: Row
  /** `missing` is not served though the log has it; `extra` is served though the log has it not. */
  readonly kind: 'missing' | 'extra' | 'changed'
  readonly columns: readonly string[]
}

export interface VerifiedProjection {
  readonly projection: string
  readonly version: number
  /** Which is served; null: none, it has not begun. Where it is another than `version`, nothing was compared. */
  readonly served: number | null
  /** Where the projection stood, and the rebuild ended; null: it has not begun, and ought to serve nothing. */
  readonly position: string | null
  readonly rows: number
  /** How many rows differ. */
  readonly different: number
  /** The first of them, in the order of their keys. */
  readonly differences: readonly Difference[]
}

export interface VerifyOptions<Event extends LogEvent> {
  readonly url: string
  readonly projections: readonly Projection<Event>[]
  /** Hands over the log from its start to this position, which it has reached. */
  readonly read: (until: bigint, handle: (events: readonly Event[]) => Promise<void>) => Promise<void>
  readonly openPersonal: (events: readonly Event[]) => Promise<readonly Event[]>
  readonly signal: AbortSignal
  /** Most differences named for one table. */
  readonly most?: number
}

/**
 * Builds projections again from the log and compares them, row by row, with what is served. Everything happens in one
 * transaction that sees the database at one moment, rows and checkpoints, so projectors may go on meanwhile. The scratch
 * tables are this session's temporary ones: whatever ends it, nothing is left.
 * @throws StoreUnavailable, the signal's reason, or what `read` and `openPersonal` throw
 */
export async function verifyProjections<Event extends LogEvent>(
  options: VerifyOptions<Event>,
): Promise<VerifiedProjection[]> {
  const { url, projections, read, openPersonal, signal, most = 20 } = options
  const client = new pg.Client({ connectionString: url, types, application_name: 'visita-verify', keepAlive: true })
  client.on('error', () => undefined) // also reported by the statement that it interrupts
  await reaching(() => client.connect())
  try {
    return await reaching(async () => {
      await client.query(`${sessionOf('visita_writer', 600_000)}; SET app.tenant_id = '*'; SET temp_buffers = '64MB'`)
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
      // Before anything is seen: a replay that put other tables in their place afterwards would show us rows of two moments.
      const tables = projections.flatMap((projection) => projection.tables.map(({ name }) => name))
      await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS SHARE MODE`)
      const served = await readServed(client)
      const ours = projections.filter((projection) => !otherVersion(projection, served))
      const positions = positionsOf(ours, served)
      const scratch = await makeScratch(client, ours)
      const until = [...positions.values()].reduce((most, at) => (at > most ? at : most), 0n)
      await read(until, async (events) => {
        signal.throwIfAborted()
        await scratch.write(await openPersonal(events), positions)
      })
      signal.throwIfAborted()
      const found: VerifiedProjection[] = []
      for (const projection of projections) {
        const { name, version } = projection
        const tables = []
        for (const { name, key } of ours.includes(projection) ? projection.tables : []) {
          tables.push(await compare(client, name, key, most))
        }
        found.push({
          projection: name,
          version,
          served: served.get(name)?.version ?? null,
          position: positions.get(projection)?.toString() ?? null,
          rows: tables.reduce((sum, { rows }) => sum + rows, 0),
          different: tables.reduce((sum, { different }) => sum + different, 0),
          differences: tables.flatMap(({ differences }) => differences),
        })
      }
      return found
    })
  } finally {
    await client.end().catch(() => undefined)
  }
}

function positionsOf<Event extends LogEvent>(
  projections: readonly Projection<Event>[],
  served: ReadonlyMap<string, Served>,
): Map<Projection<Event>, bigint> {
  const positions = new Map<Projection<Event>, bigint>()
  for (const projection of projections) {
    const position = served.get(projection.name)?.position
    if (position !== undefined) positions.set(projection, position)
  }
  return positions
}

const bare = (table: string) => `"${table.replace('.', '_')}"`
const scratchOf = (table: string) => `pg_temp.${bare(table)}`

/** Empty tables like those that are served, and a writer that knows them. */
async function makeScratch<Event extends LogEvent>(client: pg.Client, projections: readonly Projection<Event>[]) {
  const tables = projections.flatMap((projection) => projection.tables)
  for (const { name } of tables) await client.query(`CREATE TEMPORARY TABLE ${bare(name)} (LIKE ${name} INCLUDING ALL)`)
  const specs = tables.map(({ name, key }) => ({ name: scratchOf(name), key }))
  const rows: RowWriter = await createRowWriter(client, specs)
  let analyzeAt = 2_000
  let written = 0
  return {
    async write(events: readonly Event[], positions: ReadonlyMap<Projection<Event>, bigint>): Promise<void> {
      const changes = new RowChanges(specs)
      for (const event of events) {
        for (const projection of projections) {
          if (event.position > (positions.get(projection) ?? -1n)) continue
          for (const operation of projection.on[event.type]?.(event) ?? []) {
            changes.add({ ...operation, table: scratchOf(operation.table) })
          }
        }
      }
      await rows.write(changes)
      written += events.length
      if (written < analyzeAt) return
      // Nothing else counts the rows of a temporary table; without it, changing some of many would read them all.
      analyzeAt = written * 4
      for (const { name } of specs) await client.query(`ANALYZE ${name}`)
    },
  }
}

async function compare(client: pg.Client, table: string, key: readonly string[], most: number) {
  const { rows: columns } = await client.query<{ name: string }>(
    `SELECT attname AS name FROM pg_catalog.pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [table],
  )
  const others = columns.map(({ name }) => name).filter((name) => !key.includes(name))
  const first = `"${key[0]}"`
  const same = key.map((name) => `served."${name}" = built."${name}"`).join(' AND ')
  const keys = key.map((name) => `'${name}', coalesce(served."${name}", built."${name}")`).join(', ')
  const changed = others.map((name) => `CASE WHEN served."${name}" IS DISTINCT FROM built."${name}" THEN '${name}' END`)
  const { rows } = await client.query<{ key: Row; kind: Difference['kind']; columns: string[]; different: bigint }>(
    `SELECT *, count(*) OVER () AS different FROM (
       SELECT jsonb_build_object(${keys}) AS key,
         CASE WHEN served.${first} IS NULL THEN 'missing' WHEN built.${first} IS NULL THEN 'extra' ELSE 'changed' END AS kind,
         CASE WHEN served.${first} IS NULL OR built.${first} IS NULL THEN '{}'
           ELSE array_remove(ARRAY[${changed.join(', ')}]::text[], NULL) END AS columns
       FROM ${table} served FULL JOIN ${scratchOf(table)} built ON ${same}
     ) compared WHERE kind <> 'changed' OR columns <> '{}' ORDER BY key LIMIT $1`,
    [most],
  )
  const counted = await client.query<{ rows: bigint }>(`SELECT count(*) AS rows FROM ${table}`)
  return {
    rows: Number(counted.rows[0]?.rows ?? 0n),
    different: Number(rows[0]?.different ?? 0n),
    differences: rows.map(({ key, kind, columns }): Difference => ({ table, key, kind, columns })),
  }
}
