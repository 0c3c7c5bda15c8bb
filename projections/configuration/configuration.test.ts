import { StreamName } from '@visita/domain'
import { test } from 'tap'
import { configuration, listLocations, listResources, listVisitTypes, policiesOf, resourceIds } from '../index.ts'
import { configured, policies, resource, tenantCreated, visitType } from '../test/facts.ts'
import { demo, other, stage } from '../test/stage.ts'

const at = '2026-03-01T09:00:00Z'
const all = { limit: 50, after: null }

test('documents are listed as they were put, in the order of their ids', async (t) => {
  const on = await stage(t, [configuration])
  on.record(StreamName.tenant(demo), tenantCreated(demo))
  const location = { id: 'centro', name: 'Centro', address: 'Rua 1', timezone: 'America/Sao_Paulo' }
  on.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location, at } })
  const documents = ['b', 'a', 'c'].map((id) => resource(id, id === 'a' ? { locationId: 'centro' as never } : {}))
  for (const document of documents) on.record(StreamName.resource(demo, document.id), configured(document))
  const viewing = visitType('viewing', { price: { amount: '20.00', currency: 'EUR' } })
  on.record(StreamName.visitType(demo, viewing.id), { type: 'VisitTypeConfigured', data: { visitType: viewing, at } })
  await on.settled()

  t.same(await on.ask('demo', (db) => policiesOf(db, demo)), policies)
  t.same((await on.ask('demo', (db) => listLocations(db, demo, all))).items, [location])
  t.same((await on.ask('demo', (db) => listVisitTypes(db, demo, all))).items, [viewing])
  const listed = await on.ask('demo', (db) => listResources(db, demo, all))
  t.same(listed.items, [documents[1], documents[0], documents[2]])
  const there = await on.ask('demo', (db) => listResources(db, demo, { ...all, locationId: 'centro' }))
  t.same(there.items, [documents[1]])
  t.same(await on.ask('demo', (db) => resourceIds(db, demo)), ['a', 'b', 'c'])
})

test('another tenant’s configuration is not there, whoever asks for it by name', async (t) => {
  const on = await stage(t, [configuration])
  on.record(StreamName.tenant(demo), tenantCreated(demo))
  on.record(StreamName.resource(demo, resource('a').id), configured(resource('a')))
  await on.settled()
  t.equal(await on.ask('other', (db) => policiesOf(db, demo)), null)
  t.same(await on.ask('other', (db) => resourceIds(db, demo)), [])
  t.same(await on.ask('demo', (db) => resourceIds(db, other)), [])
})

test('what is archived is not listed, and comes back when it is put again', async (t) => {
  const on = await stage(t, [configuration])
  const a = resource('a')
  on.record(StreamName.resource(demo, a.id), configured(a))
  on.record(StreamName.resource(demo, a.id), { type: 'ResourceArchived', data: { resourceId: 'a', at } })
  await on.settled()
  t.same(await on.ask('demo', (db) => resourceIds(db, demo)), [])
  on.record(StreamName.resource(demo, a.id), configured({ ...a, name: 'Again' }))
  await on.settled()
  t.match((await on.ask('demo', (db) => listResources(db, demo, all))).items, [{ name: 'Again' }])
})

test('policies set later replace the first ones', async (t) => {
  const on = await stage(t, [configuration])
  on.record(StreamName.tenant(demo), tenantCreated(demo))
  on.record(StreamName.tenant(demo), {
    type: 'TenantPoliciesSet',
    data: { policies: { ...policies, holdSeconds: 90 }, at },
  })
  await on.settled()
  t.match(await on.ask('demo', (db) => policiesOf(db, demo)), { holdSeconds: 90, country: 'BR' })
})

test('a list is read page by page', async (t) => {
  const on = await stage(t, [configuration])
  for (const id of ['a', 'b', 'c']) on.record(StreamName.resource(demo, resource(id).id), configured(resource(id)))
  await on.settled()
  const first = await on.ask('demo', (db) => listResources(db, demo, { limit: 2, after: null }))
  t.match(first, { items: [{ id: 'a' }, { id: 'b' }], last: { id: 'b' } })
  const second = await on.ask('demo', (db) => listResources(db, demo, { limit: 2, after: 'b' }))
  t.match(second, { items: [{ id: 'c' }], last: null })
})
