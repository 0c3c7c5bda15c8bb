import { randomBytes, randomUUID } from 'node:crypto'
import { createAgenda } from '@visita/agenda'
import { catalogue, StreamName, TenantId, VisitId } from '@visita/domain'
import { connect } from '@visita/event-store'
import { connectPostgres, createVault, withEveryTenant } from '@visita/read-store'
import { createLogger, createMetrics, manualClock, monotonic, parseInstant, toInstant } from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { sql } from 'kysely'
import { test } from 'tap'
import { migrations } from '../src/migrations.ts'
import type { Due, Later, Policy } from '../src/policy.ts'
import { planningOf } from './planning.ts'
import { whileReacting } from './reactors.ts'

// How obligations are worked off, whatever they are: the policies here are the test's own.

const logger = createLogger({ service: 'reactor', level: 'silent' })
const stores = await startStores([migrations])
const store = connect({ connectionString: stores.eventStore, catalogue, logger, connectionName: 'test' })
const readStore = connectPostgres({
  url: stores.postgres,
  role: 'visita_writer',
  logger,
  applicationName: 'test',
  max: 20,
})
const noon = Date.UTC(2026, 2, 2, 12)
const clock = manualClock(noon)
const minute = 60_000
const tenant = TenantId.parse('demo')
const vault = createVault(readStore, randomBytes(32))
const agenda = createAgenda({
  store,
  clock,
  vault,
  readModel: {
    resourceIds: async () => [],
    visitsAmong: async () => [],
    lastAssigned: async () => new Map(),
    usualAgents: async () => new Map(),
  },
  monotonic,
  alwaysFresh: true,
})

/** A policy whose obligations are opened by `set`; every call of its fulfilment is noted. */
function timers(kind: string, fulfil: (due: Due, call: number) => Promise<Later | undefined> = async () => undefined) {
  const fired: string[] = []
  const policy: Policy = {
    kind,
    on: {
      VisitOutcomeRecorded: ({ data }) =>
        data.result === kind ? { open: [{ key: data.visitId, dueAt: parseInstant(data.at), payload: {} }] } : {},
    },
    fulfil: (_deps, due) => fulfil(due, fired.push(due.key)),
  }
  return { policy, fired }
}

/** Writes what opens a timer of that kind. @returns its key */
async function set(kind: string, dueAt: number, visitId = VisitId.derive(randomUUID())): Promise<VisitId> {
  const at = toInstant(dueAt)
  const meta = { tenant, actor: 'key:k', role: 'operator', channel: 'api', correlationId: 'req-1', occurredAt: at }
  const data = { visitId, result: kind, note: null, at }
  const event = { id: randomUUID(), type: 'VisitOutcomeRecorded', data, meta: { ...meta, recordedAt: at } }
  await store.append(StreamName.visit(tenant, visitId), [event], 'any')
  return visitId
}

interface Owed {
  readonly key: string
  readonly failures: number
  readonly due: string
}
const owed = () =>
  withEveryTenant(readStore, async (db) => {
    const { rows } = await sql<Owed>`
      SELECT key, failures, to_char(due_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS due
      FROM reactor.obligation ORDER BY due_at`.execute(db)
    return rows
  })
const nothingOwed = async () => (await owed()).length === 0

const withReactors = (
  instances: number,
  policies: readonly Policy[],
  work: () => Promise<void>,
  metrics = createMetrics('reactor'),
): Promise<void> => {
  const tools = () => ({ agenda, planning: planningOf({ store, aggregates: agenda.aggregates, vault, clock }) })
  return whileReacting({ store, readStore, postgresUrl: stores.postgres, policies, tools, instances, metrics }, work)
}

test('when the clock jumps over many timers, each fires once, whoever of two reactors takes it', async (t) => {
  // The work asks a store, as all work does: while it waits, the other reactor sees the same timer.
  const { policy, fired } = timers('jump', async () => {
    await store.head()
    return undefined
  })
  const keys = await Promise.all(Array.from({ length: 100 }, (_, i) => set('jump', clock.now() + (i + 1) * minute)))
  await withReactors(1, [policy], () => until('they are known', async () => (await owed()).length === keys.length))
  t.same(fired, [], 'none before its time')
  await withReactors(2, [policy], async () => {
    clock.set(clock.now() + minute)
    await until('the first has fired', async () => (await owed()).length === keys.length - 1)
    t.same(fired, keys.slice(0, 1))
    clock.set(clock.now() + 1000 * minute)
    await until('nothing is owed', nothingOwed)
  })
  t.same([...fired].sort(), [...keys].sort())
})

