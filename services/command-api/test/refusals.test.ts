import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { agent, booking, startApi, startStores } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const other = 'otra'
await api.send('platform', 'POST', '/v1/platform/tenants', {
  id: other,
  name: 'Otra',
  policies: { timezone: 'Europe/Madrid', locale: 'es', country: 'ES' },
})
const issued = await api.send('platform', 'POST', `/v1/platform/tenants/${other}/keys`, { role: 'operator' })
const theirs = { authorization: `Bearer ${issued.body.key}` }

async function eventCount(): Promise<bigint> {
  return api.store.head()
}

const wish = () => booking('12:00', { customer: { name: 'Ana', phone: '+56911111111' } })
const bad: readonly (readonly [what: string, body: unknown, status: number, problem: string])[] = [
  ['an unknown field', { ...wish(), colour: 'red' }, 400, 'invalid-request'],
  ['an unknown field of the customer', { ...wish(), customer: { name: 'Ana', age: 7 } }, 400, 'invalid-request'],
  ['no start', { ...wish(), start: undefined }, 400, 'invalid-request'],
  ['a start without an offset', { ...wish(), start: '2026-03-03T12:00:00' }, 400, 'invalid-request'],
  ['a start on a date that does not exist', { ...wish(), start: '2026-02-30T12:00:00Z' }, 400, 'invalid-request'],
  ['a start that is a number', { ...wish(), start: 1772539200000 }, 400, 'invalid-request'],
  ['no seats at all', { ...wish(), seats: 0 }, 400, 'invalid-request'],
  ['half a seat', { ...wish(), seats: 1.5 }, 400, 'invalid-request'],
  ['an e-mail that is none', { ...wish(), customer: { name: 'Ana', email: 'ana' } }, 400, 'invalid-request'],
  ['a phone that is none', { ...wish(), customer: { name: 'Ana', phone: '12' } }, 400, 'invalid-request'],
  [
    'a zone that does not exist',
    { ...wish(), customer: { name: 'Ana', timezone: 'Mars/Base' } },
    400,
    'invalid-request',
  ],
  ['a malformed resource id', { ...wish(), resourceIds: ['../ana'] }, 400, 'invalid-request'],
  ['the same resource twice', { ...wish(), resourceIds: ['ana', 'ana'] }, 400, 'invalid-request'],
  ['an unknown visit type', { ...wish(), typeId: 'unheard' }, 404, 'not-found'],
  ['an unknown resource', { ...wish(), resourceIds: ['nobody'] }, 404, 'not-found'],
  ['an unknown customer', { ...wish(), customer: { id: randomUUID() } }, 404, 'not-found'],
  ['more seats than there are', { ...wish(), seats: 2 }, 409, 'slot-unavailable'],
  ['a time at which it was asked for', { ...wish(), occurredAt: '2020-01-01T09:00:00Z' }, 400, 'invalid-request'],
  ['an import by a channel', { ...wish(), origin: 'import' }, 403, 'import-not-allowed'],
  ['a list', [wish()], 400, 'invalid-request'],
]

for (const [what, body, status, problem] of bad) {
  test(`a booking with ${what} is refused and writes nothing`, async (t) => {
    const before = await eventCount()
    const reply = await api.send('channel', 'POST', '/v1/visits', body)
    t.match(reply, { status, body: { type: `/problems/${problem}`, status } })
    t.match(reply.headers['content-type'], 'application/problem+json')
    t.equal(await eventCount(), before)
    t.notMatch(JSON.stringify(reply.body), /56911111111/, 'and repeats no contact data')
  })
}

test('a booking without an idempotency key, or with one that is none, is refused', async (t) => {
  for (const key of ['', 'has space', 'ñ'.repeat(3), 'x'.repeat(256)]) {
    const reply = await api.send('channel', 'POST', '/v1/visits', wish(), { 'idempotency-key': key })
    t.equal(reply.status, 400, JSON.stringify(key.slice(0, 10)))
  }
})

test('broken JSON, a wrong content type and a body too large each have their answer', async (t) => {
  const post = (payload: string, type = 'application/json') =>
    api.app.inject({
      method: 'POST',
      url: '/v1/visits',
      payload,
      headers: { authorization: `Bearer ${stores.places.keys.channel}`, 'content-type': type, 'idempotency-key': 'k' },
    })
  t.equal((await post('{"typeId":')).statusCode, 400)
  t.equal((await post('typeId=viewing', 'application/x-www-form-urlencoded')).statusCode, 415)
  t.equal((await post(JSON.stringify({ notes: 'x'.repeat(300_000) }))).statusCode, 413)
})

