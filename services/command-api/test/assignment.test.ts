import { StreamName } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { agent, booking, project, startApi, startStores, tenant, visitType } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const stopProjecting = project(api, stores)
const put = async (url: string, body: unknown) => {
  const { status } = await api.send('admin', 'PUT', url, body)
  if (status !== 200) throw new Error(`${url}: ${status}`)
}
await put('/v1/admin/locations/norte', { id: 'norte', name: 'Norte', timezone: 'America/Santiago' })
for (const id of ['r1', 'r2', 'r3']) await put(`/v1/admin/resources/${id}`, { ...agent(id), visitTypeIds: ['call'] })
const type = visitType('call', [{ kind: 'agent', count: 1 }])
await put('/v1/admin/visit-types/call', type)
await put('/v1/admin/resources/ana', { ...agent('ana'), visitTypeIds: ['viewing', 'tour'] })
await put('/v1/admin/resources/ben', { ...agent('ben'), visitTypeIds: ['viewing', 'tour'] })
const policies = (changes: Record<string, unknown>) => put('/v1/admin/tenant/policies', changes)

const open = { typeId: 'call', resourceIds: undefined }
const book = (start: string, more: Record<string, unknown> = {}) =>
  api.send('channel', 'POST', '/v1/visits', booking('x', { start, ...open, ...more }))
const recorded = async (visitId: string) =>
  (await api.store.read(StreamName.visit(tenant, visitId as never))).map(
    ({ data }) => data as { assignment?: unknown },
  )[0]?.assignment

test('by default the least loaded of the day is assigned, and the log says that nobody had named them', async (t) => {
  const date = '2026-03-03'
  await book(`${date}T12:00:00Z`, { resourceIds: ['r1'] })
  const { body } = await book(`${date}T13:00:00Z`)
  t.same(body.resourceIds, ['r2'])
  t.same(await recorded(body.id), { strategy: 'least-loaded', chosen: ['r2'] })
  t.same((await book(`${date}T14:00:00Z`)).body.resourceIds, ['r3'])
  t.same((await book(`${date}T15:00:00Z`)).body.resourceIds, ['r1'])
  const { body: named } = await book(`${date}T16:00:00Z`, { resourceIds: ['r3'] })
  t.equal(await recorded(named.id), undefined, 'nothing was left open')
})

test('in turn: whoever was assigned the longest ago, over all instances', async (t) => {
  await policies({ assignment: 'round-robin' })
  const date = '2026-03-04'
  const turns: string[] = []
  for (let hour = 12; hour < 18; hour++) turns.push((await book(`${date}T${hour}:00:00Z`)).body.resourceIds[0])
  t.same([...turns.slice(0, 3)].sort(), ['r1', 'r2', 'r3'], 'each once')
  t.same(turns.slice(3), turns.slice(0, 3), 'and again in that order')

  const { body } = await book(`${date}T18:00:00Z`)
  t.same(body.resourceIds, [turns[0]])
  t.same(await recorded(body.id), { strategy: 'round-robin', chosen: [turns[0]] })
  // Another instance knows the turn from the read model.
  const [latest, next, after] = turns
  const order = [next, after, latest].join()
  await until('the read model tells of it', async () => (await turnInReadModel()).join() === order)
  const elsewhere = await api.sendToTwin(
    'channel',
    'POST',
    '/v1/visits',
    booking('x', { start: `${date}T19:00:00Z`, ...open }),
  )
  t.same(elsewhere.body.resourceIds, [next])

  const taken = await book(`${date}T20:00:00Z`, { resourceIds: [turns[2]] })
  t.equal(taken.status, 201)
  t.not((await book(`${date}T20:00:00Z`)).body.resourceIds[0], turns[2], 'who is taken is passed by')
})

/** Who was ever assigned, the latest last, as the read model knows it. */
async function turnInReadModel(): Promise<string[]> {
  const last = await api.readModel.lastAssigned(tenant, ['r1', 'r2', 'r3'] as never)
  return [...last].sort(([, a], [, b]) => (a < b ? -1 : 1)).map(([id]) => id)
}

test('the customer’s usual agent, told by id or by what the contact says; else the least loaded', async (t) => {
  await policies({ assignment: 'usual-agent' })
  const [date, customer] = ['2026-03-05', { name: 'Rosa', phone: '+56987654321' }]
  const first = await book(`${date}T12:00:00Z`, { resourceIds: ['r3'], customer })
  await until(
    'the read model tells of it',
    async () => (await api.readModel.usualAgents(tenant, first.body.customerId)).size > 0,
  )
  t.same((await book(`${date}T13:00:00Z`, { customer })).body.resourceIds, ['r3'], 'by the phone')
  const byId = await book(`${date}T14:00:00Z`, { customer: { id: first.body.customerId } })
  t.same(byId.body.resourceIds, ['r3'], 'by the id')
  t.same(await recorded(byId.body.id), { strategy: 'usual-agent', chosen: ['r3'] })
  t.same(
    (await book(`${date}T14:00:00Z`, { customer })).body.resourceIds,
    ['r1'],
    'another where the usual one is taken',
  )
  t.same(
    (await book(`${date}T15:00:00Z`, { customer: { name: 'Nobody' } })).body.resourceIds,
    ['r2'],
    'whoever is least loaded',
  )
  await policies({ assignment: 'least-loaded' })
})

