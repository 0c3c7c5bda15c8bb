import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { booking, slotEvents, startApi, startStores, visitType } from './harness.ts'

const stores = await startStores()
let api = await startApi(stores)

test('a booking answers with the visit, its revision and its position', async (t) => {
  const { status, body, headers } = await api.send(
    'channel',
    'POST',
    '/v1/visits',
    booking('12:00', { notes: 'Rings twice' }),
  )
  t.equal(status, 201)
  t.match(body, {
    tenant: 'demo',
    typeId: 'viewing',
    status: 'pending',
    start: '2026-03-03T12:00:00Z',
    end: '2026-03-03T12:30:00Z',
    timezone: 'America/Santiago',
    resourceIds: ['ana'],
    locationId: 'centro',
    unitId: null,
    seats: 1,
    revision: 0,
    origin: 'api',
    createdAt: '2026-03-02T12:00:00Z',
  })
  t.equal(headers.etag, '"0"')
  t.ok(headers['visita-position'])
})

test('a taken time is refused with the reason and the nearest open starts, and nothing is written', async (t) => {
  await api.send('channel', 'POST', '/v1/visits', booking('15:00'))
  const before = await slotEvents(api.store, 'ana')
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking('15:00'))
  t.equal(status, 409)
  t.match(body, { type: '/problems/slot-unavailable', status: 409, reason: 'reserved' })
  t.same(
    body.alternatives.map(({ start }: { start: string }) => start),
    [
      '2026-03-03T14:30:00Z',
      '2026-03-03T15:30:00Z',
      '2026-03-03T14:00:00Z',
      '2026-03-03T16:00:00Z',
      '2026-03-03T13:30:00Z',
    ],
  )
  t.same(await slotEvents(api.store, 'ana'), before)
  const accepted = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: body.alternatives[0].start }))
  t.equal(accepted.status, 201, 'what is offered can be booked')
})

for (const [what, start, reason] of [
  ['before opening', '2026-03-03T11:00:00Z', 'outside-hours'],
  ['on a closed day', '2026-03-07T15:00:00Z', 'outside-hours'],
  ['in the past', '2026-03-02T11:30:00Z', 'outside-hours'],
  ['beyond the horizon', '2026-05-05T15:00:00Z', 'too-far'],
  ['at the end of the calendar', '9999-12-31T23:30:00Z', 'too-far'],
  ['at its beginning', '1900-01-01T00:00:00Z', 'outside-hours'],
] as const) {
  test(`a start ${what} is refused as ${reason}`, async (t) => {
    const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking('x', { start }))
    t.equal(status, 409)
    t.match(body, { type: '/problems/slot-unavailable', reason })
    t.ok(body.alternatives.length <= 5)
  })
}

test('without a resource the least loaded one that suits is taken, and when none is left it says so', async (t) => {
  const ask = () =>
    api.send('channel', 'POST', '/v1/visits', booking('17:00', { resourceIds: undefined, locationId: 'centro' }))
  const [first, second, third] = [await ask(), await ask(), await ask()]
  t.same([first.status, second.status, third.status], [201, 201, 409])
  t.same([first.body.resourceIds, second.body.resourceIds].flat().sort(), ['ana', 'ben'])
  t.equal(third.body.reason, 'reserved')
})

test('a type that needs two kinds takes both or neither', async (t) => {
  const tour = (time: string) => booking(time, { typeId: 'tour', resourceIds: ['flat', 'ben'] })
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', tour('18:00'))
  t.equal(status, 201)
  t.same([...body.resourceIds].sort(), ['ben', 'flat'])
  const again = await api.send('channel', 'POST', '/v1/visits', { ...tour('18:00'), resourceIds: ['flat', 'ana'] })
  t.equal(again.status, 409)
  const free = await api.send('channel', 'POST', '/v1/visits', booking('18:00'))
  t.equal(free.status, 201, 'the agent of the refused tour is free')
})

test('resources that the type does not need are refused', async (t) => {
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking('19:00', { resourceIds: ['flat'] }))
  t.equal(status, 422)
  t.match(body, { type: '/problems/resources-do-not-fit', resourceIds: ['flat'] })
})

test('a type that no resource can serve says so', async (t) => {
  await api.send('admin', 'PUT', '/v1/admin/visit-types/ride', visitType('ride', [{ kind: 'vehicle', count: 1 }]))
  const { status, body } = await api.send(
    'channel',
    'POST',
    '/v1/visits',
    booking('19:00', { typeId: 'ride', resourceIds: undefined }),
  )
  t.equal(status, 422)
  t.match(body, { type: '/problems/no-resource-fits', kind: 'vehicle', count: 1 })
})

test('staff may overlap on purpose, with a reason; a channel may not', async (t) => {
  const overlap = (more: object) => booking('15:00', { override: true, overrideReason: 'The owner insists', ...more })
  t.match(await api.send('channel', 'POST', '/v1/visits', overlap({})), {
    status: 403,
    body: { type: '/problems/override-not-allowed' },
  })
  t.equal((await api.send('operator', 'POST', '/v1/visits', overlap({ overrideReason: undefined }))).status, 400)
  t.equal((await api.send('operator', 'POST', '/v1/visits', overlap({}))).status, 201)
  const night = await api.send('operator', 'POST', '/v1/visits', overlap({ start: '2026-03-03T23:00:00Z' }))
  t.equal(night.status, 201, 'also outside hours')
  const late = await api.send('operator', 'POST', '/v1/visits', overlap({ start: '2026-03-04T02:45:00Z' }))
  t.match(late, { status: 422, body: { type: '/problems/crosses-midnight' } }, 'never across the end of a day')
})

