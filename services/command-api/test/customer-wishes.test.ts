import { randomUUID } from 'node:crypto'
import { PersonId, StreamName } from '@visita/domain'
import { test } from 'tap'
import { booking, project, projected, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const endProjecting = project(api, stores)

const register = async (body: object): Promise<string> => {
  const { body: answer } = await api.send('channel', 'POST', '/v1/customers', body)
  return answer.id
}
const streamOf = (id: string) => api.store.read(StreamName.customer(tenant, PersonId.parse(id)))
const typesOf = async (id: string) => (await streamOf(id)).map(({ type }) => type)
const choose = (id: string, body: unknown, role: 'channel' | 'admin' | 'operator' = 'channel') =>
  api.send(role, 'PUT', `/v1/customers/${id}/preferences`, body)
const erase = (id: string, role: 'channel' | 'admin' | 'operator' = 'admin') =>
  api.send(role, 'DELETE', `/v1/customers/${id}`)

test('what a customer wants to be told of is put whole; the same again changes nothing', async (t) => {
  const id = await register({ name: 'Ana', phone: '+56911110001' })
  const preferences = { all: { waitlist: false }, email: { all: false, reminder: true } }
  const first = await choose(id, { preferences, quietHours: { start: '22:00', end: '08:00' }, legalOptOut: true })
  const said = { preferences, quietHours: { start: '22:00', end: '08:00' }, legalOptOut: true }
  t.same([first.status, first.body], [200, said])
  t.ok(first.headers['visita-position'])
  const again = await choose(id, { preferences }, 'admin')
  t.same([again.status, again.body, again.headers['visita-unchanged']], [200, said, 'true'])
  const other = await choose(id, { preferences: {}, quietHours: null })
  t.same(
    other.body,
    { preferences: {}, quietHours: null, legalOptOut: true },
    'what the law says stays until it is taken back',
  )
  t.same(await typesOf(id), ['CustomerRegistered', 'CustomerPreferencesSet', 'CustomerPreferencesSet'])
})

test('preferences that mean nothing are refused with the place named', async (t) => {
  const id = await register({ name: 'Ana', phone: '+56911110002' })
  for (const [body, path] of [
    [{}, ''],
    [{ preferences: { fax: { all: false } } }, '/preferences/fax'],
    [{ preferences: { email: { birthday: false } } }, '/preferences/email/birthday'],
    [{ preferences: { email: { all: 'no' } } }, '/preferences/email/all'],
    [{ preferences: {}, quietHours: { start: '8', end: '09:00' } }, '/quietHours/start'],
    [{ preferences: {}, more: 1 }, '/more'],
  ] as const) {
    const { status, body: problem } = await choose(id, body)
    t.match([status, problem.type], [400, '/problems/invalid-request'])
    t.ok(JSON.stringify(problem.errors).includes(path), path)
  }
  t.match(await choose(id, { preferences: {}, quietHours: { start: '08:00', end: '08:00' } }), {
    status: 400,
    body: { type: '/problems/invalid-configuration', errors: [{ path: '/quietHours/end' }] },
  })
  t.equal((await choose(randomUUID(), { preferences: {} })).status, 404)
  t.equal((await choose(id, { preferences: {} }, 'operator')).status, 403)
})

test('who is erased has no key any more, and asking again is the same', async (t) => {
  const id = await register({ name: 'Ana', phone: '+56911110003' })
  await choose(id, { preferences: { sms: { all: false } } })
  const first = await erase(id)
  t.same([first.status, first.body], [202, { id }])
  const again = await erase(id, 'channel')
  t.same([again.status, again.headers['visita-position']], [202, first.headers['visita-position']])
  t.same(await typesOf(id), ['CustomerRegistered', 'CustomerPreferencesSet', 'CustomerErased'])
  t.equal((await choose(id, { preferences: {} })).status, 410)
  t.not(await register({ name: 'Ana', phone: '+56911110003' }), id, 'whoever comes back is somebody new')
  await projected(api, stores)
  t.equal((await erase(randomUUID())).status, 404)
  t.equal((await erase(id, 'operator')).status, 403)
})

test('who only came along is erased too; a text that is nobody’s is not a person', async (t) => {
  const { body: visit } = await api.send('channel', 'POST', '/v1/visits', {
    ...booking('15:00'),
    participants: [{ name: 'Eva', phone: '+56911110004', email: 'eva@example.com' }, { name: 'Luz' }],
  })
  const [requested] = await api.store.read(StreamName.visit(tenant, visit.id))
  const { participants = [] } = { ...(requested?.data as { participants: { personId: string }[] }) }
  t.equal(participants.length, 2)
  for (const { personId } of participants) {
    await projected(api, stores)
    t.equal((await erase(personId)).status, 202)
    t.equal((await erase(personId)).status, 202)
    t.same(await typesOf(personId), ['CustomerErased'])
  }
  const block = await api.send('operator', 'POST', '/v1/admin/agenda/blocks', {
    ...{ resourceIds: ['ben'], start: '2026-03-05T12:00:00Z', end: '2026-03-05T13:00:00Z' },
    ...{ reason: 'Obras', onConflict: 'keep' },
  })
  await projected(api, stores)
  t.equal((await erase(PersonId.derive(tenant, 'block', block.body.blockId))).status, 404)
})

test('end', async () => {
  await endProjecting()
  await api.close()
  await stores.stop()
})