for (const [method, url, body, allowed] of [
  ['POST', '/v1/visits', wish(), ['channel', 'operator', 'admin']],
  ['POST', `/v1/visits/${randomUUID()}/confirm`, {}, ['channel', 'operator']],
  ['POST', `/v1/visits/${randomUUID()}/cancel`, {}, ['channel', 'operator']],
  ['POST', '/v1/customers', { name: 'Ana' }, ['channel', 'operator']],
  ['PUT', '/v1/admin/tenant/policies', {}, ['admin']],
  ['PUT', '/v1/admin/locations/centro', {}, ['admin']],
  ['DELETE', '/v1/admin/locations/centro', undefined, ['admin']],
  ['PUT', '/v1/admin/resources/ana', {}, ['admin']],
  ['DELETE', '/v1/admin/resources/ana', undefined, ['admin']],
  ['PUT', '/v1/admin/visit-types/viewing', {}, ['admin']],
  ['DELETE', '/v1/admin/visit-types/viewing', undefined, ['admin']],
  ['POST', '/v1/platform/tenants', {}, ['platform']],
  ['POST', '/v1/platform/tenants/demo/keys', {}, ['platform']],
  ['DELETE', '/v1/platform/tenants/demo/keys/abcdefgh', undefined, ['platform']],
  ['PUT', '/v1/_clock', {}, ['platform']],
] as const) {
  test(`${method} ${url.replace(/[0-9a-f-]{36}/, ':id')} is for ${allowed.join(', ')} and for nobody else`, async (t) => {
    for (const role of ['platform', 'admin', 'operator', 'channel', 'auditor'] as const) {
      if ((allowed as readonly string[]).includes(role)) continue
      t.equal((await api.send(role, method, url, body)).status, 403, role)
    }
    t.equal((await api.send('stranger', method, url, body)).status, 401)
  })
}

test("another tenant's visit, resource and type are not there", async (t) => {
  const { body } = await api.send('channel', 'POST', '/v1/visits', booking('13:00'))
  for (const action of ['confirm', 'cancel']) {
    const reply = await api.send('operator', 'POST', `/v1/visits/${body.id}/${action}`, {}, theirs)
    t.match(reply, { status: 404, body: { type: '/problems/not-found' } })
  }
  t.equal((await api.send('operator', 'POST', '/v1/visits', wish(), theirs)).status, 404)
  t.equal((await api.send('operator', 'POST', `/v1/visits/${body.id}/confirm`, {})).status, 200)
})

test('a revision that has passed is refused, the present one is not', async (t) => {
  const { body } = await api.send('channel', 'POST', '/v1/visits', booking('13:30'))
  const confirm = (tag: string) =>
    api.send('operator', 'POST', `/v1/visits/${body.id}/confirm`, {}, { 'if-match': tag })
  t.match(await confirm('"7"'), { status: 412, body: { type: '/problems/precondition-failed' } })
  t.match(await confirm('"0"'), { status: 200, headers: { etag: '"1"' } })
  t.match(await confirm('"1"'), { status: 200, headers: { 'visita-unchanged': 'true' } })
})

test('a customer cannot cancel inside the window, staff can', async (t) => {
  const { body } = await api.send('operator', 'POST', '/v1/visits', booking('x', { start: '2026-03-02T13:30:00Z' }))
  t.match(await api.send('channel', 'POST', `/v1/visits/${body.id}/cancel`, {}), {
    status: 409,
    body: { type: '/problems/cancellation-window-closed', until: '2026-03-02T11:30:00Z' },
  })
  t.equal((await api.send('operator', 'POST', `/v1/visits/${body.id}/cancel`, {})).status, 200)
  t.match(await api.send('operator', 'POST', `/v1/visits/${body.id}/confirm`, {}), {
    status: 409,
    body: { type: '/problems/illegal-transition', from: 'cancelled', to: 'confirmed', allowed: [] },
  })
})

test('a configuration that makes no sense is refused with the place named', async (t) => {
  const put = (more: object) => api.send('admin', 'PUT', '/v1/admin/resources/ana', { ...agent('ana'), ...more })
  const hours = (start: string, end: string) => ({
    schedule: { weekly: [{ days: [1], start, end }], exceptions: [], holidays: null },
  })
  t.match(await put({ timezone: 'Mars/Base' }), { status: 400, body: { errors: [{ path: '/timezone' }] } })
  t.match(await put(hours('18:00', '09:00')), { status: 400, body: { errors: [{ path: /weekly/ }] } })
  t.equal((await put(hours('25:00', '26:00'))).status, 400)
  t.equal((await put({ locationId: 'nowhere' })).status, 404)
  t.match(await put({ id: 'ben' }), { status: 400, body: { errors: [{ path: '/id' }] } })
  t.match(await put({}), { status: 200, headers: { 'visita-unchanged': 'true' } }, 'the same again writes nothing')
})

test('a key works from the moment it is issued, is shown again to the same request, and not after it is revoked', async (t) => {
  const key = { 'idempotency-key': randomUUID() }
  const ask = () =>
    api.send('platform', 'POST', '/v1/platform/tenants/demo/keys', { role: 'channel', label: 'web' }, key)
  const [first, second] = [await ask(), await ask()]
  t.same([first.status, second.status], [201, 201])
  t.same(second.body, first.body)
  const use = () =>
    api.send('channel', 'POST', '/v1/customers', { name: 'Ana' }, { authorization: `Bearer ${first.body.key}` })
  t.equal((await use()).status, 201)
  const revoke = `/v1/platform/tenants/demo/keys/${first.body.keyId}`
  t.equal((await api.send('platform', 'DELETE', revoke)).status, 204)
  t.equal((await use()).status, 401)
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
