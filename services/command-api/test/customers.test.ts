import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { startApi, startStores } from './harness.ts'

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

test('end', async () => {
  await api.close()
  await stores.stop()
})