test('the same key and body give the same answer, also after a restart, a change and a cancellation', async (t) => {
  const key = { 'idempotency-key': randomUUID() }
  const wish = booking('13:00', { resourceIds: ['ben'] })
  const first = await api.send('channel', 'POST', '/v1/visits', wish, key)
  t.equal(first.status, 201)
  const written = await slotEvents(api.store, 'ben')

  const again = await api.send('channel', 'POST', '/v1/visits', wish, key)
  t.same([again.status, again.body], [201, first.body])
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.notOk(first.headers['idempotent-replayed'])

  await api.send('operator', 'POST', `/v1/visits/${first.body.id}/confirm`, {})
  await api.close()
  api = await startApi(stores)
  const restarted = await api.send('channel', 'POST', '/v1/visits', wish, key)
  t.same([restarted.status, restarted.body], [201, first.body], 'as it was answered then, not as it is now')
  t.same(await slotEvents(api.store, 'ben'), written)

  await api.send('operator', 'POST', `/v1/visits/${first.body.id}/cancel`, { reason: 'Ill' })
  const other = await api.send('channel', 'POST', '/v1/visits', { ...wish, customer: { name: 'Somebody else' } })
  t.equal(other.status, 201, 'the time is free again')
  await api.close()
  api = await startApi(stores)
  const cancelled = await api.send('channel', 'POST', '/v1/visits', wish, key)
  t.same([cancelled.status, cancelled.body], [201, first.body])
})

test('the same key with another body is refused and leaves nothing behind, also after a restart', async (t) => {
  const key = { 'idempotency-key': randomUUID() }
  t.equal(
    (await api.send('channel', 'POST', '/v1/visits', booking('14:00', { resourceIds: ['ben'] }), key)).status,
    201,
  )
  const other = booking('16:00', { resourceIds: ['ben'] })
  const before = await slotEvents(api.store, 'ben')
  t.match(await api.send('channel', 'POST', '/v1/visits', other, key), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
  t.same(await slotEvents(api.store, 'ben'), before)
  await api.close()
  api = await startApi(stores)
  t.equal((await api.send('channel', 'POST', '/v1/visits', other, key)).status, 422)
  const free = await api.send('channel', 'POST', '/v1/visits', other)
  t.equal(free.status, 201, 'the time that it asked for is free')
})

test('a refused request keeps no key', async (t) => {
  const key = { 'idempotency-key': randomUUID() }
  const taken = await api.send('channel', 'POST', '/v1/visits', booking('20:00', { resourceIds: ['ben'] }))
  const wish = booking('20:00', { resourceIds: ['ben'] })
  t.equal((await api.send('channel', 'POST', '/v1/visits', wish, key)).status, 409)
  await api.send('operator', 'POST', `/v1/visits/${taken.body.id}/cancel`, {})
  const again = await api.send('channel', 'POST', '/v1/visits', wish, key)
  t.equal(again.status, 201)
  t.notOk(again.headers['idempotent-replayed'])
})

test('many who send the same request at once get one visit', async (t) => {
  const key = { 'idempotency-key': randomUUID() }
  const wish = booking('19:30', { resourceIds: ['ben'] })
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => api.send('channel', 'POST', '/v1/visits', wish, key)),
  )
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
  t.ok(answers.every(({ status }) => status === 201))
  t.equal(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 19)
})

test('one customer is one: by external id, or else by phone, however the number is written', async (t) => {
  const book = async (time: string, customer: object) =>
    (await api.send('channel', 'POST', '/v1/visits', booking(time, { start: `2026-03-05T${time}:00Z`, customer }))).body
      .customerId
  const first = await book('12:00', { name: 'Ana', phone: '+56 9 8765 4321' })
  t.equal(await book('12:30', { name: 'Ana', phone: '9 8765 4321' }), first)
  const external = await book('13:00', { name: 'Eva', externalId: 'crm-7' })
  t.not(external, first)
  t.equal(await book('13:30', { name: 'Eva', externalId: 'crm-7', phone: '+56911112222' }), external)
  t.equal(await book('14:00', { id: external }), external)
})

test('a hundred bookings of one start at once make one visit', async (t) => {
  const wish = () => booking('15:00', { start: '2026-03-06T15:00:00Z' })
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => api.send('channel', 'POST', '/v1/visits', wish())),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status, body }) => status === 409 && body.alternatives.length === 5).length, 99)
  t.same(await slotEvents(api.store, 'ana', '2026-03-06'), ['SlotReserved'])
})

test('no event holds a name, a phone, a note or a reason in plain text', async (t) => {
  const visit = await api.send(
    'operator',
    'POST',
    '/v1/visits',
    booking('16:00', {
      start: '2026-03-06T16:00:00Z',
      customer: { name: 'Geheimnis', phone: '+56955555555', email: 'geheim@example.com', externalId: 'geheim-1' },
      participants: [{ name: 'Begleitung', phone: '+56966666666', role: 'partner' }],
      notes: 'Vertraulich',
      override: true,
      overrideReason: 'Ausnahme',
    }),
  )
  t.equal(visit.status, 201)
  await api.send('operator', 'POST', `/v1/visits/${visit.body.id}/cancel`, { reason: 'Krankheit' })
  const streams = [`visit-demo_${visit.body.id}`, `customer-demo_${visit.body.customerId}`, 'slot-demo_ana_2026-03-06']
  const text = JSON.stringify(
    (await Promise.all(streams.map((stream) => api.store.read(stream)))).flat(),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  )
  for (const plain of [
    'Geheimnis',
    '5555555',
    'geheim',
    'Begleitung',
    '6666666',
    'Vertraulich',
    'Ausnahme',
    'Krankheit',
  ]) {
    t.notMatch(text, plain)
  }
  t.match(text, 'sealed:v1:')
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
