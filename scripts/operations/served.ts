import { randomBytes, randomUUID } from 'node:crypto'
import { ClaimId, catalogue, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { connect, sealText } from '@visita/event-store'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { connectPostgres, createVault, runProjections, waitForPosition } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { startStores } from '@visita/testing'
import type { Test } from 'tap'

const tenant = 'demo' as TenantId
const at = '2026-03-01T09:00:00Z'

/**
 * Real stores with one customer and one claim in the log, and every projection kept up to date: what operations are
 * tried on. `env` tells a process of its own where they are.
 */
export async function startServed(t: Test) {
  const logger = createLogger({ service: 'test', level: 'silent' })
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
  /** Writes down what the customer is called, and waits until it is served. */
  const call = async (type: 'CustomerRegistered' | 'CustomerContactChanged', name: string) => {
    const contact = { ...nothing, name: sealText(key, tenant, personId, name) }
    const stream = StreamName.customer(tenant, personId as never)
    await reached(await append(stream, type, { customerId: personId, contact, at }))
  }
  await call('CustomerRegistered', 'Ana Torres')
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
  return {
    ...{ tenant, env, url, writer, names, personId, last },
    rename: (name: string) => call('CustomerContactChanged', name),
  }
}
