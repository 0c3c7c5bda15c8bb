import pg from 'pg'
import pino from 'pino'
import { type Test, test } from 'tap'
import {
  checkpointOf,
  connectPostgres,
  type Projection,
  ProjectionFailure,
  type RunnerState,
  type RunOptions,
  runProjections,
  waitForPosition,
} from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'
import { type TestEvent, TestLog } from './log.ts'

const logger = pino({ level: 'silent' })

async function asOwner(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query(text).finally(() => client.end())
}

const key = (event: TestEvent) => ({ tenant_id: event.tenant, id: event.data.id })
function projectionOn(table: string, extra: Partial<Projection<TestEvent>> = {}): Projection<TestEvent> {
  return {
    name: table,
    version: 1,
    tables: [{ name: `read.${table}`, key: ['tenant_id', 'id'] }],
    ...extra,
    on: {
      Put: (event) => [
        { op: 'put', table: `read.${table}`, row: { ...key(event), n: event.data.n, note: event.data.note } },
      ],
      Patch: (event) => [{ op: 'patch', table: `read.${table}`, key: key(event), set: { n: event.data.n } }],
      Note: (event) => [{ op: 'patch', table: `read.${table}`, key: key(event), set: { note: event.data.note } }],
      Remove: (event) => [{ op: 'remove', table: `read.${table}`, key: key(event) }],
      ...extra.on,
    },
  }
}

async function database(...tables: string[]): Promise<string> {
  const { url } = await createTestDatabase()
  for (const table of tables) {
    await asOwner(
      url,
      `CREATE TABLE read.${table} (tenant_id text, id text, n integer, note text, PRIMARY KEY (tenant_id, id));
       CALL visita.isolate_by_tenant('read.${table}')`,
    )
  }
  return url
}

const rowsOf = async (url: string, table = 'a') =>
  (await asOwner(url, `SELECT tenant_id, id, n, note FROM read.${table} ORDER BY tenant_id, id`)).rows

/** A runner that the test can stop; `ended` tells how it ended. */
function running(t: Test, url: string, log: TestLog, options: Partial<RunOptions<TestEvent>> = {}) {
  const stop = new AbortController()
  const states: RunnerState[] = []
  const ended = runProjections<TestEvent>({
    url,
    follow: log.follow,
    projections: [projectionOn('a')],
    openPersonal: async (events) => events,
    logger,
    signal: stop.signal,
    retryMs: 20,
    onState: (state) => states.push(state),
    ...options,
  })
  ended.catch(() => undefined)
  const end = async () => {
    stop.abort()
    await ended
  }
  t.teardown(() => end().catch(() => undefined))
  return { end, ended, states }
}

function store(t: Test, url: string) {
  const reader = connectPostgres({ url, logger, applicationName: 'test' })
  t.teardown(() => reader.end())
  const reached = async (position: bigint, ...projections: string[]) =>
    t.equal(await waitForPosition(reader, projections.length ? projections : ['a'], position, 20_000), true)
  return Object.assign(reader, { reached })
}

test('events become rows of their tenants, and the checkpoint is where the log ends', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  log.append('Put', { id: 'x', n: 1, note: 'first' })
  log.append('Put', { id: 'x', n: 2 }, 'two')
  log.append('Unknown', { id: 'x' })
  const last = log.append('Patch', { id: 'x', n: 3 })
  running(t, url, log)
  const reader = store(t, url)
  await reader.reached(last)
  t.same(await rowsOf(url), [
    { tenant_id: 'one', id: 'x', n: 3, note: 'first' },
    { tenant_id: 'two', id: 'x', n: 2, note: null },
  ])
  t.equal(await checkpointOf(reader, 'a'), last)
  t.equal(await checkpointOf(reader, 'nobody'), null)
})

