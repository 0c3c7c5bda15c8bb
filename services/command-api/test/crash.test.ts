import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { booking, slotEvents, startApi, startStores } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const child = fileURLToPath(new URL('./crash-child.ts', import.meta.url))

/** Has another instance begin the request and dies at that step. */
async function dieAt(step: string, url: string, body: unknown, key: string, method = 'POST'): Promise<void> {
  const argument = JSON.stringify({ stores: { places: stores.places }, step, method, url, body, key })
  const process = spawn(globalThis.process.execPath, [child, argument], { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code, signal] = await once(process, 'exit')
  if (signal !== 'SIGKILL') throw new Error(`the instance was not killed at ${step}: ${code}`)
}

let hour = 12
for (const [step, left] of [
  ['reserved', 'the time is taken and there is no visit'],
  ['registered', 'the time is taken, the customer known, and there is no visit'],
  ['requested', 'the visit is there and nobody was told'],
] as const) {
  test(`a booking killed when ${left} is completed by asking again`, async (t) => {
    const date = '2026-03-04'
    const wish = booking('x', { start: `${date}T${hour++}:00:00Z` })
    const key = randomUUID()
    const before = await slotEvents(api.store, 'ana', date)
    await dieAt(step, '/v1/visits', wish, key)
    t.same(await slotEvents(api.store, 'ana', date), [...before, 'SlotReserved'])

    const rival = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: wish.start }))
    t.equal(rival.status, 409, 'nobody else gets the time meanwhile')

    const again = await api.send('channel', 'POST', '/v1/visits', wish, { 'idempotency-key': key })
    t.equal(again.status, 201)
    t.equal(again.headers['idempotent-replayed'] === 'true', step === 'requested')
    t.same(await slotEvents(api.store, 'ana', date), [...before, 'SlotReserved'], 'the time is taken once')
    t.equal((await api.store.read(`visit-demo_${again.body.id}`)).length, 1)
  })
}

test('a cancellation killed before the time was given back gives it back when asked again', async (t) => {
  const date = '2026-03-05'
  const wish = booking('x', { start: `${date}T12:00:00Z` })
  const { body } = await api.send('channel', 'POST', '/v1/visits', wish)
  await dieAt('cancelled', `/v1/visits/${body.id}/cancel`, { reason: 'Ill' }, randomUUID())
  t.same(await slotEvents(api.store, 'ana', date), ['SlotReserved'])
  const again = await api.send('channel', 'POST', `/v1/visits/${body.id}/cancel`, { reason: 'Ill' })
  t.match(again, { status: 200, body: { status: 'cancelled' }, headers: { 'visita-unchanged': 'true' } })
  t.same(await slotEvents(api.store, 'ana', date), ['SlotReserved', 'SlotReleased'])
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('x', { start: wish.start }))).status, 201)
})

test('a booking that takes two resources, killed half way, is completed by asking again', async (t) => {
  const date = '2026-03-06'
  const wish = booking('x', { start: `${date}T12:00:00Z`, typeId: 'tour', resourceIds: ['ana', 'flat'] })
  const key = randomUUID()
  await dieAt('reserved', '/v1/visits', wish, key)
  const again = await api.send('channel', 'POST', '/v1/visits', wish, { 'idempotency-key': key })
  t.equal(again.status, 201)
  t.same(await slotEvents(api.store, 'flat', date), ['SlotReserved'])
  t.same(await slotEvents(api.store, 'ana', date), ['SlotReserved'])
})

test('an erasure killed before the key was destroyed is ended by asking again', async (t) => {
  const { body: ana } = await api.send('channel', 'POST', '/v1/customers', { name: 'Ana', phone: '+56911112222' })
  const readable = async () => (await api.keyOf(ana.id)) !== null
  await dieAt('customer-erased', `/v1/customers/${ana.id}`, undefined, randomUUID(), 'DELETE')
  const typesOf = async () => (await api.store.read(`customer-demo_${ana.id}`)).map(({ type }) => type)
  t.same([await typesOf(), await readable()], [['CustomerRegistered', 'CustomerErased'], true])
  t.equal((await api.send('channel', 'DELETE', `/v1/customers/${ana.id}`)).status, 202)
  t.same([await typesOf(), await readable()], [['CustomerRegistered', 'CustomerErased'], false])
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
