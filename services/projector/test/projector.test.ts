import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { catalogue, type DomainEvent, StreamName, type TenantId } from '@visita/domain'
import { connect, type EventStore, sealText } from '@visita/event-store'
import { customers, findCustomer, projectionMigrations, projections } from '@visita/projections'
import { connectPostgres, createVault, waitForPosition, withTenant } from '@visita/read-store'
import { createLogger, createMetrics } from '@visita/runtime'
import { watchProjections } from '@visita/service'
import { startStores, until } from '@visita/testing'
import { type Test, test } from 'tap'
import { startProjector } from '../src/index.ts'

const logger = createLogger({ service: 'projector', level: 'silent' })
const masterKey = randomBytes(32)
const tenant = 'demo' as TenantId
const at = '2026-03-01T09:00:00Z'
const names = projections.map(({ name }) => name)

async function stores(t: Test) {
  const { eventStore, postgres: url, restartNode, stop } = await startStores([projectionMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const vault = createVault(readStore, masterKey)
  t.teardown(async () => {
    await store.close()
    await readStore.end()
    await stop()
  })
  return { eventStore, url, store, readStore, vault, restartNode }
}

async function append(store: EventStore, stream: string, ...events: DomainEvent[]): Promise<bigint> {
  const common = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' }
  const meta = { ...common, occurredAt: at, recordedAt: at }
  const { position } = await store.append(
    stream,
    events.map((event) => ({ id: randomUUID(), ...event, meta })),
    'any',
  )
  return position
}

function projector(t: Test, { store, url, readStore, vault }: Awaited<ReturnType<typeof stores>>) {
  const stop = new AbortController()
  const metrics = createMetrics('projector')
  const common = { store, postgresUrl: url, readStore, vault, logger, metrics, retryMs: 20 }
  const started = startProjector({ ...common, signal: stop.signal })
  t.teardown(async () => {
    stop.abort()
    await started.ended
  })
  return { ...started, metrics }
}

async function registration(vault: ReturnType<typeof createVault>, name: string) {
  const { personId, key } = await vault.resolvePerson(tenant, { proposed: randomUUID() })
  const empty = { phone: null, email: null, externalId: null, locale: null, timezone: null, consents: {} }
  const contact = { ...empty, name: sealText(key, tenant, personId, name) }
  const event = { type: 'CustomerRegistered', data: { customerId: personId, contact, at } }
  return { personId, event, stream: StreamName.customer(tenant, personId as never) }
}

test('what is appended is served, with personal fields opened, across a restart of the event store', async (t) => {
  const all = await stores(t)
  const running = projector(t, all)
  const passed = async (position: bigint) => t.ok(await waitForPosition(all.readStore, names, position, 20_000))
  const nameOf = async (id: string) =>
    (await withTenant(all.readStore, tenant, (db) => findCustomer(db, tenant, id)))?.full_name
  const first = await registration(all.vault, 'Ana')
  await passed(await append(all.store, first.stream, first.event))
  t.equal(await nameOf(first.personId), 'Ana')
  // The commit is told a moment before the projector itself takes note of it.
  await until('it is live', async () => running.state() === 'live')
  t.same(await running.ready(), { projections: { ok: true, detail: 'live' } })
  await all.restartNode()
  const second = await registration(all.vault, 'Bea')
  await passed(await append(all.store, second.stream, second.event))
  t.equal(await nameOf(second.personId), 'Bea')
  const counted = async () => /visita_projection_events_total\{[^}]*\} 2/.test(await running.metrics.text())
  await until('it has counted them', counted)
  t.ok(await counted())
})

test('how far the projections are behind is told by whoever is asked, also while nobody works', async (t) => {
  const all = await stores(t)
  const metrics = createMetrics('projector')
  watchProjections({ ...all, metrics, projections: ['customers', 'visits'] })
  const lagOf = async (projection: string) => {
    const value = (what: string, text: string) =>
      Number(new RegExp(`visita_projection_lag_${what}\\{projection="${projection}"[^}]*\\} (\\S+)`).exec(text)?.[1])
    const text = await metrics.text()
    return { events: value('events', text), seconds: value('seconds', text) }
  }
  // A figure that could not be asked for in time is absent, so each is waited for.
  const behindBy = (count: number) => async () => (await lagOf('customers')).events === count
  await until('an empty log has nobody behind', behindBy(0))
  const ana = await registration(all.vault, 'Ana')
  await append(all.store, ana.stream, ana.event)
  await until('one is not applied', behindBy(1))
  await until('it grows old', async () => (await lagOf('customers')).seconds > 0)
  const running = projector(t, all)
  await until('all is applied', behindBy(0))
  await until('nothing waits', async () => (await lagOf('visits')).seconds === 0)
  t.match(await running.metrics.text(), /visita_projection_leading\{[^}]*\} 1/)
})