test('a batch comes to the same rows as its events one by one', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const types = ['Put', 'Patch', 'Note', 'Remove', 'Patch'] as const
  for (let i = 0; i < 240; i += 1) {
    log.append(types[random(5)] ?? 'Put', { id: `r${random(12)}`, n: i, note: `note ${i}` }, random(2) ? 'one' : 'two')
  }
  const last = log.pass()
  const slow = running(t, url, log, { batch: 1 })
  await store(t, url).reached(last)
  await slow.end()
  const expected = await rowsOf(url)
  t.ok(expected.length > 5)
  for (const batch of [7, 100, 1000]) {
    await asOwner(url, 'TRUNCATE read.a, visita.checkpoint')
    const fast = running(t, url, log, { batch })
    await store(t, url).reached(last)
    await fast.end()
    t.same(await rowsOf(url), expected, `in batches of ${batch}`)
  }
})

test('a restart goes on after the checkpoint, and what is delivered again changes nothing', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  log.append('Put', { id: 'x', n: 1 })
  const first = running(t, url, log)
  const reader = store(t, url)
  await reader.reached(10n)
  await first.end()
  await asOwner(url, "SET app.tenant_id = 'one'; UPDATE read.a SET note = 'written by hand'")
  const last = log.append('Put', { id: 'y', n: 2 })
  const delivered: string[] = []
  running(t, url, log, {
    follow: (options) => log.follow({ ...options, from: null }), // everything again
    openPersonal: async (events) => {
      delivered.push(...events.map(({ data }) => String(data.id)))
      return events
    },
  })
  await reader.reached(last)
  t.same(delivered, ['x', 'y'])
  t.match(await rowsOf(url), [{ id: 'x', note: 'written by hand' }, { id: 'y' }], 'x was not applied a second time')
})

test('quiet stretches move the checkpoint too', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  running(t, url, log)
  const reader = store(t, url)
  await reader.reached(log.pass())
  await reader.reached(log.pass())
})

test('a standby takes over when the leader ends', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  const leader = running(t, url, log)
  const reader = store(t, url)
  await reader.reached(log.append('Put', { id: 'x', n: 1 }))
  let handled = 0
  const standby = running(t, url, log, {
    openPersonal: async (events) => {
      handled += events.length
      return events
    },
  })
  while (!standby.states.includes('standby')) await new Promise(setImmediate)
  await reader.reached(log.append('Put', { id: 'y', n: 2 }))
  t.equal(handled, 0, 'while one leads, the other does nothing')
  await leader.end()
  await reader.reached(log.append('Put', { id: 'z', n: 3 }))
  t.equal(handled, 1)
  t.match(await rowsOf(url), [{ id: 'x' }, { id: 'y' }, { id: 'z' }])
})

test('one process leads what another does not, and takes over the rest when that ends', async (t) => {
  const url = await database('a', 'b')
  const log = new TestLog()
  const first = running(t, url, log, { projections: [projectionOn('a')] })
  const reader = store(t, url)
  await reader.reached(log.append('Put', { id: 'x', n: 1 }))
  running(t, url, log, { projections: [projectionOn('a'), projectionOn('b')] })
  await reader.reached(log.append('Put', { id: 'y', n: 2 }), 'a', 'b')
  t.match(await rowsOf(url, 'b'), [{ id: 'x' }, { id: 'y' }], 'it read from the start')
  await first.end()
  await reader.reached(log.append('Put', { id: 'z', n: 3 }), 'a', 'b')
  t.match(await rowsOf(url, 'a'), [{ id: 'x' }, { id: 'y' }, { id: 'z' }])
})

test('a connection that is killed in the middle of a batch costs nothing but time', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  const reader = store(t, url)
  let kills = 0
  const runner = running(t, url, log, {
    openPersonal: async (events) => {
      // After the subscription delivered and before the transaction: the batch is lost with its connection.
      if (events.length > 0 && kills < 3) {
        kills += 1
        await asOwner(
          url,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'visita-projector' AND datname = current_database()",
        )
      }
      return events
    },
  })
  let last = 0n
  for (let i = 0; i < 50; i += 1) last = log.append('Put', { id: `r${i}`, n: i })
  await reader.reached(last)
  t.equal(kills, 3)
  t.ok(runner.states.includes('reconnecting'))
  t.equal((await rowsOf(url)).length, 50)
})

