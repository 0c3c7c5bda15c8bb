import { test } from 'tap'
import { agent, booking, project, startApi, startStores, visitType } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const stopProjecting = project(api, stores)
const put = (url: string, body: unknown) => api.send('admin', 'PUT', `/v1/admin/${url}`, body)
const book = async (start: string, more: Record<string, unknown> = {}) => {
  const { status, body } = await api.send('operator', 'POST', '/v1/visits', booking('x', { start, ...more }))
  if (status !== 201) throw new Error(`${start}: ${status} ${JSON.stringify(body)}`)
  return body.id as string
}
const open = (start: string, end: string, more: Record<string, unknown> = {}) => ({
  ...agent('ana'),
  schedule: { weekly: [{ days: [1, 2, 3, 4, 5], start, end }], exceptions: [], holidays: null, ...more },
})

test('a change of schedule lists the visits that it leaves outside the hours, and does not touch them', async (t) => {
  const early = await book('2026-03-03T12:00:00Z')
  const long = await book('2026-03-04T12:30:00Z')
  const fine = await book('2026-03-04T13:00:00Z')
  const other = await book('2026-03-03T12:00:00Z', { resourceIds: ['ben'] })
  const outside = await book('2026-03-05T11:00:00Z', { override: true, overrideReason: 'They asked' })
  const cancelled = await book('2026-03-05T12:00:00Z')
  await api.send('operator', 'POST', `/v1/visits/${cancelled}/cancel`, {})

  const changed = await put('resources/ana', open('10:00', '18:00'))
  t.equal(changed.status, 200)
  t.same(changed.body, { ...open('10:00', '18:00'), orphans: [early, long] }, 'by their start')
  for (const id of [fine, other, outside, cancelled]) t.notOk(changed.body.orphans.includes(id))
  for (const id of [early, long]) {
    t.match(await api.send('operator', 'POST', `/v1/visits/${id}/confirm`, {}), { status: 200, body: { start: /12:/ } })
  }
  t.same((await put('resources/ana', open('10:00', '18:00'))).body, open('10:00', '18:00'), 'nothing has changed')
  t.same((await put('resources/ana', open('09:00', '18:00'))).body, open('09:00', '18:00'), 'nobody is left outside')
})

test('a day that is closed, and a type that is no longer taken, leave visits outside too', async (t) => {
  const [first, second] = [await book('2026-03-10T12:00:00Z'), await book('2026-03-11T12:00:00Z')]
  const closed = open('09:00', '18:00', { exceptions: [{ date: '2026-03-10', ranges: [] }] })
  t.same((await put('resources/ana', closed)).body.orphans, [first])
  const others = { ...closed, visitTypeIds: ['tour'] }
  const { orphans } = (await put('resources/ana', others)).body
  t.ok(orphans.includes(second))
  t.notOk(orphans.includes(first), 'it was outside before')
  t.equal((await put('resources/ana', open('09:00', '18:00'))).status, 200)
})

test('less capacity lists those that no longer fit beside each other', async (t) => {
  const hall = { ...agent('hall'), kind: 'room', capacity: 3 }
  await put('resources/hall', hall)
  await put('visit-types/show', visitType('show', [{ kind: 'room', count: 1 }]))
  const show = { typeId: 'show', resourceIds: ['hall'] }
  const both = [await book('2026-03-12T12:00:00Z', show), await book('2026-03-12T12:00:00Z', show)]
  await book('2026-03-12T13:00:00Z', show)
  t.same((await put('resources/hall', { ...hall, capacity: 2 })).body, { ...hall, capacity: 2 })
  t.same([...(await put('resources/hall', { ...hall, capacity: 1 })).body.orphans].sort(), both.sort())
})

test('a tenant’s new holiday lists the visits of those who keep public holidays', async (t) => {
  await put('resources/cai', { ...open('09:00', '18:00', { holidays: { country: 'CL' } }), id: 'cai' })
  const closed = await book('2026-03-16T12:00:00Z', { resourceIds: ['cai'] })
  await book('2026-03-16T12:00:00Z', { resourceIds: ['ben'] })
  const holidays = [{ date: '2026-03-16', name: 'Anniversary' }]
  const { body } = await put('tenant/policies', { holidays })
  t.match(body, { holidays, orphans: [closed] })
  t.notOk('orphans' in (await put('tenant/policies', { holidays })).body)
})

test('what is not valid is refused before anybody looks for visits', async (t) => {
  const broken = { ...open('09:00', '12:00'), timezone: 'Mars/Base' }
  t.match(await put('resources/ana', broken), { status: 400, body: { type: '/problems/invalid-configuration' } })
})

test('while the read model is behind, nothing is changed that could leave visits outside', async (t) => {
  await stopProjecting()
  await book('2026-03-18T12:00:00Z')
  t.match(await put('resources/ana', open('12:00', '18:00')), { status: 503 })
  t.equal((await put('resources/ana', { ...open('09:00', '18:00'), name: 'Ana María' })).status, 200)
  await book('2026-03-18T12:30:00Z')
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