test('who travels needs the time for it between two locations; a room does not', async (t) => {
  await policies({ travelMinutes: 60 })
  const { locationId: _, ...anywhere } = agent('van')
  await put('/v1/admin/resources/van', { ...anywhere, kind: 'vehicle' })
  await put('/v1/admin/resources/hall', { ...anywhere, id: 'hall', kind: 'room' })
  await put('/v1/admin/visit-types/drive', visitType('drive', [{ kind: 'vehicle', count: 1 }]))
  await put('/v1/admin/visit-types/show', visitType('show', [{ kind: 'room', count: 1 }]))
  const at = (time: string, locationId: string, more: Record<string, unknown> = {}) =>
    book(`2026-03-06T${time}:00Z`, { typeId: 'drive', resourceIds: ['van'], locationId, ...more })

  const first = await at('12:00', 'centro')
  t.match(first, { status: 201, body: { locationId: 'centro' } })
  const [claim] = await api.store.read(StreamName.slot(tenant, 'van' as never, '2026-03-06'))
  t.match(claim?.data, { locationId: 'centro' })
  const refused = await at('13:00', 'norte')
  t.match(refused, { status: 409, body: { reason: 'reserved', alternatives: [{ start: '2026-03-06T13:30:00Z' }] } })
  t.equal((await at('12:30', 'centro')).status, 201, 'no way within one location')
  t.equal((await at('14:00', 'norte')).status, 201)
  t.equal((await at('14:30', 'centro')).status, 409)
  t.equal((await at('15:30', 'centro')).status, 201)

  const held = await api.send('channel', 'POST', '/v1/holds', {
    typeId: 'drive',
    start: '2026-03-06T18:00:00Z',
    resourceIds: ['van'],
  })
  t.equal(held.status, 201, 'a hold knows no place, so nobody can tell whether there is a way')

  const show = { typeId: 'show', resourceIds: ['hall'], locationId: undefined }
  t.equal((await book('2026-03-06T12:00:00Z', show)).status, 201)
  t.equal((await book('2026-03-06T12:30:00Z', show)).status, 201)
  await policies({ travelMinutes: 0 })
  t.equal((await at('14:30', 'centro')).status, 201, 'where the way takes no time it is open')
})

test('a tenant’s own holiday closes those who keep public holidays', async (t) => {
  await policies({ holidays: [{ date: '2026-03-09', name: 'Anniversary' }] })
  await put('/v1/admin/resources/r1', {
    ...agent('r1'),
    visitTypeIds: ['call'],
    schedule: { ...agent('r1').schedule, holidays: { country: 'CL' } },
  })
  const refused = await book('2026-03-09T15:00:00Z', { resourceIds: ['r1'] })
  t.match(refused, { status: 409, body: { reason: 'outside-hours' } })
  t.ok(refused.body.alternatives.every(({ start }: { start: string }) => !start.startsWith('2026-03-09T1')))
  t.same((await book('2026-03-09T15:00:00Z')).body.resourceIds, ['r2'], 'the others work')
})

test('whatever is offered instead of a start that is taken can be booked', async (t) => {
  const tour = { typeId: 'tour', resourceIds: undefined }
  const days = ['2026-03-17', '2026-03-18', '2026-03-19']
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const half = (step: number) => `${String(12 + Math.floor(step / 2)).padStart(2, '0')}:${step % 2 ? '30' : '00'}`
  for (let n = 0; n < 60; n++) {
    const date = days[random(days.length)] ?? ''
    const start = `${date}T${half(random(18))}:00Z`
    const [resource = 'ana'] = [['ana', 'ben', 'flat'][random(3)]]
    if (n % 10 === 0) {
      const end = new Date(Date.parse(start) + 5_400_000).toISOString()
      const body = { resourceIds: [resource], start, end, reason: 'Closed', onConflict: 'keep' }
      await api.send('operator', 'POST', '/v1/admin/agenda/blocks', body)
    } else if (n % 3 === 0) {
      await api.send('channel', 'POST', '/v1/holds', { typeId: 'tour', start })
    } else await book(start, { typeId: 'viewing', resourceIds: [resource === 'flat' ? 'ana' : resource] })
  }
  let offers = 0
  for (const date of days) {
    for (let step = 0; step < 18; step += 2) {
      const asked = await book(`${date}T${half(step)}:00Z`, tour)
      if (asked.status === 201) {
        await api.send('operator', 'POST', `/v1/visits/${asked.body.id}/cancel`, {})
        continue
      }
      t.equal(asked.status, 409)
      t.equal(asked.body.alternatives.length, 5, `${date} ${half(step)}`)
      for (const { start } of asked.body.alternatives) {
        const booked = await book(start, tour)
        t.equal(booked.status, 201, `${start} was offered`)
        offers++
        await api.send('operator', 'POST', `/v1/visits/${booked.body.id}/cancel`, {})
      }
    }
  }
  t.ok(offers > 20)
})

test('end', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
