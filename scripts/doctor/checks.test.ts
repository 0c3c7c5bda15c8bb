import { randomBytes, randomUUID } from 'node:crypto'
import type { statfs } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { createStreams } from '@visita/dispatcher'
import { catalogue, defaultPolicies, StreamName, type TenantId, VisitId } from '@visita/domain'
import { connect, type RecordedEvent } from '@visita/event-store'
import { encodePosition } from '@visita/http'
import { queueMigrations } from '@visita/notifications'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { migrations as reactorMigrations } from '@visita/reactor'
import { connectPostgres, createVault, migrate, runProjections, withEveryTenant } from '@visita/read-store'
import { createLogger, parseInstant, systemClock } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { type Test, test } from 'tap'
import { bookOnce } from './booking.ts'
import { checkDisk } from './disk.ts'
import { checkStoreClock } from './examination.ts'
import { examine, ok } from './finding.ts'
import { checkLag } from './lag.ts'
import { checkChannels, checkObligations, checkQueue } from './owed.ts'
import { checkKeys, checkService } from './services.ts'
import { checkEventStore, checkMasterKey, checkMigrations, checkPostgres } from './stores.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const { now } = systemClock()
const { signal } = new AbortController()
const sets = [projectionMigrations, reactorMigrations]
const at = '2026-03-01T09:00:00Z'
const tenant = 'demo' as TenantId

