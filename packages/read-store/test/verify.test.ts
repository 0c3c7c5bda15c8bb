import pg from 'pg'
import pino from 'pino'
import { type Test, test } from 'tap'
import {
  connectPostgres,
  type Projection,
  runProjections,
  type VerifiedProjection,
  verifyProjections,
  waitForPosition,
} from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'
import { type TestEvent, TestLog } from './log.ts'

const logger = pino({ level: 'silent' })
const key = (event: TestEvent) => ({ tenant_id: event.tenant, id: event.data.id })
const projection: Projection<TestEvent> = {
  name: 'a',
  version: 1,
  tables: [{ name: 'read.a', key: ['tenant_id', 'id'] }],
  on: {
    Put: (event) => [
      { op: 'put', table: 'read.a', row: { ...key(event), n: event.data.n, document: event.data.document ?? {} } },
    ],
    Patch: (event) => [{ op: 'patch', table: 'read.a', key: key(event), set: { n: event.data.n } }],
    Remove: (event) => [{ op: 'remove', table: 'read.a', key: key(event) }],
  },
}

/** Nobody runs this one. */
const idle: Projection<TestEvent> = {
  name: 'idle',
  version: 1,
  tables: [{ name: 'read.idle', key: ['tenant_id', 'id'] }],
  on: { Put: (event) => [{ op: 'put', table: 'read.idle', row: { ...key(event), n: 1, document: {} } }] },
}

/** A database whose table a projector keeps up to date with a log in memory, and a way to verify it. */
async function stage(t: Test) {
  const { url } = await createTestDatabase()
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(
    `CREATE TABLE read.a (tenant_id text, id text, n integer, document jsonb, PRIMARY KEY (tenant_id, id));
     CREATE TABLE read.idle (LIKE read.a INCLUDING ALL); CALL visita.isolate_by_tenant('read.idle');
     CREATE UNIQUE INDEX ON read.a (tenant_id, n); CALL visita.isolate_by_tenant('read.a')`,
  )
  const store = connectPostgres({ url, logger, applicationName: 'test' })
  const log = new TestLog()
  const stop = new AbortController()
  const openPersonal = async (events: readonly TestEvent[]) => events
  const ended = runProjections<TestEvent>({
    url,
    follow: log.follow,
    projections: [projection],
    openPersonal,
    logger,
    signal: stop.signal,
    retryMs: 20,
  })
  t.teardown(async () => {
    stop.abort()
    await ended
    await store.end()
    await owner.end()
  })
  const settled = async (position: bigint) => t.ok(await waitForPosition(store, ['a'], position, 20_000))
  const never = new AbortController().signal
  const verify = async (meanwhile = async () => {}, signal = never): Promise<VerifiedProjection | undefined> => {
    const read = async (until: bigint, handle: (events: readonly TestEvent[]) => Promise<void>) => {
      await meanwhile()
      for (const event of log.events.filter(({ position }) => position <= until)) await handle([event])
    }
    const projections = [projection, idle]
    const [found, other] = await verifyProjections({ url, projections, read, openPersonal, signal, most: 3 })
    t.match(other, { position: null, different: 0 }, 'each is built up to where it stands itself')
    return found
  }
  return { owner, log, settled, verify }
}

test('what is served is what the log says, also while the projector goes on', async (t) => {
  const { log, settled, verify } = await stage(t)
  t.match(await verify(), { position: null, rows: 0, different: 0 }, 'nothing is served before it has begun')
  log.append('Put', { id: 'x', n: 1, document: { name: 'Ana' } })
  log.append('Put', { id: 'y', n: 2 }, 'two')
  log.append('Remove', { id: 'y' }, 'two')
  const fixed = log.append('Put', { id: 'z', n: 3 })
  await settled(fixed)
  const found = await verify(async () => settled(log.append('Patch', { id: 'x', n: 7 })).then(() => undefined))
  t.strictSame(found, {
    projection: 'a',
    version: 1,
    served: 1,
    position: fixed.toString(),
    rows: 2,
    different: 0,
    differences: [],
  })
  t.match(await verify(), { different: 0, position: `${fixed + 10n}` })
})

test('a row that was changed, lost or made up is named by its key and columns, without what it holds', async (t) => {
  const { owner, log, settled, verify } = await stage(t)
  for (let i = 1; i <= 5; i++) log.append('Put', { id: `row-${i}`, n: i, document: { name: 'Ana' } })
  await settled(log.pass())
  await owner.query(`UPDATE read.a SET document = '{"name":"Mallory"}', n = NULL WHERE id = 'row-2'`)
  await owner.query(`DELETE FROM read.a WHERE id = 'row-4'`)
  await owner.query(`INSERT INTO read.a VALUES ('two', 'row-9', 9, '{}')`)
  const found = await verify()
  const keyOf = (id: string, tenant_id = 'one') => ({ id, tenant_id })
  t.match(found, { rows: 5, different: 3 })
  t.strictSame(found?.differences, [
    { table: 'read.a', key: keyOf('row-2'), kind: 'changed', columns: ['n', 'document'] },
    { table: 'read.a', key: keyOf('row-4'), kind: 'missing', columns: [] },
    { table: 'read.a', key: keyOf('row-9', 'two'), kind: 'extra', columns: [] },
  ])
  t.notMatch(JSON.stringify(found), /Ana|Mallory/)
  await owner.query(`UPDATE read.a SET n = n + 100`)
  t.match(await verify(), { different: 6, differences: { length: 3 } }, 'counts them all, and names the first')
})

test('ended half way, by whatever, it leaves nothing behind', async (t) => {
  const { owner, log, settled, verify } = await stage(t)
  await settled(log.append('Put', { id: 'x', n: 1 }))
  const scratch = async () =>
    (await owner.query(`SELECT 1 FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'`)).rowCount
  const interrupted = new AbortController()
  await t.rejects(
    verify(async () => interrupted.abort(), interrupted.signal),
    { name: 'AbortError' },
  )
  t.equal(await scratch(), 0)
  const killed = verify(async () => {
    await owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'visita-verify' AND datname = current_database()`,
    )
  })
  await t.rejects(killed, { name: 'StoreUnavailable' })
  t.equal(await scratch(), 0)
  t.match(await verify(), { rows: 1, different: 0 })
})
