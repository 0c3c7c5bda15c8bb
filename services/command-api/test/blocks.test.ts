import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { test } from 'tap'
import { agent, booking, slotEvents, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const url = '/v1/admin/agenda/blocks'
const post = (body: unknown, headers?: Record<string, string>) => api.send('operator', 'POST', url, body, headers)
const lift = (id: string) => api.send('operator', 'DELETE', `${url}/${id}`)
const book = (start: string, more: Record<string, unknown> = {}) =>
  api.send('channel', 'POST', '/v1/visits', booking('x', { start, ...more }))

/** Half past eight to half past nine in Santiago, that is one hour of opening and what lies before it. */
const block = (date: string, more: Record<string, unknown> = {}) => ({
  resourceIds: ['ana'],
  start: `${date}T11:30:00Z`,
  end: `${date}T12:30:00Z`,
  reason: 'The lift is being repaired',
  onConflict: 'refuse',
  ...more,
})

/** What lies on an agent's day, as the stream tells it: `[from, until]` of every block. */
async function blocksOn(resource: string, date: string): Promise<string[][]> {
  const live = new Map<string, string[]>()
  for (const { type, data } of await api.store.read(StreamName.slot(tenant, resource as never, date))) {
    const { blockId, coversFrom, coversUntil } = data as Record<string, string>
    if (type === 'SlotBlocked') live.set(blockId ?? '', [coversFrom ?? '', coversUntil ?? ''])
    if (type === 'SlotUnblocked') live.delete(blockId ?? '')
  }
  return [...live.values()]
}

test('a block takes the time of its resources until it is lifted, in full', async (t) => {
  const date = '2026-03-03'
  const placed = await post(block(date, { resourceIds: ['ana', 'ben'] }))
  t.match(placed, { status: 201, body: { conflicts: [] }, headers: { 'visita-position': /./ } })
  for (const resourceIds of [['ana'], ['ben']]) {
    t.match(await book(`${date}T12:00:00Z`, { resourceIds }), { status: 409, body: { reason: 'blocked' } })
  }
  t.equal((await book(`${date}T12:30:00Z`)).status, 201, 'what only touches it is free')

  const lifted = await lift(placed.body.blockId)
  t.match(lifted, { status: 204, headers: { 'visita-position': /./ } })
  t.equal((await book(`${date}T12:00:00Z`)).status, 201)
  t.match(await lift(placed.body.blockId), { status: 204, headers: { 'visita-unchanged': 'true' } })
  t.equal((await lift(randomUUID())).status, 404)
})

test('a block that is to be refused names the visits in its way, and nothing of it is laid', async (t) => {
  const date = '2026-03-04'
  const { body: visit } = await book(`${date}T12:00:00Z`)
  const key = { 'idempotency-key': randomUUID() }
  const body = block(date, { resourceIds: ['ben', 'ana'] })
  const refused = await post(body, key)
  t.match(refused, { status: 409, body: { type: '/problems/block-conflicts', conflicts: [visit.id] } })
  t.same(await slotEvents(api.store, 'ben', date), [], 'nor was it for a moment')

  await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  t.equal((await post(body, key)).status, 201, 'a refusal keeps no key: asked again, it is decided again')
})

test('a block that keeps lies over the visits and lists them; asked again, it answers the same', async (t) => {
  const date = '2026-03-05'
  const { body: visit } = await book(`${date}T12:00:00Z`)
  const { body: tour } = await book(`${date}T13:00:00Z`, { typeId: 'tour', resourceIds: ['ana', 'flat'] })
  const { body: other } = await book(`${date}T16:00:00Z`)
  const wish = block(date, { onConflict: 'keep', end: `${date}T14:00:00Z`, resourceIds: ['ana', 'flat'] })
  const key = { 'idempotency-key': randomUUID() }
  const placed = await post(wish, key)
  t.equal(placed.status, 201)
  t.same([...placed.body.conflicts].sort(), [visit.id, tour.id].sort(), 'each visit once, also where it takes two')
  t.notOk(placed.body.conflicts.includes(other.id))
  t.equal((await book(`${date}T12:30:00Z`)).status, 409)

  await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  const again = await post(wish, key)
  t.match(again, { status: 201, headers: { 'idempotent-replayed': 'true' } })
  t.same(again.body, placed.body, 'also when the visits have gone since')
  t.match(await post({ ...wish, reason: 'Something else' }, key), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
})

test('all of a location are blocked, and a name that is not there is refused', async (t) => {
  const date = '2026-03-06'
  const { resourceIds, ...rest } = block(date)
  t.equal((await post({ ...rest, locationId: 'centro' })).status, 201)
  for (const id of ['ana', 'ben', 'flat']) t.same(await blocksOn(id, date), [[rest.start, rest.end]], id)

  t.match(await post(rest), { status: 400, body: { errors: [{ message: /resourceIds or a locationId/ }] } })
  t.equal((await post({ ...rest, locationId: 'nowhere' })).status, 404)
  t.equal((await post({ ...rest, resourceIds: ['nobody'] })).status, 404)
  await api.send('admin', 'PUT', '/v1/admin/locations/empty', { id: 'empty', name: 'Empty', timezone: 'UTC' })
  t.match(await post({ ...rest, locationId: 'empty' }), { status: 422, body: { type: '/problems/no-resource-fits' } })
  t.match(await post({ ...rest, resourceIds: ['ana'], locationId: 'empty' }), {
    status: 422,
    body: { type: '/problems/resources-do-not-fit', resourceIds: ['ana'] },
  })
  t.match(await post({ ...rest, resourceIds: ['ana'], end: rest.start }), {
    status: 400,
    body: { type: '/problems/invalid-configuration', errors: [{ path: '/end' }] },
  })
  t.match(await post({ ...rest, resourceIds: ['ana'], timezone: 'Mars/Base' }), { status: 400 })
})

test('only staff block, and only their own', async (t) => {
  for (const role of ['channel', 'auditor'] as const) {
    t.equal((await api.send(role, 'POST', url, block('2026-03-09'))).status, 403, role)
    t.equal((await api.send(role, 'DELETE', `${url}/${randomUUID()}`)).status, 403, role)
  }
  t.equal((await api.send('admin', 'POST', url, block('2026-03-09'))).status, 201)
  t.match(await api.send('operator', 'POST', url, block('2026-03-09'), { 'idempotency-key': '' }), { status: 400 })

  const { body: placed } = await post(block('2026-03-11'))
  const policies = { timezone: 'UTC', locale: 'es-CL', country: 'CL' }
  await api.send('platform', 'POST', '/v1/platform/tenants', { id: 'rival', name: 'Rival', policies })
  const { body: issued } = await api.send('platform', 'POST', '/v1/platform/tenants/rival/keys', { role: 'operator' })
  const authorization = `Bearer ${issued.key}`
  const theirs = await api.send('operator', 'DELETE', `${url}/${placed.blockId}`, undefined, { authorization })
  t.equal(theirs.status, 404)
  t.equal((await blocksOn('ana', '2026-03-11')).length, 1)
  t.equal((await api.send('operator', 'POST', url, block('2026-03-11'), { authorization })).status, 404)
})

test('a block covers exactly its instants on the days of 23 and 25 hours, cut at the midnights of each resource', async (t) => {
  // In Santiago the clocks go back from 24:00 to 23:00 on 2026-04-04, and forward at 24:00 on 2026-09-05.
  await api.send('admin', 'PUT', '/v1/admin/resources/mad', { ...agent('mad'), timezone: 'Europe/Madrid' })
  const body = (start: string, end: string) => ({ ...block('2026-03-03'), resourceIds: ['ana', 'mad'], start, end })
  await post(body('2026-04-05T01:00:00Z', '2026-04-05T06:00:00Z'))
  t.same(await blocksOn('ana', '2026-04-04'), [['2026-04-05T01:00:00Z', '2026-04-05T04:00:00Z']])
  t.same(await blocksOn('ana', '2026-04-05'), [['2026-04-05T04:00:00Z', '2026-04-05T06:00:00Z']])
  t.same(await blocksOn('mad', '2026-04-05'), [['2026-04-05T01:00:00Z', '2026-04-05T06:00:00Z']])

  const { body: placed } = await post(body('2026-09-06T03:30:00Z', '2026-09-07T03:30:00Z'))
  t.same(await blocksOn('ana', '2026-09-05'), [['2026-09-06T03:30:00Z', '2026-09-06T04:00:00Z']])
  t.same(await blocksOn('ana', '2026-09-06'), [['2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z']], 'of 23 hours')
  t.same(await blocksOn('mad', '2026-09-06'), [['2026-09-06T03:30:00Z', '2026-09-06T22:00:00Z']])
  t.same(await blocksOn('mad', '2026-09-07'), [['2026-09-06T22:00:00Z', '2026-09-07T03:30:00Z']])
  await lift(placed.blockId)
  for (const date of ['2026-09-05', '2026-09-06', '2026-09-07']) {
    t.same([...(await blocksOn('ana', date)), ...(await blocksOn('mad', date))], [], date)
  }
})

test('a block that repeats keeps its wall-clock times, and is laid as far as ninety days ahead', async (t) => {
  const weekly = { repeat: { freq: 'weekly', interval: 1, until: '2026-12-31' } }
  const { body: placed } = await post(block('2026-03-10', weekly))
  t.same(await blocksOn('ana', '2026-03-31'), [['2026-03-31T11:30:00Z', '2026-03-31T12:30:00Z']])
  t.same(await blocksOn('ana', '2026-04-07'), [['2026-04-07T12:30:00Z', '2026-04-07T13:30:00Z']], 'after the change')
  t.same((await blocksOn('ana', '2026-05-26')).length, 1)
  t.same(await blocksOn('ana', '2026-06-02'), [], 'not yet')
  await lift(placed.blockId)
  t.same(await blocksOn('ana', '2026-05-26'), [])
  t.match(await post(block('2026-03-10', { repeat: { freq: 'daily', until: '2026-04-01' } })), { status: 400 })

  const bookAhead = (maxAdvanceDays: number) =>
    api.send('admin', 'PUT', '/v1/admin/tenant/policies', { maxAdvanceDays })
  await bookAhead(200)
  const { body: further } = await post(block('2026-03-10', weekly))
  t.same((await blocksOn('ana', '2026-06-02')).length, 1, 'as far as the tenant books')
  await bookAhead(30)
  await lift(further.blockId)
  t.same(await blocksOn('ana', '2026-06-02'), [], 'and lifted in full when that is shorter by then')
})

test('a block and a booking that want the same time at once: one of them gets it', async (t) => {
  for (let round = 0; round < 8; round++) {
    const date = `2026-03-${String(16 + (round % 5)).padStart(2, '0')}`
    const hour = 13 + Math.floor(round / 5)
    const span = { start: `${date}T${hour}:00:00Z`, end: `${date}T${hour}:30:00Z` }
    const [placed, booked] = await Promise.all([
      post(block(date, { ...span, resourceIds: ['ben', 'ana'] })),
      api.sendToTwin('channel', 'POST', '/v1/visits', booking('x', { start: span.start })),
    ])
    t.same([placed.status, booked.status].sort(), [201, 409], `${date} ${hour}`)
    const lies = async (id: string) => (await blocksOn(id, date)).filter(([from]) => from === span.start).length
    t.same([await lies('ana'), await lies('ben')], placed.status === 201 ? [1, 1] : [0, 0], 'all of it or nothing')
    if (booked.status === 201) t.same(placed.body.conflicts, [booked.body.id])
  }
})

test('the same request on two instances at once lays one block', async (t) => {
  const date = '2026-03-23'
  const key = { 'idempotency-key': randomUUID() }
  const [one, two] = await Promise.all([
    post(block(date), key),
    api.sendToTwin('operator', 'POST', url, block(date), key),
  ])
  t.same([one.status, two.status, one.body], [201, 201, two.body])
  t.same(await slotEvents(api.store, 'ana', date), ['SlotBlocked'])
})

test('the reason is not in the log in plain text', async (t) => {
  const { body } = await post(block('2026-03-24'))
  const [placed] = await api.store.read(StreamName.block(tenant, body.blockId))
  t.match(placed?.data, { reason: /^sealed:v1:/ })
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
