import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { test } from 'tap'
import { checkpointOf, migrate, type ReplayPhase, withTenant } from '../src/index.ts'
import { lockFor } from '../src/locks.ts'
import { described, logger, pair, stage } from './replay-stage.ts'

test('rows that somebody spoiled are as the log says afterwards, in tables like those before', async (t) => {
  const { owner, log, project, reached, replay, verify, rows, left, store } = await stage(t)
  project()
  for (let i = 0; i < 40; i += 1) log.append('Put', { id: `r${i % 23}`, n: i + 1 }, i % 3 ? 'one' : 'two')
  await reached(log.append('Note', { id: 'r1', note: 'it was here' }))
  const before = await described(owner)
  await owner.query("UPDATE read.a SET n = 0 WHERE id = 'r2'; DELETE FROM read.b WHERE id = 'r3'")
  await owner.query("INSERT INTO read.a VALUES ('two', 'made up', 3)")
  const spoiled = await verify()
  t.ok((spoiled?.different ?? 0) >= 3, 'it is seen')
  const position = await checkpointOf(store, 'pair')
  const phases: ReplayPhase[] = []
  const replayed = await replay({ onPhase: (phase) => phases.push(phase) })
  t.match(replayed, { projection: 'pair', version: 1, replaced: 1, events: 41, position: `${position}` })
  t.same(phases, ['building', 'indexing', 'catching-up', 'switching'])
  t.match(await verify(), { different: 0, served: 1, position: `${position}` })
  t.equal(replayed.rows, (await rows('a')).length + (await rows('b')).length)
  t.strictSame(await described(owner), before)
  t.equal(await left(), 0)
  await reached(log.append('Put', { id: 'next', n: 5 }))
  t.match(await verify(), { different: 0 }, 'the projector goes on in the new tables')
  t.same(
    await withTenant(store, 'nobody', (db) =>
      db
        .selectFrom('read.a' as never)
        .selectAll()
        .execute(),
    ),
    [],
  )
})

test('readers and the projector go on through the switch: no error, no gap, no step back', async (t) => {
  const { url, owner, log, project, reached, replay, verify, read } = await stage(t)
  for (let i = 0; i < 200; i += 1) log.append('Put', { id: `r${i}`, n: i + 1 })
  const counter = { n: 0 }
  const count = () => log.append('Put', { id: 'counter', n: ++counter.n })
  project()
  await reached(count())
  let over = false
  // Both tables in one statement, prepared under a name and not: what they say is of one moment, and never of an earlier one.
  const readers = [undefined, 'known'].map(async (name) => {
    const client = new pg.Client({ connectionString: url, application_name: 'reader' })
    await client.connect()
    await client.query("SET ROLE visita_reader; SET app.tenant_id = 'one'")
    const seen = { reads: 0, last: 0, wrong: [] as unknown[] }
    const text = `SELECT (SELECT count(*)::int FROM read.a) AS rows, a.n AS a, b.n AS b, a.tableoid::int AS table_id
      FROM read.b JOIN read.a USING (tenant_id, id) WHERE id = 'counter'`
    const ids = new Set<number>()
    while (!over || seen.reads === 0) {
      const { rows } = await client.query({ text, ...(name && { name }) })
      const [row] = rows
      if (rows.length !== 1 || row.rows !== 201 || row.a !== row.b || row.a < seen.last)
        seen.wrong.push(row ?? 'no row')
      seen.last = row?.a ?? seen.last
      seen.reads += 1
      ids.add(row?.table_id)
    }
    await client.end()
    return { ...seen, tables: ids.size }
  })
  const writing = (async () => {
    while (!over) {
      await reached(count())
    }
  })()
  for (let round = 0; round < 3; round += 1) {
    await replay({
      read: async (range) => {
        // Something more comes between any two steps; in the switch itself, the projector waits with it.
        count()
        await read(range)
      },
    })
  }
  const oid = async () => (await owner.query("SELECT 'read.a'::regclass::oid::int AS oid")).rows[0].oid
  const last = await oid()
  await reached(count())
  over = true
  await writing
  for (const seen of await Promise.all(readers)) {
    t.same(seen.wrong, [])
    t.ok(seen.last >= 4)
    t.ok(seen.tables >= 2, 'it read the tables from before and from after a switch')
  }
  t.equal(await oid(), last)
  t.match(await verify(), { different: 0 })
})

