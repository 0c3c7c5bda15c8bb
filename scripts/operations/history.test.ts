import { randomBytes, randomUUID } from 'node:crypto'
import { ClaimId, catalogue, PersonId, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { sealed } from '@visita/domain/testing'
import { connect, type RecordedEvent, readLog } from '@visita/event-store'
import { personalOpener, projectionMigrations, projections } from '@visita/projections'
import { tenantCreated } from '@visita/projections/testing'
import { connectPostgres, createVault, runProjections, waitForPosition } from '@visita/read-store'
import { createLogger } from '@visita/runtime'
import { startStores } from '@visita/testing'
import { test } from 'tap'
import { historyOf } from './history.ts'
import { visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const tenant = 'demo' as TenantId

test('a visit’s history is its own events and its claims, in order, with who and why; as of an instant, what was there then', async (t) => {
  const { eventStore, postgres: url, stop } = await startStores([projectionMigrations])
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  const readStore = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  const ending = new AbortController()
  const projecting = runProjections({
    ...{ url, projections, logger, signal: ending.signal },
    follow: (options) => store.follow(options),
    openPersonal: personalOpener(createVault(readStore, randomBytes(32))),
  })
  t.teardown(async () => {
    ending.abort()
    await projecting
    await store.close()
    await readStore.end()
    await stop()
  })
  let last = 0n
  const append = async (stream: string, recordedAt: string, type: string, data: object, cause?: string) => {
    const who = { tenant, actor: 'key:ana', role: 'operator', channel: 'api', correlationId: 'request-1' }
    const meta = { ...who, occurredAt: recordedAt, recordedAt, ...(cause && { causationId: cause }) }
    const id = randomUUID()
    last = (await store.append(stream, [{ id, type, data, meta }], 'any')).position
    return id
  }
  // One before it and one after it: whose visit it is, nobody says.
  for (const id of ['clinic', tenant, 'zoo'] as TenantId[]) {
    const { type, data } = tenantCreated(id)
    await append(StreamName.tenant(id), '2026-03-01T08:00:00Z', type, data)
  }
  const [booked, cancelled] = ['2026-03-01T09:00:00Z', '2026-03-01T10:00:00Z']
  const span = { start: '2026-03-02T10:00:00Z', end: '2026-03-02T11:00:00Z' }
  const slot = StreamName.slot(tenant, 'ana' as ResourceId, '2026-03-02')
  const book = async (name: string) => {
    const [visitId, claimId] = [VisitId.derive(name), ClaimId.derive(name)]
    const covers = { coversFrom: span.start, coversUntil: span.end, seats: 1, capacity: 2 }
    const common = { visitId, attempt: 1, typeId: 'viewing', ...span }
    await append(slot, booked, 'SlotReserved', { ...common, ...covers, claimId })
    await append(StreamName.visit(tenant, visitId), booked, 'VisitRequested', {
      ...common,
      ...{ tenant, customerId: PersonId.derive(name), timezone: 'UTC', locationId: null, unitId: null, seats: 1 },
      ...{ claims: [{ claimId, resourceId: 'ana', date: '2026-03-02' }], origin: 'api', participants: [] },
      ...{ notes: sealed('Beware of the dog'), override: null, at: booked },
    })
    return { visitId, claimId }
  }
  await book('other')
  const { visitId, claimId } = await book('ana')
  const cancellation = { visitId, reason: null, at: cancelled }
  const cause = await append(StreamName.visit(tenant, visitId), cancelled, 'VisitCancelled', cancellation)
  await append(slot, cancelled, 'SlotReleased', { claimId, visitId, cause: 'cancelled' }, cause)

  const names = projections.map(({ name }) => name)
  t.ok(await waitForPosition(readStore, names, last, 60_000))
  const asOf = (instant: string | null) =>
    historyOf(store, readStore, visitId, instant === null ? null : Date.parse(instant))
  const history = await asOf(null)
  t.match(history, { tenant, status: 'cancelled' })
  t.strictSame(
    history?.events.map(({ type }) => type),
    ['SlotReserved', 'VisitRequested', 'VisitCancelled', 'SlotReleased'],
  )
  t.match(history?.events[3], { actor: 'key:ana', causationId: cause, stream: slot, recordedAt: cancelled })
  t.match(await asOf('2026-03-01T06:59:59-03:00'), {
    status: 'pending',
    events: { length: 2 },
  })
  t.equal(await asOf('2026-03-01T08:59:59Z'), null)

  const cli = (...args: string[]) =>
    visita({ VISITA_EVENTSTORE_URL: eventStore, VISITA_POSTGRES_URL: url }, 'history', ...args)
  const said = await cli(visitId)
  t.equal(said.code, 0, said.err)
  t.match(said.out, /Visit .* of demo: cancelled/)
  t.match(said.out, /4 .*SlotReleased .*key:ana \(operator\) .*api .* 3 /)
  t.match(await cli(VisitId.derive('nobody')), { code: 2, err: /There is no visit/ })
  t.match(await cli(visitId, '--as-of', 'yesterday'), { code: 2, err: /must be an instant/ })
  const prefixes = [`auditLog-${tenant}_`]
  const { signal } = ending
  const readings: RecordedEvent[] = []
  for await (const { events } of readLog(store, { name: 'test', prefixes, until: await store.head(), signal })) {
    readings.push(...events)
  }
  t.equal(readings.length, 1, 'neither who asked for nothing nor who asked amiss')
  t.match(readings[0], {
    ...{ type: 'AuditRead', data: { route: 'visita history', asked: { visitId }, answered: 4 } },
    meta: { actor: /^cli:/, role: 'operations', channel: 'cli' },
  })
})
