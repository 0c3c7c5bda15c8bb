import { randomUUID } from 'node:crypto'
import { ClaimId, catalogue, PersonId, type ResourceId, StreamName, type TenantId, VisitId } from '@visita/domain'
import { sealed } from '@visita/domain/testing'
import { connect } from '@visita/event-store'
import { createLogger } from '@visita/runtime'
import { startEventStore } from '@visita/testing'
import { test } from 'tap'
import { historyOf } from './history.ts'
import { visita } from './testing.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const tenant = 'demo' as TenantId

test('a visit’s history is its own events and its claims, in order, with who and why; as of an instant, what was there then', async (t) => {
  const { eventStore, stop } = await startEventStore()
  const store = connect({ connectionString: eventStore, catalogue, logger, connectionName: 'test' })
  t.teardown(async () => {
    await store.close()
    await stop()
  })
  const append = async (stream: string, recordedAt: string, type: string, data: object, cause?: string) => {
    const who = { tenant, actor: 'key:ana', role: 'operator', channel: 'api', correlationId: 'request-1' }
    const meta = { ...who, occurredAt: recordedAt, recordedAt, ...(cause && { causationId: cause }) }
    const id = randomUUID()
    await store.append(stream, [{ id, type, data, meta }], 'any')
    return id
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

  const progress = { passed: () => undefined, stop: () => undefined }
  const common = { until: await store.head(), signal: new AbortController().signal, progress }
  const history = await historyOf(store, visitId, { asOf: null, ...common })
  t.match(history, { tenant, status: 'cancelled' })
  t.strictSame(
    history?.events.map(({ type }) => type),
    ['SlotReserved', 'VisitRequested', 'VisitCancelled', 'SlotReleased'],
  )
  t.match(history?.events[3], { actor: 'key:ana', causationId: cause, stream: slot, recordedAt: cancelled })
  t.match(await historyOf(store, visitId, { asOf: '2026-03-01T06:59:59-03:00', ...common }), {
    status: 'pending',
    events: { length: 2 },
  })
  t.equal(await historyOf(store, visitId, { asOf: '2026-03-01T08:59:59Z', ...common }), null)

  const cli = (...args: string[]) => visita({ VISITA_EVENTSTORE_URL: eventStore }, 'history', ...args)
  const said = await cli(visitId)
  t.equal(said.code, 0, said.err)
  t.match(said.out, /Visit .* of demo: cancelled/)
  t.match(said.out, /4 .*SlotReleased .*key:ana \(operator\) .*api .* 3 /)
  t.match(await cli(VisitId.derive('nobody')), { code: 2, err: /There is no visit/ })
  t.match(await cli(visitId, '--as-of', 'yesterday'), { code: 2, err: /must be an instant/ })
})