test('the stores', async (t) => {
  const { eventStore, postgres: url, stop } = await startStores(sets)
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test', attempts: 1 })
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  t.teardown(async () => {
    await store.close()
    await writer.end()
    await stop()
  })
  const append = async () => {
    const visitId = VisitId.derive(randomUUID())
    const who = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' }
    const meta = { ...who, occurredAt: at, recordedAt: at }
    const event = { id: randomUUID(), type: 'VisitCheckedIn', data: { visitId, at }, meta }
    return (await store.append(StreamName.visit(tenant, visitId), [event], 'any')).position
  }

  t.test('a clock that is wrong', async (t) => {
    t.match(await checkPostgres(writer, now), { state: 'ok', detail: /^PostgreSQL \d+/ })
    const wrong = await checkPostgres(writer, () => now() - 3_600_000)
    t.match(wrong, { state: 'failed', detail: /its clock is 3[56]\d{5} ms from ours/, advice: /NTP/ })
  })

  t.test('an event store whose clock is wrong', async (t) => {
    const visitId = randomUUID()
    const written = (recordedAt: string) => ({
      read: async () => [{ created: Date.parse(at), meta: { recordedAt } }] as unknown as RecordedEvent[],
    })
    t.match(await checkStoreClock(written('2026-03-01T08:59:57Z'), visitId, 2_500), { state: 'ok' })
    t.match(await checkStoreClock(written('2026-03-01T08:59:57Z'), visitId, 500), { state: 'failed', advice: /NTP/ })
    t.match(await checkStoreClock(written('2026-03-01T09:00:02Z'), visitId, 500), { state: 'failed', detail: /-2000/ })
    t.match(await checkStoreClock({ read: async () => [] }, visitId, 500), {
      state: 'failed',
      detail: /not in the log/,
    })
  })

  t.test('a migration that is missing, and one that was changed', async (t) => {
    t.match(await checkMigrations(url, sets), { state: 'ok' })
    const more = { name: 'other', directory: reactorMigrations.directory }
    t.match(await checkMigrations(url, [...sets, more]), {
      state: 'failed',
      detail: /^missing: other\/0001-obligation\.sql/,
      advice: /migrate/,
    })
    const folder = t.testdir({ '0001-configuration.sql': 'SELECT 1' })
    const changed = { name: 'projections', directory: new URL(`file://${folder}/`) }
    t.match(await checkMigrations(url, [changed]), {
      state: 'failed',
      detail: 'changed after they ran: projections/0001-configuration.sql',
    })
  })

  t.test('a master key that opens nothing', async (t) => {
    const right = randomBytes(32)
    t.match(await checkMasterKey(writer, right), { state: 'ok', detail: /nobody/ })
    await createVault(writer, right).createKey(tenant, randomUUID())
    t.match(await checkMasterKey(writer, right), { state: 'ok', detail: /opens/ })
    t.match(await checkMasterKey(writer, randomBytes(32)), { state: 'failed', advice: /VISITA_MASTER_KEY/ })
  })

  t.test('a projector that stands still', async (t) => {
    const names = projections.map(({ name }) => name)
    const stopping = new AbortController()
    const running = runProjections<RecordedEvent>({
      ...{ url, projections, logger, signal: stopping.signal, follow: (options) => store.follow(options) },
      openPersonal: personalOpener(createVault(writer, randomBytes(32))),
    })
    const options = { names, now, signal }
    const upTo = await append()
    t.match(await checkLag(store, writer, { ...options, target: upTo, patienceMs: 60_000 }), { state: 'ok' })
    stopping.abort()
    await running
    const target = await append()
    const still = await checkLag(store, writer, { ...options, target, patienceMs: 1 })
    t.match(still, { state: 'failed', detail: /^behind: configuration: \d+ positions, \d+ s;/, advice: /projector/ })
    const none = await checkLag(store, writer, { ...options, names: ['unheard-of'], target, patienceMs: 1 })
    t.match(none, { state: 'failed', detail: /^behind: unheard-of: has not begun$/ })
  })

  t.test('obligations that nobody fulfils', async (t) => {
    const due = now()
    const owe = (ago: number) =>
      withEveryTenant<{ 'reactor.obligation': Record<string, unknown> }, unknown>(writer, (db) =>
        db
          .insertInto('reactor.obligation')
          .values({
            ...{ tenant_id: tenant, kind: 'reservation', key: randomUUID(), due_at: new Date(due - ago).toISOString() },
            ...{ payload: '{}', event_id: randomUUID(), correlation_id: 'c' },
          })
          .execute(),
      )
    await owe(-3_600_000)
    await owe(1_000)
    t.match(await checkObligations(writer, due), { state: 'ok', detail: '1 wait for their time, 1 are due, 0 fail' })
    await owe(120_000)
    t.match(await checkObligations(writer, due), {
      state: 'failed',
      detail: /due: reservation since 120 s$/,
      advice: /reactor/,
    })
  })

  t.test('messages that nobody sends', async (t) => {
    t.match(await checkQueue(writer, now()), { state: 'skipped', detail: 'not there' })
    await migrate(url, logger, [queueMigrations])
    const lay = (nextAt: number) => {
      const [next_at, not_after] = [nextAt, nextAt + 3_600_000].map((ms) => new Date(ms).toISOString())
      const job = { tenant_id: tenant, notification_id: randomUUID(), channel: 'email', priority: 1, revision: 1 }
      return withEveryTenant<{ 'queue.notification_job': Record<string, unknown> }, unknown>(writer, (db) =>
        db
          .insertInto('queue.notification_job')
          .values({ ...job, next_at, not_after, failures: 0 })
          .execute(),
      )
    }
    const due = now()
    await lay(due - 1_000)
    t.match(await checkQueue(writer, due), { state: 'ok', detail: /^1 messages wait, 0 of them/ })
    await lay(due - 120_000)
    t.match(await checkQueue(writer, due), { state: 'failed', detail: /2 messages wait, 1 of/, advice: /dispatcher/ })
  })

  const { tenants } = createStreams(store, systemClock())
  const due = parseInstant(at)
  t.test('a channel that a provider has closed', async (t) => {
    const close = (channel: string, cause: string | null) =>
      withEveryTenant<{ 'queue.circuit': Record<string, unknown> }, unknown>(writer, (db) =>
        db.insertInto('queue.circuit').values({ tenant_id: tenant, channel, cause, failures: 1 }).execute(),
      )
    await close('sms', null)
    t.match(await checkChannels(writer, tenants, due), { state: 'ok', detail: 'every channel that is used works' })
    await close('whatsapp', 'account')
    const closed = 'closed for now: whatsapp of demo: account'
    t.match(await checkChannels(writer, tenants, due), { state: 'failed', detail: closed, advice: /^account: set it/ })
  })

  t.test('a tenant whose messages of a day run out', async (t) => {
    type Queue = { 'queue.budget': Record<string, unknown>; 'queue.circuit': Record<string, unknown> }
    const who = { tenant, actor: 'key:test', role: 'admin', channel: 'api', correlationId: 'test' }
    const policies = {
      ...defaultPolicies({ timezone: 'Europe/Madrid', locale: 'es', country: 'ES' }),
      messagesPerDay: { sms: 10, email: 10 },
    }
    const created = { type: 'CreateTenant', tenant, name: 'Demo', policies, now: due } as const
    t.match(await tenants.execute(StreamName.tenant(tenant), created, who), { kind: 'accepted' })
    const use = (channel: string, used: number) =>
      withEveryTenant<Queue, unknown>(writer, async (db) => {
        await db.deleteFrom('queue.circuit').execute()
        await db.deleteFrom('queue.budget').where('channel', '=', channel).execute()
        await db.insertInto('queue.budget').values({ tenant_id: tenant, channel, day: '2026-03-01', used }).execute()
      })
    const found = () => checkChannels(writer, tenants, due)
    await use('sms', 7)
    t.match(await found(), { state: 'ok', detail: 'every channel that is used works' })
    await use('sms', 8)
    t.match(await found(), { state: 'ok', detail: 'near the day’s limit: sms of demo: 8 of 10' })
    await use('email', 10)
    t.match(await found(), {
      ...{ state: 'failed', detail: 'near the day’s limit: email of demo: 10 of 10; sms of demo: 8 of 10' },
      advice: /^A day’s limit is .*messagesPerDay/,
    })
  })

  t.test('an event store that does not answer', async (t) => {
    t.match(await checkEventStore(store), { state: 'ok' })
    await stop()
    const gone = await examine('event store', 'Start it.', () => checkEventStore(store))
    t.match(gone, { check: 'event store', state: 'failed', advice: 'Start it.' })
    t.match(await examine('postgres', 'Start it.', () => checkPostgres(writer, now)), { state: 'failed' })
  })
})

