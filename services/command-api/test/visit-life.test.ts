import { randomUUID } from 'node:crypto'
import { BlockId, ResourceId, StreamName } from '@visita/domain'
import { test } from 'tap'
import { booking, monday, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)

let day = 3
/** A visit on a day of its own, as it was answered. */
async function booked(more: Record<string, unknown> = {}) {
  const date = `2026-03-${String(day).padStart(2, '0')}`
  const next = new Date(`${date}T12:00:00Z`)
  do next.setUTCDate(next.getUTCDate() + 1)
  while (next.getUTCDay() === 0 || next.getUTCDay() === 6)
  day = next.getUTCDate()
  const { status, body } = await api.send(
    'channel',
    'POST',
    '/v1/visits',
    booking('x', { start: `${date}T15:00:00Z`, ...more }),
  )
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  return { ...body, date }
}
const patch = (
  id: string,
  body: object,
  headers: Record<string, string> = {},
  role: 'operator' | 'admin' | 'channel' = 'operator',
) => api.send(role, 'PATCH', `/v1/admin/visits/${id}/status`, body, headers)
const eventsOf = (id: string) => api.store.read(StreamName.visit(tenant, id as never))

test('a visit is confirmed, set out for, checked in and completed; each step once', async (t) => {
  const { id } = await booked()
  for (const status of ['confirmed', 'en_route', 'checked_in', 'completed']) {
    t.match(await patch(id, { status }), { status: 200, body: { id, status } })
    const again = await patch(id, { status })
    t.match(again, { status: 200, body: { status }, headers: { 'visita-unchanged': 'true' } })
  }
  t.same(
    (await eventsOf(id)).map(({ type }) => type),
    ['VisitRequested', 'VisitConfirmed', 'VisitSetOut', 'VisitCheckedIn', 'VisitCompleted'],
  )
})

test('what cannot follow is refused with what can', async (t) => {
  const { id } = await booked()
  t.match(await patch(id, { status: 'completed' }), {
    status: 409,
    body: {
      type: '/problems/illegal-transition',
      from: 'pending',
      to: 'completed',
      allowed: ['confirmed', 'cancelled'],
    },
  })
  await patch(id, { status: 'confirmed' })
  t.match(await patch(id, { status: 'no_show' }), { status: 200, body: { status: 'no_show' } })
  t.match(await patch(id, { status: 'checked_in' }), { status: 409, body: { from: 'no_show', allowed: [] } })
  t.equal((await patch(id, { status: 'pending' })).status, 400)
})

test('what was done offline is told later, and both times stay', async (t) => {
  const { id } = await booked()
  await patch(id, { status: 'confirmed' })
  const occurredAt = '2026-03-02T11:02:00Z'
  const told = await patch(id, {
    status: 'checked_in',
    occurredAt: '2026-03-02T08:02:00-03:00',
    reason: 'No signal in the lift',
    evidence: { reference: 'photo-7', note: 'At the door' },
  })
  t.match(told, { status: 200, body: { status: 'checked_in' } })
  const last = (await eventsOf(id)).at(-1)
  t.match(last?.data, { at: occurredAt, evidence: { reference: 'photo-7' } })
  t.match(last?.meta, { occurredAt, recordedAt: monday })
  t.notMatch(JSON.stringify(last?.data), 'At the door')
  t.notMatch(JSON.stringify(last?.data), 'signal')

  const future = await patch(id, { status: 'completed', occurredAt: '2026-03-02T12:00:01Z' })
  t.match(future, {
    status: 400,
    body: { type: '/problems/invalid-request', errors: [{ in: 'body', path: '/occurredAt' }] },
  })
})

test('an administrator may tell too, a channel may not, and another tenant’s visit is none', async (t) => {
  const { id } = await booked()
  t.equal((await patch(id, { status: 'confirmed' }, {}, 'admin')).status, 200)
  t.equal((await patch(id, { status: 'checked_in' }, {}, 'channel')).status, 403)
  t.match(await patch(randomUUID(), { status: 'confirmed' }), { status: 404, body: { type: '/problems/not-found' } })
})

test('If-Match refuses what has changed since', async (t) => {
  const { id } = await booked()
  t.equal((await patch(id, { status: 'confirmed' }, { 'if-match': '"0"' })).headers.etag, '"1"')
  t.match(await patch(id, { status: 'checked_in' }, { 'if-match': '"0"' }), {
    status: 412,
    body: { type: '/problems/precondition-failed', revision: 1 },
  })
})

test('staff cancel when they like, and the time is free', async (t) => {
  const visit = await booked()
  const { body } = await api.send('operator', 'POST', `/v1/visits/${visit.id}/confirm`, {})
  t.equal(body.status, 'confirmed')
  t.match(await patch(visit.id, { status: 'cancelled', reason: 'Ill' }), { status: 200, body: { status: 'cancelled' } })
  const again = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: visit.start }))
  t.equal(again.status, 201)
})

test('no door confirms a visit while a block lies over it', async (t) => {
  const visit = await booked()
  const stream = StreamName.slot(tenant, ResourceId.parse('ana'), visit.date)
  const blockId = BlockId.create()
  const span = { coversFrom: visit.start, coversUntil: visit.end }
  const meta = (await eventsOf(visit.id))[0]?.meta
  if (!meta) throw new Error('no event')
  await api.store.append(
    stream,
    [{ id: randomUUID() as never, type: 'SlotBlocked', data: { blockId, ...span }, meta }],
    'any',
  )
  for (const attempt of [
    () => api.send('channel', 'POST', `/v1/visits/${visit.id}/confirm`, {}),
    () => patch(visit.id, { status: 'confirmed' }),
  ]) {
    t.match(await attempt(), { status: 409, body: { type: '/problems/visit-blocked', blockedBy: [blockId] } })
  }
  await api.store.append(stream, [{ id: randomUUID() as never, type: 'SlotUnblocked', data: { blockId }, meta }], 'any')
  t.match(await patch(visit.id, { status: 'confirmed' }), { status: 200 })
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