test('the position of a write is passed also when nobody is interested in what it wrote', async (t) => {
  const all = await stores(t)
  projector(t, all)
  const now = { type: 'ClockSet', data: { now: at } }
  const position = await append(all.store, StreamName.clock(), now)
  t.ok(await waitForPosition(all.readStore, [customers.name], position, 20_000))
})

test('it is not ready while what it maps is not what is served, and says which and why; the rest goes on', async (t) => {
  const all = await stores(t)
  const passed = async (...projections: string[]) =>
    t.ok(await waitForPosition(all.readStore, projections, await all.store.head(), 20_000))
  const first = await registration(all.vault, 'Ana')
  await append(all.store, first.stream, first.event)
  // What a release left whose mappings were an earlier and a later one.
  await all.readStore.query(
    "INSERT INTO visita.checkpoint (projection, version, position) VALUES ('customers', 0, 0), ('blocks', 99, 0)",
  )
  const running = projector(t, all)
  await passed('visits')
  const says = async () => (await running.ready()).projections
  await until('it has seen both', async () => (await says())?.detail?.includes('; ') === true)
  const version = customers.version
  t.match(await says(), {
    ok: false,
    detail: `customers is served in version 0: visita replay customers builds version ${version}`,
  })
  t.match(await says(), { detail: /blocks is served in version 99, by a newer release than this one/ })
  t.same(
    await all.readStore.query(
      "SELECT 1 FROM visita.checkpoint WHERE position > 0 AND projection IN ('customers', 'blocks')",
    ),
    [],
  )
  t.notOk(await withTenant(all.readStore, tenant, (db) => findCustomer(db, tenant, first.personId)))
  await all.readStore.query("DELETE FROM visita.checkpoint WHERE projection IN ('customers', 'blocks')")
  await passed(...names)
  await until('it is ready', async () => (await says())?.ok === true)
})

/** main.ts in a process of its own, as the supervisor runs it. */
function main(t: Test, env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts'), '--exit-with-stdin'], {
    env: { PATH: '/usr/bin:/bin', VISITA_LOG_LEVEL: 'info', ...env },
    // Its input closes with this process, however that ends, and it ends with its input.
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: string[] = []
  const heard = Promise.withResolvers<void>()
  const listen = (text: string) => {
    lines.push(text)
    if (text.includes('"state":"live"')) heard.resolve()
  }
  createInterface({ input: child.stdout }).on('line', listen)
  createInterface({ input: child.stderr }).on('line', listen)
  const exit = once(child, 'exit').then(([code]) => code as number)
  return { child, lines, live: heard.promise, exit }
}

test('the process migrates, works, and ends well on SIGTERM; on another master key it ends with an error', async (t) => {
  const { eventStore, url, store, vault } = await stores(t)
  const env = { VISITA_EVENTSTORE_URL: eventStore, VISITA_POSTGRES_URL: url }
  const { event, stream } = await registration(vault, 'Ana')
  await append(store, stream, event)
  const wrong = main(t, { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') })
  t.equal(await wrong.exit, 1)
  t.match(wrong.lines.join('\n'), /VISITA_MASTER_KEY is not the one/)
  t.notMatch(wrong.lines.join('\n'), /Ana/)
  const right = main(t, { ...env, VISITA_MASTER_KEY: masterKey.toString('base64') })
  await right.live
  right.child.kill('SIGTERM')
  t.equal(await right.exit, 0)
  const unset = main(t, env)
  t.equal(await unset.exit, 1)
  t.match(unset.lines.join('\n'), /VISITA_MASTER_KEY is not set/)
})