test('work that takes long holds up neither the other timers nor what the log tells', async (t) => {
  const done = Promise.withResolvers<undefined>()
  const long = timers('long', () => done.promise)
  const short = timers('short')
  const now = clock.now()
  const key = await set('long', now)
  await withReactors(2, [long.policy, short.policy], async () => {
    await until('the long work has begun', () => long.fired.length === 1)
    const others = await Promise.all(Array.from({ length: 5 }, () => set('short', now)))
    await until('the short ones are done meanwhile', () => short.fired.length === others.length)

    await set('long', now + minute, key)
    const due = toInstant(now + minute)
    await until('it is opened again, for later', async () => (await owed()).some((one) => one.due === due))
    done.resolve(undefined)
    clock.set(now + 30_000)
    await set('short', now)
    await until('the reactors have looked again', () => short.fired.length === others.length + 1)
    await until('theirs are gone', async () => (await owed()).length <= 1)
    t.match(await owed(), [{ key }], 'what was opened meanwhile is still owed')
    t.same(long.fired, [key], 'and was not begun anew')
    clock.set(now + minute)
    await until('nothing is owed', nothingOwed)
  })
  t.same(long.fired, [key, key])
})

test('what is not done yet falls due again when it says, and not before', async (t) => {
  const now = clock.now()
  const again = now + 10 * minute
  const { policy, fired } = timers('later', async (_due, call) => (call === 1 ? { again } : undefined))
  const key = await set('later', now)
  await withReactors(1, [policy], async () => {
    await until('it is put off', async () => (await owed()).some((one) => one.due === toInstant(again)))
    t.match(await owed(), [{ key, failures: 0 }])
    clock.set(again - 1)
    t.same(fired, [key])
    clock.set(again)
    await until('nothing is owed', nothingOwed)
  })
  t.same(fired, [key, key])
})

test('what fails is tried again, also while the clock stands still', async (t) => {
  const failures: number[] = []
  const { policy, fired } = timers('failing', async (due, call) => {
    failures.push(due.failures)
    if (call === 1) throw new Error('not today')
    return undefined
  })
  const key = await set('failing', clock.now())
  await withReactors(1, [policy], () => until('nothing is owed', async () => fired.length > 0 && (await nothingOwed())))
  t.same(fired, [key, key])
  t.same(failures, [0, 1])
})

test('the figures say what waits, what is due and since when, and what fails', async (t) => {
  const metrics = createMetrics('reactor')
  const sick = timers('sick', () => Promise.reject(new Error('not today')))
  const figure = async (name: string) => {
    const line = (await metrics.text()).split('\n').find((one) => one.startsWith(`${name},service="reactor"}`))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }
  const jobs = (state: string) => figure(`visita_queue_jobs{queue="obligations",kind="sick",state="${state}"`)
  const oldest = () => figure('visita_queue_oldest_due_age_seconds{queue="obligations",kind="sick"')
  const failed = 'visita_queue_ended_total{queue="obligations",kind="sick",outcome="failed"'
  // A figure that could not be asked for in time is absent, so each is waited for.
  await withReactors(
    1,
    [sick.policy],
    async () => {
      await set('sick', clock.now() + minute)
      await until('it waits', async () => (await jobs('waiting')) === 1)
      await until('nothing is due', async () => (await oldest()) === 0)
      clock.set(clock.now() + 3 * minute)
      await until('it has failed', async () => (await jobs('failing')) === 1)
      await until('none waits', async () => (await jobs('waiting')) === 0)
      await until('it has been due for two minutes', async () => (await oldest()) === 120)
      await until('the failure is counted', async () => ((await figure(failed)) ?? 0) >= 1)
      const lag = 'visita_projection_lag_seconds{projection="obligations"'
      await until('the log is read', async () => (await figure(lag)) === 0)
    },
    metrics,
  )
  t.ok(sick.fired.length > 0)
  await withEveryTenant(readStore, (db) => sql`DELETE FROM reactor.obligation`.execute(db))
})

test('a kind that this reactor does not know is left to those who do', async (t) => {
  const { policy, fired } = timers('strange')
  const other = timers('known')
  const now = clock.now()
  const key = await set('strange', now)
  await withReactors(1, [policy], () => until('it fired', () => fired.length === 1))
  await withEveryTenant(readStore, async (db) => {
    await sql`INSERT INTO reactor.obligation (tenant_id, kind, key, due_at, payload, event_id, correlation_id)
      VALUES (${tenant}, 'strange', ${key}, ${toInstant(now)}, '{}', ${randomUUID()}, 'req-1')`.execute(db)
  })
  await withReactors(1, [other.policy], async () => {
    await set('known', now)
    await until('what it knows is done', () => other.fired.length === 1)
  })
  t.match(await owed(), [{ key, failures: 0 }])
})

test('end', async () => {
  await store.close()
  await readStore.end()
  await stores.stop()
})