test('a changed mapping is built beside the old one, which serves and is kept up to date until the switch', async (t) => {
  const { log, project, reached, replay, verify, rows, read, owner } = await stage(t)
  const old = project(pair(1))
  await reached(log.append('Put', { id: 'x', n: 1 }))
  project(pair(10))
  let meanwhile: unknown
  const replayed = await replay({
    projection: pair(10),
    read: async (range) => {
      await read(range)
      if (meanwhile) return
      await reached(log.append('Put', { id: 'y', n: 2 }))
      meanwhile = await rows()
    },
  })
  t.match(meanwhile, [{ n: 1 }, { n: 2 }])
  t.match(replayed, { version: 10, replaced: 1 })
  await reached(log.append('Put', { id: 'z', n: 3 }))
  t.match(await rows(), [{ n: 10 }, { n: 20 }, { n: 30 }])
  t.match(await verify(pair(10)), { different: 0, served: 10 })
  t.match(
    await verify(pair(1)),
    { different: 0, rows: 0, served: 10, version: 1, position: null },
    'nothing is compared',
  )
  await old.end()
  await replay({ projection: pair(1) })
  t.match(await rows(), [{ n: 1 }, { n: 2 }, { n: 3 }], 'and back, for a release that is taken back')
  t.match((await owner.query('SELECT version FROM visita.checkpoint')).rows, [{ version: 1 }])
})

test('where the line has stopped, the new tables stand further on than the old ones, and the line goes on there', async (t) => {
  const { log, project, reached, replay, verify, store } = await stage(t)
  const failing = pair(1)
  const stopped = project({
    ...failing,
    on: {
      ...failing.on,
      Bad: () => {
        throw new Error('never heard of it')
      },
    },
  })
  await reached(log.append('Put', { id: 'x', n: 1 }))
  log.append('Bad')
  const last = log.append('Put', { id: 'y', n: 2 })
  await t.rejects(stopped.ended, { name: 'ProjectionFailure' })
  await replay({ projection: pair(2) })
  t.equal(await checkpointOf(store, 'pair'), last)
  project(pair(2))
  await reached(log.append('Put', { id: 'z', n: 3 }))
  t.match(await verify(pair(2)), { different: 0 })
})

test('what has not begun is built from nothing, and what the log does not hold is an empty table', async (t) => {
  const { log, project, reached, replay, verify, rows } = await stage(t)
  t.match(await replay(), { replaced: null, events: 0, rows: 0 })
  log.append('Put', { id: 'x', n: 1 })
  t.match(await replay(), { replaced: 1, events: 1, rows: 2 })
  project()
  await reached(log.append('Put', { id: 'y', n: 2 }))
  t.match(await rows(), [{ n: 1 }, { n: 2 }])
  t.match(await verify(), { different: 0 })
})

test('a fact that the mapping or the database cannot take ends it with its name, and the old rows serve on', async (t) => {
  const { log, project, reached, replay, rows, left, owner } = await stage(t)
  project()
  for (let i = 0; i < 20; i += 1) log.append('Put', { id: `r${i}`, n: i })
  const last = log.append('Hm')
  await reached(last)
  const before = await rows()
  const throwing = pair(2)
  const on = {
    ...throwing.on,
    Hm: () => {
      throw new Error('what is this?')
    },
  }
  await t.rejects(replay({ projection: { ...throwing, on } }), {
    name: 'ProjectionFailure',
    message: /projection pair failed at Hm \(test-one revision 20, position 210\): what is this\?/,
  })
  const refused = {
    ...throwing,
    on: {
      Put: throwing.on.Put as never,
      Hm: () => [{ op: 'put', table: 'read.a', row: { tenant_id: 'one', id: 'x', n: -1 } }] as never,
    },
  }
  await t.rejects(replay({ projection: refused }), {
    name: 'ProjectionFailure',
    message: /the database failed at Hm.*not_negative/,
  })
  t.same(await rows(), before)
  t.equal(await left(), 0)
  await reached(log.append('Put', { id: 'r1', n: 99 }))
  t.match((await owner.query("SELECT n FROM read.a WHERE id = 'r1'")).rows, [{ n: 99 }])
})

test('ended half way by a signal or a lost connection, it leaves nothing that the next one does not remove', async (t) => {
  const { owner, log, replay, read, left, rows, url } = await stage(t)
  for (let i = 0; i < 20; i += 1) log.append('Put', { id: `r${i}`, n: i })
  const interrupted = new AbortController()
  const interrupting = replay({
    signal: interrupted.signal,
    read: async (range) => {
      await read(range)
      interrupted.abort()
    },
  })
  await t.rejects(interrupting, { name: 'AbortError' })
  t.equal(await left(), 0)
  // A statement that would not end by itself.
  await owner.query(`CREATE FUNCTION read.slow(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN $1; END $$;
    CREATE INDEX slow ON read.a (read.slow(id)) WHERE n = 3`)
  const during = new AbortController()
  const indexing = replay({
    signal: during.signal,
    onPhase: (phase) => phase === 'indexing' && setImmediate(() => during.abort()),
  })
  await t.rejects(indexing, { name: 'AbortError' })
  t.equal(await left(), 0)
  await owner.query('DROP INDEX read.slow')

  const cut = replay({
    read: async (range) => {
      await read(range)
      await owner.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'visita-replay' AND datname = current_database()",
      )
    },
  })
  await t.rejects(cut, { name: 'StoreUnavailable' })
  t.equal(await left(), 1)
  t.match(await replay(), { rows: 40 })
  t.equal(await left(), 0)
  t.equal((await rows()).length, 20)

  const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-replay.ts'), url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  await migrate(url, logger)
  t.equal(await left(), 1, 'a start leaves one alone that lives')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const alive =
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'visita-replay' AND datname = current_database()"
  while ((await owner.query(alive)).rowCount) await new Promise(setImmediate)
  t.equal(await left(), 1)
  await migrate(url, logger)
  t.equal(await left(), 0, 'the next start removes what a killed one has left')
})

