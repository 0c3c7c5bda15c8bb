import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { ClaimId, catalogue, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { connect, sealText } from '@visita/event-store'
import { personalOpener, projectionMigrations, projections, type ReadTables } from '@visita/projections'
import { connectPostgres, createVault, runProjections, waitForPosition, withTenant } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { startStores, until } from '@visita/testing'
import { test } from 'tap'
import { visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const tenant = 'demo' as TenantId
const at = '2026-03-01T09:00:00Z'

test('a spoiled read model is built again while it serves, and equals the log afterwards', async (t) => {
  const { eventStore, postgres: url, stop } = await startStores([projectionMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const writer = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const masterKey = randomBytes(32)
  const vault = createVault(writer, masterKey)
  const ending = new AbortController()
  const projecting = runProjections({
    url,
    follow: (options) => store.follow(options),
    projections,
    openPersonal: personalOpener(vault),
    logger,
    signal: ending.signal,
  })
  t.teardown(async () => {
    ending.abort()
    await projecting
    await store.close()
    await writer.end()
    await stop()
  })
  const append = async (stream: string, type: string, data: object) => {
    const who = { tenant, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' }
    const event = { id: randomUUID(), type, data, meta: { ...who, occurredAt: at, recordedAt: at } }
    return (await store.append(stream, [event], 'any')).position
  }
  const names = projections.map(({ name }) => name)
  const reached = async (position: bigint) => t.ok(await waitForPosition(writer, names, position, 60_000))
  const { personId, key } = await vault.resolvePerson(tenant, { proposed: randomUUID() })
  const nothing = { phone: null, email: null, externalId: null, locale: null, timezone: null, consents: {} }
  const contact = { ...nothing, name: sealText(key, tenant, personId, 'Ana Torres') }
  const registered = { customerId: personId, contact, at }
  await append(StreamName.customer(tenant, personId as never), 'CustomerRegistered', registered)
  const times = { start: '2026-03-02T10:00:00Z', end: '2026-03-02T11:00:00Z' }
  const last = await append(StreamName.slot(tenant, 'ana' as ResourceId, '2026-03-02'), 'SlotReserved', {
    ...{ claimId: ClaimId.derive('ana'), visitId: VisitId.derive('ana'), attempt: 1, typeId: 'viewing' },
    ...{ ...times, coversFrom: times.start, coversUntil: times.end, seats: 1, capacity: 1 },
  })
  await reached(last)
  const env = {
    VISITA_EVENTSTORE_URL: eventStore,
    VISITA_POSTGRES_URL: url,
    VISITA_MASTER_KEY: masterKey.toString('base64'),
  }
  const customers = () =>
    withTenant<ReadTables, { full_name: string | null }[]>(writer, tenant, (db) =>
      db.selectFrom('read.customer').select('full_name').execute(),
    )
  await withTenant<ReadTables, unknown>(writer, tenant, (db) =>
    db.updateTable('read.customer').set({ full_name: 'Mallory' }).execute(),
  )
  t.same(await customers(), [{ full_name: 'Mallory' }])
  const one = await visita(env, 'replay', 'customers', '--from', '0', '--json')
  t.equal(one.code, 0, one.err)
  const { projections: done } = JSON.parse(one.out)
  t.match(done, [
    { projection: 'customers', replaced: Number, events: 1, position: /^\d+$/, buildMs: Number, switchMs: Number },
  ])
  t.equal((await visita(env, 'verify', 'customers')).code, 0)
  t.same(await customers(), [{ full_name: 'Ana Torres' }])

  const all = await visita(env, 'replay', '--all')
  t.equal(all.code, 0, all.err)
  for (const part of [...names, 'events/s', 'switched in']) t.ok(all.out.includes(part), part)
  const again = { customerId: personId, contact: { ...contact, name: sealText(key, tenant, personId, 'Ana Paz') }, at }
  await reached(await append(StreamName.customer(tenant, personId as never), 'CustomerContactChanged', again))
  t.same(await customers(), [{ full_name: 'Ana Paz' }], 'the projector goes on in the new tables')

  t.match(await visita(env, 'replay', '--outdated'), { code: 0, out: /Nothing is outdated/ })
  await writer.query("UPDATE visita.checkpoint SET version = 99 WHERE projection = 'blocks'")
  const other = await visita(env, 'verify', 'blocks')
  t.match(other, { code: 3, out: /99, not \d/, err: /blocks is served in version 99 .* Run visita replay blocks/ })
  const outdated = await visita(env, 'replay', '--outdated', '--json')
  t.match(JSON.parse(outdated.out).projections, [{ projection: 'blocks', replaced: 99 }])

  t.match(await visita(env, 'replay', 'blocks', '--all'), { code: 2, err: /Name a projection/ })
  t.match(await visita(env, 'replay', 'blocks', '--from', '7'), { code: 2, err: /from the start of the log/ })
  const lost = { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') }
  t.match(await visita(lost, 'replay', 'customers'), { code: 2, err: /VISITA_MASTER_KEY is not the one/ })
  t.same(await customers(), [{ full_name: 'Ana Paz' }])

  const left = async () =>
    (await writer.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname LIKE 'visita_rebuild%'")).length
  t.equal(await left(), 0)
  const program = fileURLToPath(new URL('../visita.ts', import.meta.url))
  const child = spawn(process.execPath, [program, 'replay', 'customers'], { env: { PATH: '/usr/bin:/bin', ...env } })
  t.teardown(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  // It waits to take the tables' place as long as somebody reads them.
  const reading = withTenant<ReadTables, void>(writer, tenant, (db) =>
    db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('read.customer').select('full_name').execute()
      await until('it is being built', async () => (await left()) === 1)
      child.kill('SIGINT')
      t.same(await ended, [130, null])
    }),
  )
  await reading
  t.equal(await left(), 0)
  t.same(await customers(), [{ full_name: 'Ana Paz' }])
})
