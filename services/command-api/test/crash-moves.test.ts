import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { booking, slotEvents, startApi, startStores } from './harness.ts'

/** Where the next request dies: whatever it would have done from there on is not done, as by a kill. */
let dying: string | null = null
const stores = await startStores()
const api = await startApi(stores, (step) => {
  if (step !== dying) return
  dying = null
  throw new Error(`killed at ${step}`)
})

/** Begins the request on one instance, which dies at that step. What follows is asked of the other, which remembers nothing. */
async function dieAt(step: string, url: string, body: unknown, key: string): Promise<void> {
  dying = step
  const { status } = await api.send('channel', 'POST', url, body, { 'idempotency-key': key })
  if (status !== 500 || dying) throw new Error(`it did not die at ${step}: ${status}`)
}
const send = api.sendToTwin

for (const [step, left] of [
  ['hold-chosen', 'where it is to lie is noted, and nothing is held'],
  ['held', 'one of two resources is held, and there is no answer'],
] as const) {
  test(`a hold killed when ${left} is completed by asking again, as one hold`, async (t) => {
    const date = step === 'held' ? '2026-03-10' : '2026-03-09'
    const wish = { typeId: 'tour', start: `${date}T12:00:00Z`, resourceIds: ['ana', 'flat'] }
    const key = randomUUID()
    await dieAt(step, '/v1/holds', wish, key)
    const again = await send('channel', 'POST', '/v1/holds', wish, { 'idempotency-key': key })
    t.equal(again.status, 201)
    t.same([...again.body.resourceIds].sort(), ['ana', 'flat'])
    for (const resource of ['ana', 'flat'] as const) {
      t.same(await slotEvents(api.store, resource, date), ['SlotHeld'], 'held once')
    }
    const visit = booking('x', { ...wish, holdId: again.body.holdId })
    t.equal((await send('channel', 'POST', '/v1/visits', visit)).status, 201)
  })
}

test('a hold killed half way that nobody asks for again runs out, and asked for then it is a new one', async (t) => {
  const date = '2026-03-11'
  const wish = { typeId: 'tour', start: `${date}T12:00:00Z`, resourceIds: ['ana', 'flat'] }
  const key = randomUUID()
  await dieAt('held', '/v1/holds', wish, key)
  t.equal((await send('channel', 'POST', '/v1/visits', booking('x', { start: wish.start }))).status, 409)
  api.clock.set(api.clock.now() + 60_000)
  const again = await send('channel', 'POST', '/v1/holds', wish, { 'idempotency-key': key })
  t.equal(again.status, 201)
  t.same(await slotEvents(api.store, 'ana', date), ['SlotHeld', 'SlotHoldReleased', 'SlotHeld'])
})

for (const [step, before] of [
  ['move-reserved', ['SlotReserved', 'SlotReserved']],
  ['move-recorded', ['SlotReserved', 'SlotReserved']],
  ['move-released', ['SlotReserved', 'SlotReserved', 'SlotReleased']],
] as const) {
  test(`a move killed after ${step} is completed by asking again, and the visit has one reservation`, async (t) => {
    const date = { 'move-reserved': '2026-03-12', 'move-recorded': '2026-03-13', 'move-released': '2026-03-16' }[step]
    const { body } = await send('channel', 'POST', '/v1/visits', booking('x', { start: `${date}T12:00:00Z` }))
    const url = `/v1/visits/${body.id}/reschedule`
    const move = { start: `${date}T12:15:00Z`, reason: 'Bus is late' }
    const key = randomUUID()
    await dieAt(step, url, move, key)
    t.same(await slotEvents(api.store, 'ana', date), before)
    const again = await send('channel', 'POST', url, move, { 'idempotency-key': key })
    t.match(again, { status: 200, body: { start: move.start, revision: 1 } })
    t.equal(again.headers['idempotent-replayed'] === 'true', step !== 'move-reserved')
    t.same(await slotEvents(api.store, 'ana', date), ['SlotReserved', 'SlotReserved', 'SlotReleased'])
    t.equal((await api.store.read(`visit-demo_${body.id}`)).length, 2)
  })
}

test('end', async () => {
  await api.close()
  await stores.stop()
})
