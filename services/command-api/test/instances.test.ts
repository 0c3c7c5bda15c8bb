import { randomUUID } from 'node:crypto'
import { ResourceId, type SlotEvent, StreamName, slot, VisitId, visit } from '@visita/domain'
import { test } from 'tap'
import { booking, project, type Reply, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const stopProjecting = project(api, stores)
const date = '2026-03-04'

/** The claims that are live on that day, as `visit resource`, and those that the visits behind the answers own. */
async function claims(answers: readonly Reply[]): Promise<{ live: string[]; owned: string[] }> {
  const live: string[] = []
  for (const id of ['ana', 'ben', 'flat']) {
    const recorded = await api.store.read(StreamName.slot(tenant, ResourceId.parse(id), date))
    const state = recorded.reduce((folded, event) => slot.evolve(folded, event as unknown as SlotEvent), slot.initial)
    live.push(...state.claims.map(({ visitId }) => `${visitId} ${id}`))
  }
  const owned: string[] = []
  const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => String(body.id)))
  for (const id of ids) {
    const recorded = await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))
    const state = recorded.reduce((folded, event) => visit.evolve(folded, event as never), visit.initial)
    if (state.status !== 'cancelled')
      owned.push(...(state.visit?.claims ?? []).map((claim) => `${id} ${claim.resourceId}`))
  }
  return { live: live.sort(), owned: owned.sort() }
}

const answers: Reply[] = []
const start = (slotNumber: number) => `${date}T${12 + Math.floor(slotNumber / 2)}:${slotNumber % 2 ? '30' : '00'}:00Z`

test('one key with two bodies, sent to two instances at once, makes one visit, and its time stays taken', async (t) => {
  for (let round = 0; round < 12; round++) {
    const key = { 'idempotency-key': randomUUID() }
    const wish = booking('x', { start: start(round), notes: 'one' })
    const other = round % 2 ? { ...wish, notes: 'two' } : { ...wish, resourceIds: ['ben'] }
    const both = await Promise.all([
      api.send('channel', 'POST', '/v1/visits', wish, key),
      api.sendToTwin('channel', 'POST', '/v1/visits', other, key),
    ])
    answers.push(...both)
    t.same(both.map(({ status }) => status).sort(), [201, 422])
    const { live, owned } = await claims(answers)
    t.same(live, owned, 'what is taken is what the visits own')
  }
})

test('the same request sent to two instances at once makes one visit with one answer', async (t) => {
  for (let round = 12; round < 18; round++) {
    const key = { 'idempotency-key': randomUUID() }
    const wish = booking('x', { start: start(round), resourceIds: undefined, locationId: 'centro' })
    const both = await Promise.all([
      api.send('channel', 'POST', '/v1/visits', wish, key),
      api.sendToTwin('channel', 'POST', '/v1/visits', wish, key),
    ])
    answers.push(...both)
    t.same(
      both.map(({ status }) => status),
      [201, 201],
    )
    t.same(both[0].body, both[1].body)
    t.equal(both.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 1)
  }
  const { live, owned } = await claims(answers)
  t.same(live, owned)
})

test('when the second of two resources turns out to be taken, the first is given back and the refusal says so', async (t) => {
  const wish = (time: string, more: object = {}) =>
    booking(time, { start: `2026-03-06T${time}:00Z`, typeId: 'tour', resourceIds: ['ana', 'flat'], ...more })
  t.equal(
    (await api.sendToTwin('channel', 'POST', '/v1/visits', wish('12:00'))).status,
    201,
    'the twin knows the day now',
  )
  const other = await api.send('channel', 'POST', '/v1/visits', wish('13:00', { resourceIds: ['ben', 'flat'] }))
  t.equal(other.status, 201)
  const key = { 'idempotency-key': randomUUID() }
  const refused = await api.sendToTwin('channel', 'POST', '/v1/visits', wish('13:00'), key)
  t.match(refused, { status: 409, body: { type: '/problems/slot-unavailable', reason: 'reserved' } })
  t.equal(refused.body.alternatives.length, 5)
  await api.send('operator', 'POST', `/v1/visits/${other.body.id}/cancel`, {})
  // A refusal may rest on what another instance had written 100 ms before.
  await new Promise((resolve) => setTimeout(resolve, 150))
  const again = await api.sendToTwin('channel', 'POST', '/v1/visits', wish('13:00'), key)
  t.equal(again.status, 201, 'a refused request keeps no key')
})

test('types that need two resources, raced for over two instances, leave nothing taken that no visit owns', async (t) => {
  const day = '2026-03-05'
  const race: Reply[] = []
  for (let round = 0; round < 6; round++) {
    const wish = (more: object) => booking('x', { start: `${day}T${13 + round}:00:00Z`, ...more })
    race.push(
      ...(await Promise.all(
        Array.from({ length: 12 }, (_, i) => {
          const send = i % 2 ? api.send : api.sendToTwin
          const tour = { typeId: 'tour', resourceIds: ['flat', i % 4 < 2 ? 'ana' : 'ben'] }
          return send('channel', 'POST', '/v1/visits', wish(i % 3 ? tour : { resourceIds: [i % 2 ? 'ana' : 'ben'] }))
        }),
      )),
    )
  }
  const odd = race.filter(({ status }) => status !== 201 && status !== 409)
  t.same(
    odd.map(({ body }) => body),
    [],
    'every answer is a visit or a refusal',
  )
  const live: string[] = []
  for (const id of ['ana', 'ben', 'flat']) {
    const recorded = await api.store.read(StreamName.slot(tenant, ResourceId.parse(id), day))
    const state = recorded.reduce((folded, event) => slot.evolve(folded, event as unknown as SlotEvent), slot.initial)
    t.equal(new Set(state.claims.map(({ from }) => from)).size, state.claims.length, 'no start is taken twice')
    live.push(...state.claims.map(({ visitId }) => `${visitId} ${id}`))
  }
  const owned = race.flatMap(({ status, body }) =>
    status === 201 ? body.resourceIds.map((id: string) => `${body.id} ${id}`) : [],
  )
  t.same(live.sort(), owned.sort())
})

test('what another instance holds is told as held, also where the caller left the resource open', async (t) => {
  const [before, at] = ['2026-03-12T12:00:00Z', '2026-03-12T13:00:00Z']
  // So that this instance remembers both days from before the holds.
  for (const id of ['ana', 'ben']) {
    t.equal(
      (await api.send('channel', 'POST', '/v1/visits', booking('x', { start: before, resourceIds: [id] }))).status,
      201,
    )
  }
  for (const id of ['ana', 'ben']) {
    const hold = { typeId: 'viewing', start: at, resourceIds: [id] }
    t.equal((await api.sendToTwin('channel', 'POST', '/v1/holds', hold)).status, 201)
  }
  const refused = await api.send('channel', 'POST', '/v1/visits', booking('x', { start: at, resourceIds: undefined }))
  t.match(refused, { status: 409, body: { type: '/problems/slot-unavailable', reason: 'held' } })
})

test('end', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
