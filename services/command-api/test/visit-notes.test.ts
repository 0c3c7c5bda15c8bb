import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { booking, startApi, startStores } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const { body: visit } = await api.send('channel', 'POST', '/v1/visits', booking('15:00'))
const post = (
  what: string,
  body: object,
  headers: Record<string, string> = {},
  role: 'operator' | 'channel' = 'operator',
) => api.send(role, 'POST', `/v1/admin/visits/${visit.id}/${what}`, body, headers)
const events = () => api.store.read(`visit-demo_${visit.id}`)

for (const [what, body, other, type] of [
  ['notes', { note: 'Rings twice' }, { note: 'Never rings' }, 'VisitNoteAdded'],
  ['outcome', { result: 'sold', note: 'Before noon' }, { result: 'not-sold' }, 'VisitOutcomeRecorded'],
  ['participants', { name: 'Eva', phone: '9 8888 0000', role: 'partner' }, { name: 'Luz' }, 'VisitParticipantAdded'],
] as const) {
  test(`${what}: added once for a key, sealed, for staff alone`, async (t) => {
    const before = (await events()).length
    const key = { 'idempotency-key': randomUUID() }
    const first = await post(what, body, key)
    t.match(first, { status: 201, body: { visitId: visit.id }, headers: { etag: `"${before}"` } })
    t.ok(first.headers['visita-position'])
    const again = await api.sendToTwin('operator', 'POST', `/v1/admin/visits/${visit.id}/${what}`, body, key)
    t.same([again.status, again.body, again.headers['idempotent-replayed']], [201, first.body, 'true'])
    t.match(await api.sendToTwin('operator', 'POST', `/v1/admin/visits/${visit.id}/${what}`, other, key), {
      status: 422,
      body: { type: '/problems/idempotency-key-reused' },
    })
    const added = (await events()).slice(before)
    t.same(
      added.map((event) => event.type),
      [type],
    )
    const text = JSON.stringify(added[0]?.data)
    for (const plain of ['Rings', 'noon', 'Eva', '8888']) t.notMatch(text, plain)
    t.equal((await post(what, body, {}, 'channel')).status, 403)
    const nobody = await api.send('operator', 'POST', `/v1/admin/visits/${randomUUID()}/${what}`, body)
    t.match(nobody, { status: 404, body: { type: '/problems/not-found' } })
  })
}

test('a second note is another one', async (t) => {
  const [first, second] = [await post('notes', { note: 'One' }), await post('notes', { note: 'One' })]
  t.not(first.body.noteId, second.body.noteId)
})

test('the same outcome again changes nothing; another takes its place', async (t) => {
  await post('outcome', { result: 'sold' })
  t.equal((await post('outcome', { result: 'sold' })).headers['visita-unchanged'], 'true')
  t.match(await post('outcome', { result: 'not-sold' }), { status: 201, body: { result: 'not-sold' } })
  t.equal((await post('outcome', { result: 'Not sold' })).status, 400)
})

test('who comes along already is not added again, and a phone must be one', async (t) => {
  const first = await post('participants', { name: 'Sol', phone: '+56977770000' })
  const again = await post('participants', { name: 'Sol', phone: '9 7777 0000' })
  t.same([again.body, again.headers['visita-unchanged']], [first.body, 'true'])
  t.match(await post('participants', { name: 'Sol', phone: '123' }), {
    status: 400,
    body: { errors: [{ path: '/phone' }] },
  })
})

test('what would be sealed for somebody who was erased is refused', async (t) => {
  await api.erase(visit.customerId)
  t.match(await post('notes', { note: 'Too late' }), { status: 410, body: { type: '/problems/customer-erased' } })
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
