import pg from 'pg'
import type { Logger } from 'pino'
import { lockAbout, lockFor } from './locks.ts'
import type { Projection } from './projection.ts'

const prefix = 'visita_rebuild_'

/** Each rebuild has a schema of its own, which says by its name whose it is. Nobody but its owner may look into it. */
export const rebuildSchema = (projection: string): string => `"${prefix}${projection}"`

/** The same name in another schema: `read.visit` as `"visita_rebuild_visits".visit`. */
export const rebuiltName = (projection: string, table: string): string =>
  `${rebuildSchema(projection)}.${table.slice(table.indexOf('.') + 1)}`

/**
 * Statements that make a table like one that is served, in the order in which they cost least: `make` before it is filled,
 * `finish` afterwards (indexes under their own names, grants, policies), `close` at the switch (owner, row-level security).
 */
export interface TableShape {
  readonly make: readonly string[]
  readonly finish: readonly string[]
  readonly close: readonly string[]
}

/** What hangs on a served table cannot be set upon another one in its place. */
export class TableNotReplaceable extends Error {
  override readonly name = 'TableNotReplaceable'
}

const shapeQuery = `
WITH served AS (SELECT oid, reloptions, relacl, relowner, relrowsecurity, relforcerowsecurity FROM pg_catalog.pg_class WHERE oid = $1::regclass)
SELECT 'make' AS phase, 1 AS step, pg_catalog.format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)', $2::text, $1::text) AS statement
UNION ALL
SELECT 'make', 2, pg_catalog.format('ALTER TABLE %s SET (%s)', $2::text, pg_catalog.array_to_string(reloptions, ', '))
FROM served WHERE reloptions IS NOT NULL
UNION ALL
-- Rows are named by their primary key while the table is filled; the other indexes are built over what has come of it.
SELECT CASE contype WHEN 'p' THEN 'make' ELSE 'finish' END, 3,
  pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', $2::text, conname, pg_catalog.pg_get_constraintdef(c.oid))
FROM pg_catalog.pg_constraint c WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'x')
UNION ALL
SELECT 'finish', 4, pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(indexrelid), ' ON (ONLY )?\\S+ USING ', ' ON ' || $2 || ' USING ')
FROM pg_catalog.pg_index WHERE indrelid = $1::regclass
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'finish', 5, pg_catalog.format('GRANT %s ON %s TO %s%s', g.privilege_type, $2::text,
  CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END, CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM served, pg_catalog.aclexplode(relacl) g WHERE g.grantee <> relowner
UNION ALL
SELECT 'finish', 6, pg_catalog.format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', policyname, $2::text, permissive, cmd,
  (SELECT pg_catalog.string_agg(CASE r WHEN 'public' THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r) END, ', ') FROM pg_catalog.unnest(roles) r),
  ' USING (' || qual || ')', ' WITH CHECK (' || with_check || ')')
FROM pg_catalog.pg_policies WHERE pg_catalog.format('%I.%I', schemaname, tablename)::regclass = $1::regclass
UNION ALL
SELECT 'close', 7, pg_catalog.format('ALTER TABLE %s OWNER TO %s', $2::text, relowner::regrole) FROM served WHERE relowner::regrole::text <> quote_ident(current_user)
UNION ALL
SELECT 'close', 8, pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', $2::text) FROM served WHERE relrowsecurity
UNION ALL
SELECT 'close', 9, pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', $2::text) FROM served WHERE relforcerowsecurity
ORDER BY step`

const hangingQuery = `
SELECT 'the trigger ' || tgname AS what FROM pg_catalog.pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal
UNION SELECT 'the foreign key ' || conname FROM pg_catalog.pg_constraint WHERE contype = 'f' AND $1::regclass IN (conrelid, confrelid)
UNION SELECT 'the view ' || r.ev_class::regclass FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
  WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refobjid = $1::regclass
UNION SELECT 'a grant on the column ' || attname FROM pg_catalog.pg_attribute WHERE attrelid = $1::regclass AND attacl IS NOT NULL
UNION SELECT 'its partitions or heirs' FROM pg_catalog.pg_inherits WHERE $1::regclass IN (inhrelid, inhparent)`

/** @throws TableNotReplaceable, naming what stands in the way */
export async function shapeOf(client: pg.ClientBase, served: string, rebuilt: string): Promise<TableShape> {
  const hanging = await client.query<{ what: string }>(hangingQuery, [served])
  if (hanging.rows.length > 0) {
    const what = hanging.rows.map((row) => row.what).join(', ')
    throw new TableNotReplaceable(`${served} cannot be replaced: ${what} would be lost with it`)
  }
  const { rows } = await client.query<{ phase: keyof TableShape; statement: string }>(shapeQuery, [served, rebuilt])
  const of = (wanted: keyof TableShape) => rows.filter(({ phase }) => phase === wanted).map((row) => row.statement)
  return { make: of('make'), finish: of('finish'), close: of('close') }
}

/** Somebody else is rebuilding this projection at this moment. */
export class ReplayRunning extends Error {
  override readonly name = 'ReplayRunning'
}

/** Takes the right to rebuild a projection, for as long as the connection lives. @throws ReplayRunning */
export async function takeRebuild(client: pg.ClientBase, { name }: Pick<Projection, 'name'>): Promise<void> {
  const key = [lockFor.rebuilding, lockAbout(name)]
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', key)
  if (rows[0]?.got) return
  const holders = await client.query<{ pid: number; since: string }>(
    `SELECT a.pid, a.backend_start AS since FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
       AND l.classid::bigint = $1 AND l.objid::bigint = $2::bigint & 4294967295`,
    key,
  )
  const [holder] = holders.rows
  const who = holder ? `, since ${holder.since} on connection ${holder.pid}` : ''
  throw new ReplayRunning(`${name} is being replayed already${who}`)
}

/**
 * Removes what rebuilds have left that ended without their own doing: a kill -9, a lost connection. Whoever lives holds a
 * lock, and is left alone.
 */
export async function removeAbandonedRebuilds(client: pg.ClientBase, logger: Logger): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_catalog.pg_namespace WHERE pg_catalog.starts_with(nspname, $1)',
    [prefix],
  )
  for (const { name } of rows) {
    const projection = name.slice(prefix.length)
    await client.query('BEGIN')
    try {
      const lock = await client.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock($1, $2) AS got', [
        lockFor.rebuilding,
        lockAbout(projection),
      ])
      if (lock.rows[0]?.got) {
        await client.query(`DROP SCHEMA IF EXISTS ${rebuildSchema(projection)} CASCADE`)
        logger.info({ projection }, 'removed what a replay that was cut short had left')
      }
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK')
      // Somebody else's, made by another database role: it takes room and does no harm.
      if (!(error instanceof pg.DatabaseError && error.code === '42501')) throw error
      logger.warn({ projection }, 'a replay that was cut short has left tables that this database role may not remove')
    }
  }
}
