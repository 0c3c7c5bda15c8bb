import { randomBytes, randomUUID } from 'node:crypto'
import { ClaimId, catalogue, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { connect, sealText } from '@visita/event-store'
import { personalOpener, projectionMigrations, projections, type ReadTables } from '@visita/projections'
import { connectPostgres, createVault, runProjections, waitForPosition, withTenant } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { test } from 'tap'
import { visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const tenant = 'demo' as TenantId
const at = '2026-03-01T09:00:00Z'

test('what is served is verified while the projector runs, and a row that somebody changed is named', async (t) => {
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
  const { personId, key } = await vault.resolvePerson(tenant, { proposed: randomUUID() })
  const nothing = { phone: null, email: null, externalId: null, locale: null, timezone: null, consents: {} }
  const contact = { ...nothing, name: sealText(key, tenant, personId, 'Ana Torres') }
  await append(StreamName.customer(tenant, personId as never), 'CustomerRegistered', {
    customerId: personId,
    contact,
    at,
  })
  const times = { start: '2026-03-02T10:00:00Z', end: '2026-03-02T11:00:00Z' }
  const last = await append(StreamName.slot(tenant, 'ana' as ResourceId, '2026-03-02'), 'SlotReserved', {
    ...{ claimId: ClaimId.derive('ana'), visitId: VisitId.derive('ana'), attempt: 1, typeId: 'viewing' },
    ...{ ...times, coversFrom: times.start, coversUntil: times.end, seats: 1, capacity: 1 },
  })
  const names = projections.map(({ name }) => name)
  t.ok(await waitForPosition(writer, names, last, 60_000))

  const env = {
    VISITA_EVENTSTORE_URL: eventStore,
    VISITA_POSTGRES_URL: url,
    VISITA_MASTER_KEY: masterKey.toString('base64'),
  }
  const right = await visita(env, 'verify', '--json')
  t.equal(right.code, 0, right.err)
  const { projections: verified } = JSON.parse(right.out)
  t.strictSame(
    verified.map(({ projection, different }: { projection: string; different: number }) => [projection, different]),
    names.map((name) => [name, 0]),
  )
  const claims = verified.find(({ projection }: { projection: string }) => projection === 'agenda-day')
  // The claim, and where in the log the tenant’s agenda changed last.
  t.match(claims, { rows: 2, position: last.toString() })

  await withTenant<ReadTables, unknown>(writer, tenant, (db) =>
    db.updateTable('read.customer').set({ full_name: 'Mallory' }).execute(),
  )
  const wrong = await visita(env, 'verify', 'customers')
  t.equal(wrong.code, 1, wrong.err)
  for (const part of ['read.customer', personId, 'changed', 'full_name']) t.ok(wrong.out.includes(part), part)
  t.notMatch(wrong.out, /Ana Torres|Mallory/)
  const lost = { ...env, VISITA_MASTER_KEY: randomBytes(32).toString('base64') }
  t.match(await visita(lost, 'verify', 'customers'), { code: 2, err: /VISITA_MASTER_KEY is not the one/ })
  const locked = { ...env, VISITA_POSTGRES_URL: `${url}-that-is-not-there` }
  t.match(await visita(locked, 'verify', 'customers'), { code: 3, err: /does not exist/ })
  t.match(await visita(env, 'verify', 'nothing-like-it'), { code: 2, err: /Allowed choices are/ })
})
