import pg from 'pg'
import pino from 'pino'
import { type Test, test } from 'tap'
import {
  checkpointOf,
  connectPostgres,
  type OtherVersion,
  type Projection,
  runProjections,
  waitForPosition,
} from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'
import { type TestEvent, TestLog } from './log.ts'

const logger = pino({ level: 'silent' })

/** `n` as it was told, times the version. */
const mapped = (name: string, version: number, extra: Partial<Projection<TestEvent>> = {}): Projection<TestEvent> => ({
  name,
  version,
  tables: [{ name: `read.${name}`, key: ['tenant_id', 'id'] }],
  on: {
    Put: ({ tenant, data }) => [
      { op: 'put', table: `read.${name}`, row: { tenant_id: tenant, id: data.id, n: Number(data.n) * version } },
    ],
  },
  ...extra,
})

async function stage(t: Test) {
  const { url } = await createTestDatabase()
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  for (const name of ['a', 'b']) {
    await owner.query(
      `CREATE TABLE read.${name} (tenant_id text, id text, n integer, PRIMARY KEY (tenant_id, id));
       CALL visita.isolate_by_tenant('read.${name}')`,
    )
  }
  const log = new TestLog()
  const reader = connectPostgres({ url, logger, applicationName: 'test' })
  t.teardown(async () => {
    await reader.end()
    await owner.end()
  })
  const running = (...projections: Projection<TestEvent>[]) => {
    const stop = new AbortController()
    const told: (readonly OtherVersion[])[] = []
    const heard: (() => void)[] = []
    const ended = runProjections<TestEvent>({
      url,
      follow: log.follow,
      projections,
      openPersonal: async (events) => events,
      logger,
      signal: stop.signal,
      retryMs: 20,
      onOtherVersions: (others) => {
        told.push(others)
        for (const wake of heard.splice(0)) wake()
      },
    })
    const end = async () => {
      stop.abort()
      await ended
    }
    t.teardown(end)
    /** Resolves once it has been told of this. */
    const says = async (...others: OtherVersion[]) => {
      while (JSON.stringify(told.at(-1)) !== JSON.stringify(others)) await new Promise<void>((wake) => heard.push(wake))
    }
    return { end, says }
  }
  return {
    owner,
    log,
    running,
    reached: async (position: bigint, ...names: string[]) =>
      t.equal(await waitForPosition(reader, names, position, 20_000), true),
    checkpoint: (name: string) => checkpointOf(reader, name),
    rows: async (name: string) => (await owner.query(`SELECT n FROM read.${name} ORDER BY n`)).rows.map(({ n }) => n),
  }
}

test('a newer mapping does not touch what an older one serves; the other projections go on', async (t) => {
  const { log, running, reached, rows, checkpoint } = await stage(t)
  const first = running(mapped('a', 1), mapped('b', 1))
  const served = log.append('Put', { id: 'x', n: 1 })
  await reached(served, 'a', 'b')
  await first.end()
  const second = running(mapped('a', 2), mapped('b', 1))
  await second.says({ projection: 'a', version: 2, served: 1 })
  await reached(log.append('Put', { id: 'y', n: 5 }), 'b')
  t.same(await rows('a'), [1])
  t.same(await rows('b'), [1, 5])
  t.equal(await checkpoint('a'), served, 'what is served has not moved')
})

test('who leads goes on until another version is served, then stands down before it writes another row', async (t) => {
  const { owner, log, running, reached, rows } = await stage(t)
  const old = running(mapped('a', 1), mapped('b', 1))
  await reached(log.append('Put', { id: 'x', n: 1 }), 'a', 'b')
  const late = running(mapped('a', 2))
  await late.says({ projection: 'a', version: 2, served: 1 })
  const last = log.append('Put', { id: 'y', n: 3 })
  await reached(last, 'a', 'b')
  t.same(await rows('a'), [1, 3], 'a process of the new release does not end it')
  // What a replay leaves: rows of the other version, and its checkpoint.
  await owner.query(
    "BEGIN; UPDATE read.a SET n = n * 2; UPDATE visita.checkpoint SET version = 2 WHERE projection = 'a'; COMMIT",
  )
  const next = log.append('Put', { id: 'z', n: 4 })
  await old.says({ projection: 'a', version: 1, served: 2 })
  await late.says()
  await reached(next, 'a', 'b')
  t.same(await rows('a'), [2, 6, 8])
  t.same(await rows('b'), [1, 3, 4])
})

test('a switch that leaves the rows further on than the leader is not taken back by it', async (t) => {
  const { owner, log, running, reached, rows } = await stage(t)
  running(mapped('a', 1), mapped('b', 1))
  await reached(log.append('Put', { id: 'x', n: 1 }), 'a', 'b')
  // The rows of events that are still to come to it.
  await owner.query(
    "BEGIN; UPDATE read.a SET n = 9; UPDATE visita.checkpoint SET position = 20 WHERE projection = 'a'; COMMIT",
  )
  log.append('Put', { id: 'x', n: 2 })
  await reached(log.append('Put', { id: 'y', n: 3 }), 'a', 'b')
  t.same(await rows('a'), [3, 9])
  t.same(await rows('b'), [2, 3])
})

test('what is worked off is not replayed: another version goes over the rows from the start, once nobody leads', async (t) => {
  const { owner, log, running, reached, rows } = await stage(t)
  const inPlace = { inPlace: true } as const
  const first = running(mapped('a', 1, inPlace))
  await reached(log.append('Put', { id: 'x', n: 1 }), 'a')
  await reached(log.append('Put', { id: 'y', n: 2 }), 'a')
  running(mapped('a', 2, inPlace))
  await reached(log.append('Put', { id: 'z', n: 3 }), 'a')
  t.same(await rows('a'), [1, 2, 3], 'not before')
  await first.end()
  const version = async () => (await owner.query('SELECT version FROM visita.checkpoint')).rows
  while ((await version())[0]?.version !== 2) await new Promise(setImmediate)
  await reached(log.append('Put', { id: 'w', n: 4 }), 'a')
  t.same(await rows('a'), [2, 4, 6, 8])
  t.same(await version(), [{ version: 2 }])
})
