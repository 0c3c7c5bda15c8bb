import { randomUUID } from 'node:crypto'
import { PersonId } from '@visita/domain'
import { test } from 'tap'
import { createHashing } from '../src/hashing.ts'
import { booking, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
let api = await startApi(stores)
const register = (body: object, key: string = randomUUID()) =>
  api.send('channel', 'POST', '/v1/customers', body, { 'idempotency-key': key })

test('a customer is registered as they were given, the phone in its international form', async (t) => {
  const { status, body, headers } = await register({
    name: 'Ana Rojas',
    phone: '9 1234 5678',
    email: 'ana@example.com',
    locale: 'es-CL',
    consents: { marketing: false },
  })
  t.equal(status, 201)
  t.match(body, {
    name: 'Ana Rojas',
    phone: '+56912345678',
    email: 'ana@example.com',
    externalId: null,
    locale: 'es-CL',
    consents: { marketing: false },
  })
  t.ok(headers['visita-position'])
})

test('the same phone finds the same customer, and adds what is new of them', async (t) => {
  const first = await register({ name: 'Eva', phone: '+56911110000' })
  const second = await register({ name: 'Eva Soto', phone: '+56911110000', email: 'eva@example.com' })
  t.equal(second.body.id, first.body.id)
  t.match(second.body, { name: 'Eva Soto', email: 'eva@example.com', phone: '+56911110000' })
})

test('the same request gives the same answer, also after a restart and after the customer has changed', async (t) => {
  const key = randomUUID()
  const wish = { name: 'Luz', phone: '+56922220000' }
  const first = await register(wish, key)
  await register({ name: 'Luz María', phone: '+56922220000' })
  await api.close()
  api = await startApi(stores)
  const again = await register(wish, key)
  t.same([again.status, again.body], [201, first.body])
  t.equal(again.headers['idempotent-replayed'], 'true')
  const now = await register({ name: 'Luz María', phone: '+56922220000' })
  t.equal(now.body.name, 'Luz María', 'the repetition has changed nothing back')
})

test('the same key with another body is refused, also after a restart', async (t) => {
  const key = randomUUID()
  await register({ name: 'Sol' }, key)
  t.match(await register({ name: 'Sol Díaz' }, key), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
  await api.close()
  api = await startApi(stores)
  t.equal((await register({ name: 'Sol Díaz' }, key)).status, 422)
})

test('somebody who can be told by nothing is a new customer, but the same one when the request is repeated', async (t) => {
  const key = randomUUID()
  const first = await register({ name: 'Nadie' }, key)
  t.equal((await register({ name: 'Nadie' }, key)).body.id, first.body.id)
  t.not((await register({ name: 'Nadie' })).body.id, first.body.id)
})

test('many requests for one new phone at once make one customer', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => {
      const send = i % 2 ? api.send : api.sendToTwin
      return send('channel', 'POST', '/v1/customers', { name: 'Todos', phone: '+56933330000' })
    }),
  )
  t.ok(answers.every(({ status }) => status === 201))
  t.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
})

const patch = (id: string, body: object, role: 'channel' | 'operator' | 'auditor' = 'channel') =>
  api.send(role, 'PATCH', `/v1/customers/${id}`, body)

test('what a patch names is replaced, null takes it away, and the rest stays', async (t) => {
  const { body: before } = await register({
    name: 'Rosa',
    phone: '+56944440000',
    email: 'rosa@example.com',
    locale: 'es-CL',
    consents: { marketing: false },
  })
  const changed = await patch(before.id, { phone: '9 4444 1111', email: null, consents: { reminders: true } })
  const after = { ...before, phone: '+56944441111', email: null, consents: { marketing: false, reminders: true } }
  t.same([changed.status, changed.body], [200, after])
  t.ok(changed.headers['visita-position'])
  t.notOk(changed.headers['visita-unchanged'])
  const again = await patch(before.id, { phone: '+56944441111' }, 'operator')
  t.same([again.status, again.body, again.headers['visita-unchanged']], [200, after, 'true'])
  t.equal((await register({ name: 'Rosa', phone: '+56944441111' })).body.id, before.id, 'the new phone names her')
})

test('a patch that cannot be is refused', async (t) => {
  const { body } = await register({ name: 'Iris', phone: '+56955550000' })
  t.match(await patch(body.id, { phone: '123' }), {
    status: 400,
    body: { type: '/problems/invalid-request', errors: [{ path: '/phone' }] },
  })
  t.equal((await patch(body.id, {})).status, 400)
  t.equal((await patch(body.id, { name: null })).status, 400)
  t.equal((await patch(body.id, { externalId: 'x' })).status, 400)
  t.equal((await patch(randomUUID(), { name: 'Nobody' })).status, 404)
  t.equal((await patch(body.id, { name: 'Iris' }, 'auditor')).status, 403)
})

test('who was erased is gone: changed, or made again by the same request, they answer 410', async (t) => {
  const key = randomUUID()
  const { body } = await register({ name: 'Nadie' }, key)
  await api.erase(body.id)
  t.match(await patch(body.id, { name: 'Alguien' }), { status: 410, body: { type: '/problems/customer-erased' } })
  t.match(await register({ name: 'Nadie' }, key), { status: 410, body: { type: '/problems/customer-erased' } })
  const customer = { id: body.id }
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('15:00', { customer }))).status, 410)
})

test('a booking that would make somebody anew who was erased is refused, and takes nothing', async (t) => {
  const key = randomUUID()
  const hashing = createHashing(Buffer.from(stores.places.masterKey, 'base64'))
  // Whom nothing names has an id that derives from the request.
  await api.erase(PersonId.derive(tenant, hashing.key(tenant, key)))
  const wish = booking('16:00', { customer: { name: 'Otro' } })
  t.match(await api.send('channel', 'POST', '/v1/visits', wish, { 'idempotency-key': key }), {
    status: 410,
    body: { type: '/problems/customer-erased' },
  })
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('16:00'))).status, 201)
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