test('two at once: the second is refused, and the first is not disturbed', async (t) => {
  const { log, replay, read, rows } = await stage(t)
  log.append('Put', { id: 'x', n: 1 })
  let second: Promise<unknown> | undefined
  const first = await replay({
    read: async (range) => {
      second ??= t.rejects(replay(), {
        name: 'ReplayRunning',
        message: /pair is being replayed already, since \S+ on connection \d+/,
      })
      await second
      await read(range)
    },
  })
  t.match(first, { rows: 2 })
  t.equal((await rows()).length, 1)
})

test('a reader in a long transaction is waited for', async (t) => {
  const { url, log, replay, rows, owner } = await stage(t)
  log.append('Put', { id: 'x', n: 1 })
  const long = new pg.Client({ connectionString: url })
  await long.connect()
  await long.query('BEGIN; SELECT 1 FROM read.b')
  let waited = 0
  const replayed = replay({
    onPhase: (phase) => {
      if (phase !== 'waiting-for-readers') return
      waited += 1
      if (waited === 2) void long.end()
    },
  })
  t.same(await rows(), [])
  t.match(await replayed, { rows: 2 })
  t.equal(waited >= 2, true)
  t.equal((await owner.query('SELECT 1 FROM read.a')).rowCount, 1)
})

test('no switch comes into a batch that is under way, and none passes over what it wrote', async (t) => {
  const { url, log, project, reached, replay, verify, owner } = await stage(t)
  const leader = project()
  await reached(log.append('Put', { id: 'x', n: 1 }))
  await leader.end()
  // As a projector that is slow between the beginning of its transaction and its first row.
  const slow = new pg.Client({ connectionString: url })
  await slow.connect()
  t.teardown(() => slow.end())
  await slow.query(`BEGIN; SELECT pg_advisory_xact_lock_shared(${lockFor.switching}, 0)`)
  const done = { replay: false }
  const replaying = replay().finally(() => {
    done.replay = true
  })
  const waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
  while (!done.replay && !(await owner.query(waits)).rowCount) await new Promise(setImmediate)
  t.notOk(done.replay, 'it waits')
  const position = log.append('Put', { id: 'x', n: 2 })
  await slow.query(
    `UPDATE read.a SET n = 2; UPDATE read.b SET n = 2; UPDATE visita.checkpoint SET position = ${position}; COMMIT`,
  )
  t.match(await replaying, { position: `${position}` })
  t.match(await verify(), { different: 0, position: `${position}` })
})

test('a reader who stands in the way of a switch, and runs into it, is not ended for it', async (t) => {
  const { url, log, replay, owner } = await stage(t)
  log.append('Put', { id: 'x', n: 1 })
  const reader = new pg.Client({ connectionString: url })
  await reader.connect()
  t.teardown(() => reader.end())
  await reader.query('BEGIN; SELECT 1 FROM read.b')
  const replaying = replay()
  const locked = `SELECT 1 FROM pg_locks WHERE relation = 'read.a'::regclass AND mode = 'AccessExclusiveLock' AND granted`
  while (!(await owner.query(locked)).rowCount) await new Promise(setImmediate)
  await reader.query('SELECT 1 FROM read.a; COMMIT')
  t.match(await replaying, { rows: 2 })
})

test('a table on which something hangs that would be lost is not replaced', async (t) => {
  const { owner, replay, left } = await stage(t)
  await owner.query('CREATE VIEW public.somebodys AS SELECT n FROM read.a')
  await t.rejects(replay(), {
    name: 'TableNotReplaceable',
    message: /read\.a cannot be replaced: the view public\.somebodys/,
  })
  await owner.query(
    'DROP VIEW public.somebodys; CREATE TABLE public.other (t text, i text, FOREIGN KEY (t, i) REFERENCES read.b)',
  )
  await t.rejects(replay(), {
    name: 'TableNotReplaceable',
    message: /read\.b cannot be replaced: the foreign key other_t_i_fkey/,
  })
  t.equal(await left(), 0)
})
