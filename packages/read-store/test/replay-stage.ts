import pg from 'pg'
import pino from 'pino'
import type { Test } from 'tap'
import {
  connectPostgres,
  type Projection,
  type ReplayOptions,
  replayProjection,
  runProjections,
  verifyProjections,
  waitForPosition,
} from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'
import { type TestEvent, TestLog } from './log.ts'

export const logger = pino({ level: 'silent' })

/** Two tables that always say the same of an id: `n` times the version, and never less than before. */
export const pair = (version = 1): Projection<TestEvent> => ({
  name: 'pair',
  version,
  tables: ['read.a', 'read.b'].map((name) => ({ name, key: ['tenant_id', 'id'] })),
  on: {
    Put: ({ tenant, data: { id, n } }) =>
      ['read.a', 'read.b'].map((table) => ({
        op: 'put',
        table,
        row: { tenant_id: tenant, id, n: Number(n) * version, note: null },
      })),
    Note: ({ tenant, data: { id, note } }) => [
      { op: 'patch', table: 'read.a', key: { tenant_id: tenant, id }, set: { note } },
    ],
  },
})

export const tables = `
  CREATE TABLE read.a (tenant_id text, id text, n integer NOT NULL CONSTRAINT not_negative CHECK (n >= 0), note text, PRIMARY KEY (tenant_id, id)) WITH (fillfactor = 90);
  CREATE INDEX "a by n" ON read.a (tenant_id, n) WHERE n > 0;
  CREATE TABLE read.b (tenant_id text, id text, n integer NOT NULL DEFAULT 7, note text, CONSTRAINT b_key PRIMARY KEY (tenant_id, id),
    CONSTRAINT b_note UNIQUE (tenant_id, note));
  CREATE UNIQUE INDEX b_once ON read.b (tenant_id, upper(id));
  CALL visita.isolate_by_tenant('read.a'); CALL visita.isolate_by_tenant('read.b');
  CREATE POLICY nobody_else ON read.b AS RESTRICTIVE FOR DELETE TO visita_reader USING (n > 100);
  GRANT UPDATE ON read.a TO visita_reader WITH GRANT OPTION; REVOKE TRUNCATE ON read.b FROM visita_writer`

/** A database with the two tables, a log in memory, and ways to project, replay and verify them. */
export async function stage(t: Test) {
  const { url } = await createTestDatabase()
  const owner = new pg.Client({ connectionString: url })
  owner.on('error', () => undefined)
  await owner.connect()
  await owner.query(tables)
  const store = connectPostgres({ url, logger, applicationName: 'test' })
  const log = new TestLog()
  t.teardown(async () => {
    await store.end()
    await owner.end()
  })
  const openPersonal = async (events: readonly TestEvent[]) => events
  const never = new AbortController().signal

  const read: ReplayOptions<TestEvent>['read'] = async ({ from, until, types, maxBatch, handle, signal }) => {
    const wanted = log.events.filter(({ position, type }) => {
      return position > (from ?? 0n) && position <= until && types.includes(type)
    })
    for (let i = 0; i < wanted.length && !signal.aborted; i += maxBatch) {
      const batch = wanted.slice(i, i + maxBatch)
      await handle(batch, batch.at(-1)?.position ?? until)
    }
  }
  return {
    url,
    owner,
    store,
    log,
    read,
    project(projection = pair(), onBatch?: () => void) {
      const stop = new AbortController()
      const ended = runProjections<TestEvent>({
        url,
        follow: log.follow,
        projections: [projection],
        openPersonal,
        logger,
        signal: stop.signal,
        retryMs: 20,
        ...(onBatch && { onBatch }),
      })
      ended.catch(() => undefined)
      const end = async () => {
        stop.abort()
        await ended
      }
      t.teardown(() => end().catch(() => undefined))
      return { ended, end }
    },
    reached: async (position: bigint) => t.equal(await waitForPosition(store, ['pair'], position, 20_000), true),
    replay: (options: Partial<ReplayOptions<TestEvent>> = {}) =>
      replayProjection<TestEvent>({
        url,
        projection: pair(),
        head: async () => log.end,
        read,
        openPersonal,
        logger,
        signal: never,
        monotonic: () => performance.now(),
        batch: 7,
        ...options,
      }),
    verify: async (projection = pair()) => {
      const [found] = await verifyProjections<TestEvent>({
        url,
        projections: [projection],
        read: async (until, handle) => handle(log.events.filter(({ position }) => position <= until)),
        openPersonal,
        signal: never,
      })
      return found
    },
    rows: async (table = 'a') =>
      (await owner.query(`SELECT id, n, note FROM read.${table} ORDER BY tenant_id, id`)).rows,
    /** What rebuilds have made and not removed. */
    left: async () =>
      (await owner.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'visita_rebuild%'")).rows.length,
  }
}

/** Everything that the catalogue says of the two tables, save numbers that are made anew. */
export async function described(owner: pg.Client): Promise<unknown> {
  const { rows } = await owner.query(`
    SELECT c.relname, c.relkind, c.reloptions, c.relowner::regrole, c.relrowsecurity, c.relforcerowsecurity,
      (SELECT array_agg(format('%s %s %s', grantee::regrole, privilege_type, is_grantable) ORDER BY grantee::regrole::text, privilege_type) FROM aclexplode(c.relacl)) AS grants,
      (SELECT array_agg(format('%s %s %s %s', attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) ORDER BY attnum)
       FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = c.oid AND attnum > 0) AS columns,
      (SELECT array_agg(format('%s %s', conname, pg_get_constraintdef(o.oid)) ORDER BY conname) FROM pg_constraint o WHERE conrelid = c.oid) AS constraints,
      (SELECT array_agg(pg_get_indexdef(indexrelid) ORDER BY pg_get_indexdef(indexrelid)) FROM pg_index WHERE indrelid = c.oid) AS indexes,
      (SELECT array_agg(to_jsonb(p) ORDER BY policyname) FROM pg_policies p WHERE p.tablename = c.relname) AS policies
    FROM pg_class c WHERE c.relnamespace = 'read'::regnamespace ORDER BY relname`)
  return rows
}
