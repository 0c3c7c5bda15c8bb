import { test } from 'tap'
import { agent, booking, project, startApi, startStores, visitType } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const admin = (method: 'PUT' | 'DELETE', url: string, body?: unknown) => api.send('admin', method, url, body)

// The questions about what lies ahead are answered by the read model, so a projector runs beside.
const stopProjecting = project(api, stores)

test('a resource with a visit ahead keeps its zone and cannot be archived; once it is cancelled it can', async (t) => {
  const { body } = await api.send('channel', 'POST', '/v1/visits', booking('12:00'))
  const moved = { ...agent('ana'), timezone: 'America/Bogota' }
  t.match(await admin('PUT', '/v1/admin/resources/ana', moved), {
    status: 409,
    body: { type: '/problems/timezone-locked', timezone: 'America/Santiago' },
  })
  t.match(await admin('DELETE', '/v1/admin/resources/ana'), {
    status: 409,
    body: { type: '/problems/resource-in-use' },
  })
  const longer = { ...agent('ana'), name: 'Ana María' }
  t.equal((await admin('PUT', '/v1/admin/resources/ana', longer)).status, 200, 'anything else may change')

  await api.send('operator', 'POST', `/v1/visits/${body.id}/cancel`, {})
  t.equal((await admin('PUT', '/v1/admin/resources/ana', moved)).status, 200)
  t.equal((await admin('PUT', '/v1/admin/resources/ana', longer)).status, 200)
  t.equal((await admin('DELETE', '/v1/admin/resources/ana')).status, 204)
  t.equal((await admin('DELETE', '/v1/admin/resources/ana')).status, 204, 'asked twice it changes nothing')
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('12:00'))).status, 404)
  t.equal((await admin('PUT', '/v1/admin/resources/ana', longer)).status, 200, 'put again, it is back')
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('12:00'))).status, 201)
})

test('a visit type and a location with visits ahead cannot be archived', async (t) => {
  const type = visitType('call', [{ kind: 'agent', count: 1 }])
  await admin('PUT', '/v1/admin/visit-types/call', type)
  const { body } = await api.send('channel', 'POST', '/v1/visits', booking('13:00', { typeId: 'call' }))
  t.match(await admin('DELETE', '/v1/admin/visit-types/call'), {
    status: 409,
    body: { type: '/problems/visit-type-in-use' },
  })
  t.match(await admin('DELETE', '/v1/admin/locations/centro'), {
    status: 409,
    body: { type: '/problems/location-in-use' },
  })
  await api.send('operator', 'POST', `/v1/visits/${body.id}/cancel`, {})
  t.equal((await admin('DELETE', '/v1/admin/visit-types/call')).status, 204)
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('13:00', { typeId: 'call' }))).status, 404)
})

test('what does not exist cannot be archived', async (t) => {
  for (const url of ['resources/nobody', 'visit-types/nothing', 'locations/nowhere']) {
    t.match(await admin('DELETE', `/v1/admin/${url}`), { status: 404, body: { type: '/problems/not-found' } }, url)
  }
})

test('policies are set in part or whole, and a change of confirmation holds from the next booking on', async (t) => {
  t.match(await admin('PUT', '/v1/admin/tenant/policies', { confirmation: 'automatic' }), {
    status: 200,
    body: { confirmation: 'automatic', timezone: 'America/Santiago', holdSeconds: 60 },
  })
  const { body } = await api.send('channel', 'POST', '/v1/visits', booking('14:00'))
  t.match(body, { status: 'confirmed', revision: 1 })
  t.equal((await admin('PUT', '/v1/admin/tenant/policies', { minNoticeMinutes: 600 })).status, 200)
  const soon = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: '2026-03-02T18:00:00Z' }))
  t.match(soon, { status: 409, body: { reason: 'too-soon' } })
  t.match(await admin('PUT', '/v1/admin/tenant/policies', { timezone: 'Mars/Base' }), { status: 400 })
  t.match(await admin('PUT', '/v1/admin/tenant/policies', { minNoticeMinutes: 600 }), {
    status: 200,
    headers: { 'visita-unchanged': 'true' },
  })
})

test('while the read model is behind, what lies ahead is not guessed', async (t) => {
  await stopProjecting()
  await api.send('channel', 'POST', '/v1/visits', booking('15:00'))
  const reply = await admin('DELETE', '/v1/admin/resources/ana')
  t.match(reply, { status: 503, body: { type: '/problems/read-model-behind' }, headers: { 'retry-after': '2' } })
})

test('the manual clock is set for everybody', async (t) => {
  const set = await api.send('platform', 'PUT', '/v1/_clock', { now: '2026-03-02T20:00:00-03:00' })
  t.match(set, { status: 200, body: { now: '2026-03-02T23:00:00Z' } })
  t.match(await api.send('platform', 'GET', '/v1/_clock'), { body: { now: '2026-03-02T23:00:00Z' } })
  const soon = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: '2026-03-03T12:30:00Z' }))
  t.match(soon.body, { createdAt: '2026-03-02T23:00:00Z' })
  t.match(await api.send('platform', 'PUT', '/v1/_clock', { now: 'tomorrow' }), { status: 400 })
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
