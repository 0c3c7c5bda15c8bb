import { test } from 'tap'
import { agent, booking, type Reply, startApi, startStores, visitType } from './harness.ts'
import { liveAndOwned, slotOf } from './owned.ts'

const stores = await startStores()
const api = await startApi(stores)
const capacity = 5
await api.send('admin', 'PUT', '/v1/admin/resources/hall', { ...agent('hall'), kind: 'room', capacity })
await api.send('admin', 'PUT', '/v1/admin/visit-types/open-house', {
  ...visitType('open-house', [{ kind: 'room', count: 1 }]),
  seats: capacity,
})
const seat = (start: string, more: object = {}) =>
  booking('x', { typeId: 'open-house', resourceIds: ['hall'], start, ...more })
const book = (start: string, more: object = {}): Promise<Reply> =>
  api.send('channel', 'POST', '/v1/visits', seat(start, more))

test('of many who want a seat at once as many get one as there are, each a visit of its own', async (t) => {
  const start = '2026-03-03T15:00:00Z'
  const answers = await Promise.all(
    Array.from({ length: 24 }, (_, i) =>
      (i % 2 ? api.send : api.sendToTwin)('channel', 'POST', '/v1/visits', seat(start)),
    ),
  )
  const visits = answers.filter(({ status }) => status === 201).map(({ body }) => body.id)
  t.equal(visits.length, capacity)
  t.equal(new Set(visits).size, capacity)
  const refused = answers.filter(({ status }) => status === 409)
  t.equal(refused.length, 24 - capacity)
  t.ok(refused.every(({ body }) => body.reason === 'capacity' && body.alternatives.length === 5))
  const { live, owned } = await liveAndOwned(api.store, ['hall'], ['2026-03-03'], visits)
  t.same(live, owned)

  const [first] = visits
  await api.send('channel', 'POST', `/v1/visits/${first}/cancel`, {})
  t.equal((await book(start)).status, 201, 'a seat that is given up is free')
  t.equal((await book(start)).status, 409, 'and no more than that')
})

test('what some have booked does not hide the start from others', async (t) => {
  const start = '2026-03-04T15:00:00Z'
  t.equal((await book(start, { seats: 2 })).status, 201)
  t.equal((await book(start, { seats: 2 })).status, 201)
  t.match(await book(start, { seats: 2 }), { status: 409, body: { reason: 'capacity' } }, 'two do not fit any more')
  const half = await book('2026-03-04T15:15:00Z')
  t.equal(half.status, 201, 'one does, also half way')
  t.equal((await book('2026-03-04T15:15:00Z')).status, 409)
  t.equal((await book(start, { seats: 6 })).status, 409, 'more than the hall ever holds')
  const { claims } = await slotOf(api.store, 'hall', '2026-03-04')
  t.equal(
    claims.reduce((sum, { seats }) => sum + seats, 0),
    capacity,
  )
})

test('a visit that waits for its confirmation takes its seat', async (t) => {
  const start = '2026-03-05T15:00:00Z'
  const pending = await book(start, { seats: capacity })
  t.equal(pending.body.status, 'pending')
  t.equal((await book(start)).status, 409)
  await api.send('operator', 'POST', `/v1/visits/${pending.body.id}/confirm`, {})
  t.equal((await book(start)).status, 409, 'and so two can never both be confirmed')
})

test('a hold, a move and a booking are told the same by the same rules', async (t) => {
  const { body: visit } = await book('2026-03-06T15:00:00Z')
  for (const [start, reason] of [
    ['2026-03-06T23:30:00Z', 'outside-hours'],
    ['2026-03-08T15:00:00Z', 'outside-hours'],
    ['2026-03-02T11:45:00Z', 'outside-hours'],
    ['2026-06-01T15:00:00Z', 'too-far'],
  ] as const) {
    const doors = [
      await book(start),
      await api.send('channel', 'POST', '/v1/holds', { typeId: 'open-house', start, resourceIds: ['hall'] }),
      await api.send('channel', 'POST', `/v1/visits/${visit.id}/reschedule`, { start }),
      await api.app.inject({
        method: 'POST',
        url: `${new URL(visit.manageUrl).pathname}/reschedule`,
        payload: { start },
      }),
    ].map((reply) => ('json' in reply ? { status: reply.statusCode, body: reply.json() } : reply))
    for (const door of doors)
      t.match(door, { status: 409, body: { type: '/problems/slot-unavailable', reason } }, start)
  }
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