/** A server that answers as it is told. */
async function answering(t: Test, answer: (path: string) => { status: number; body?: unknown; position?: string }) {
  const paths: string[] = []
  const server = createServer((request, response) => {
    const path = `${request.method} ${request.url}`
    paths.push(path)
    const { status, body, position } = answer(path)
    request.resume()
    response.writeHead(status, position === undefined ? {} : { 'visita-position': position })
    response.end(JSON.stringify(body ?? {}))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths }
}

test('a service that is not ready says what it lacks, and one that is not there is named', async (t) => {
  const checks = { postgres: { ok: true }, eventStore: { ok: false, detail: 'does not answer' } }
  const ill = await answering(t, () => ({ status: 503, body: { status: 'unavailable', checks } }))
  t.match(await checkService('read-api', ill.url, signal), {
    state: 'failed',
    detail: /: eventStore: does not answer$/,
  })
  const well = await answering(t, () => ({ status: 200, body: { status: 'ok', checks: {} } }))
  t.match(await checkService('read-api', well.url, signal), { state: 'ok' })
  const gone = await examine('read API', 'Start it.', () => checkService('read-api', 'http://127.0.0.1:1', signal))
  t.match(gone, { state: 'failed', detail: /ECONNREFUSED|bad port/ })
})

test('keys of the demo that nobody knows', async (t) => {
  const statuses = [200, 401, 403]
  const { url } = await answering(t, () => ({ status: statuses.shift() ?? 500 }))
  const keys = { operator: 'vk_a', channel: 'vk_b', auditor: 'vk_c' }
  t.match(await checkKeys(keys, url, signal), { state: 'failed', detail: 'not known: channel', advice: /demo\.json/ })
  t.match(await checkKeys(null, url, signal), { state: 'skipped' })
})

test('a disk that is nearly full', async (t) => {
  const measured = (bavail: number) =>
    (async () => ({ bavail, blocks: 10_000_000, bsize: 4096 })) as unknown as typeof statfs
  t.match(await checkDisk('/data', measured(5_000_000)), { state: 'ok', detail: /^19\.1 GiB free of \/data \(50 %\)$/ })
  t.match(await checkDisk('/data', measured(100_000)), { state: 'failed', advice: /VISITA_DATA_DIR/ })
  t.match(await checkDisk('/data', measured(400_000)), { state: 'failed' }, 'less than a twentieth')
  t.match(await checkDisk(tmpdir()), { detail: /GiB free/ }, 'the real thing')
})

test('a booking that goes wrong says at which step, and is called off all the same', async (t) => {
  const position = encodePosition(7n)
  const answers = (over: Record<string, { status: number; body?: unknown; position?: string }>) => (path: string) => {
    const [found] = Object.entries({ ...over, ...usual }).filter(([start]) => path.startsWith(start))
    return over[found?.[0] ?? ''] ?? found?.[1] ?? { status: 404 }
  }
  const usual = {
    'POST /v1/platform/tenants/visita-doctor/keys': { status: 201, body: { key: 'vk_x' } },
    'POST /v1/platform/tenants': { status: 201 },
    'PUT /v1/admin/': { status: 200, position },
    'GET /v1/availability': { status: 200, body: { slots: [{ start: '2026-03-02T10:00:00Z' }] } },
    'POST /v1/visits/v1/cancel': { status: 200, position },
    'POST /v1/visits': { status: 201, body: { id: 'v1' }, position },
    'GET /v1/admin/visits': { status: 200, body: { items: [] } },
  }
  const run = async (over: Parameters<typeof answers>[0]) => {
    const { url, paths } = await answering(t, answers(over))
    const look = async () => {
      await bookOnce({ commandUrl: url, readUrl: url, platformKey: 'vk_p' }, signal, 1)
      return ok('booked')
    }
    return { ...(await examine('booking', 'See the log.', look)), paths }
  }
  const refused = { status: 409, body: { type: '/problems/tenant-exists' } }
  t.match(await run({ 'POST /v1/platform/tenants': refused }), {
    detail: 'tenant: answered 409 /problems/tenant-exists',
  })
  t.match(await run({ 'GET /v1/availability': { status: 200, body: { slots: [] } } }), { detail: /nothing is open/ })
  const behind = await run({ 'GET /v1/admin/visits': { status: 503, body: { type: '/problems/read-model-behind' } } })
  t.match(behind, { state: 'failed', detail: 'read: answered 503 /problems/read-model-behind' })
  t.match(behind.paths.at(-1), 'POST /v1/visits/v1/cancel')
  t.match(await run({}), { detail: 'read: the visit is not there' })
  const kept = await run({ 'GET /v1/admin/visits': { status: 200, body: { items: [{ id: 'v1' }] } } })
  t.match(kept, { detail: 'read again: the visit was cancelled, and is there' })
})