test('a connection that is killed inside the transaction takes the whole batch with it', async (t) => {
  const url = await database('a')
  await asOwner(
    url,
    `CREATE FUNCTION visita.kill_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
     BEGIN IF NEW.n = 30 AND pg_try_advisory_lock(99) THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$;
     CREATE TRIGGER kill BEFORE INSERT ON read.a FOR EACH ROW EXECUTE FUNCTION visita.kill_once()`,
  )
  // The killer holds its lock only as long as its connection: another one keeps it afterwards.
  const log = new TestLog()
  const reader = store(t, url)
  let starts = 0
  const keeper = new pg.Client({ connectionString: url })
  await keeper.connect()
  t.teardown(() => keeper.end())
  running(t, url, log, {
    openPersonal: async (events) => {
      starts += 1
      if (starts === 2) await keeper.query('SELECT pg_advisory_lock(99)')
      return events
    },
  })
  let last = 0n
  for (let i = 0; i < 50; i += 1) last = log.append('Put', { id: `r${i}`, n: i })
  await reader.reached(last)
  t.equal(starts, 2)
  t.equal((await rowsOf(url)).length, 50)
})

test('a fact that a projection cannot take stops the line right there', async (t) => {
  const url = await database('a', 'b')
  const log = new TestLog()
  log.append('Put', { id: 'x', n: 1 })
  const before = log.append('Put', { id: 'y', n: 2 })
  log.append('Bad', { id: 'z' })
  log.append('Put', { id: 'after', n: 4 })
  const throwing = projectionOn('b', {
    on: {
      Bad: () => {
        throw new Error('what is this?')
      },
    },
  })
  const runner = running(t, url, log, { projections: [projectionOn('a'), throwing] })
  const error = await runner.ended.catch((caught) => caught)
  t.type(error, ProjectionFailure)
  t.match(error.message, /projection b failed at Bad \(test-one revision 2, position 30\): what is this\?/)
  t.equal(await checkpointOf(store(t, url), 'a'), before, 'all before it is kept')
  t.match(await rowsOf(url, 'b'), [{ id: 'x' }, { id: 'y' }])
})

test('so does a row that the database refuses', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  const before = log.append('Put', { id: 'x', n: 1 })
  log.append('Put', { id: 'y', n: 99_999_999_999 })
  log.append('Put', { id: 'z', n: 1 })
  await t.rejects(running(t, url, log).ended, { name: 'ProjectionFailure', message: /position 20.*out of range/ })
  t.equal(await checkpointOf(store(t, url), 'a'), before)
})

test('an event that cannot be read or opened ends the runner with its own error', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  log.append('Put', { id: 'x', n: 1 })
  const openPersonal = async () => {
    throw new RangeError('wrong key')
  }
  await t.rejects(running(t, url, log, { openPersonal }).ended, RangeError)
  t.same(await rowsOf(url), [])
})

test('text that Postgres cannot store does not stop the line', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  const last = log.append('Put', { id: 'x', n: 1, note: 'nul \0, half \ud800, and \\u0000 spelled out: ñ 👋' })
  running(t, url, log)
  await store(t, url).reached(last)
  t.match(await rowsOf(url), [{ note: 'nul \ufffd, half \ufffd, and \\u0000 spelled out: ñ 👋' }])
})

test('waiting for a position ends in time when nobody moves', async (t) => {
  const url = await database('a')
  const reader = store(t, url)
  t.equal(await waitForPosition(reader, ['a'], 1n, 30), false)
  t.equal(await waitForPosition(reader, [], 1n, 30), true, 'nothing to wait for')
})

test('waiting goes on when the listening connection is cut', async (t) => {
  const url = await database('a')
  const log = new TestLog()
  running(t, url, log)
  const reader = store(t, url)
  await reader.reached(log.append('Put', { id: 'x', n: 1 }))
  const position = log.events.at(-1)?.position ?? 0n
  const waiting = reader.reached(position + 10n)
  await asOwner(
    url,
    // Not the one on which it asks just now: that is an outage, and told.
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'test' AND datname = current_database() AND query LIKE 'LISTEN%'`,
  )
  log.append('Put', { id: 'y', n: 2 })
  await waiting
  await reader.reached(log.append('Put', { id: 'z', n: 3 }))
})
