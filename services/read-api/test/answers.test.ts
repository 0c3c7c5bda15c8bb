import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { book, cancel, configured, confirm, policies, resource, visitType } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, type ReadApi, startReadApi } from './harness.ts'

const viewing = visitType('viewing', { price: { amount: '20.00', currency: 'BRL' } })
const centro = { id: 'centro', name: 'Centro', address: 'Rua 1', timezone: 'America/Sao_Paulo' }

function configure(api: ReadApi) {
  api.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location: centro, at: monday } })
  api.record(StreamName.visitType(demo, viewing.id), {
    type: 'VisitTypeConfigured',
    data: { visitType: viewing, at: monday },
  })
  for (const id of ['ana', 'bea', 'cai']) {
    const document = resource(id, id === 'cai' ? {} : { locationId: 'centro' as never })
    api.record(StreamName.resource(demo, document.id), configured(document))
  }
}

test('the read API answers', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  configure(api)
  const ana = await api.register(demo, { name: 'Ana Núñez', phone: '+56911111111', externalId: 'crm 1/ñ' })
  const booking = (time: string, more: Record<string, unknown> = {}) =>
    book(api, { tenant: demo, resourceIds: ['ana'], date, start: at(time), locationId: 'centro', ...more })
  const first = booking('13:00', { customerId: ana })
  const both = booking('14:00', { customerId: ana, resourceIds: ['ana', 'bea'], origin: 'import' })
  const gone = booking('15:00', { resourceIds: ['bea'] })
  const elsewhere = booking('19:00', { resourceIds: ['cai'], locationId: null, typeId: 'call' })
  confirm(api, demo, first)
  cancel(api, demo, gone)
  const ids = async (path: string) => (await api.get('operator', path)).body.items.map(({ id }: { id: string }) => id)

  t.test('GET /v1/locations, /v1/resources, /v1/visit-types: as they were put', async (t) => {
    t.same((await api.get('channel', '/v1/locations')).body, { items: [centro], nextCursor: null })
    t.same((await api.get('channel', '/v1/visit-types')).body, { items: [viewing], nextCursor: null })
    const resources = (await api.get('admin', '/v1/resources')).body
    t.same(resources.items[0], resource('ana', { locationId: 'centro' as never }))
    t.same(resources.items.length, 3)
    t.same(await ids('/v1/resources?locationId=centro'), ['ana', 'bea'])
    const page = (await api.get('operator', '/v1/resources?limit=2')).body
    t.same(await ids(`/v1/resources?limit=2&cursor=${page.nextCursor}`), ['cai'])
    for (const bad of ['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense', 'locationId=A_B']) {
      t.match(await api.get('operator', `/v1/resources?${bad}`), {
        status: 400,
        body: { type: '/problems/invalid-request' },
      })
    }
  })

  t.test('GET /v1/admin/tenant/policies', async (t) => {
    t.same((await api.get('admin', '/v1/admin/tenant/policies')).body, policies)
  })

  t.test('GET /v1/visits/:id is the visit as the contract has it, with its ETag', async (t) => {
    const { body, headers } = await api.get('channel', `/v1/visits/${first.visitId}`)
    t.same(body, {
      id: first.visitId,
      tenant: 'demo',
      typeId: 'viewing',
      status: 'confirmed',
      start: at('13:00'),
      end: at('13:30'),
      timezone: 'America/Sao_Paulo',
      resourceIds: ['ana'],
      locationId: 'centro',
      unitId: null,
      customerId: ana,
      seats: 1,
      revision: 1,
      createdAt: '2026-03-01T09:00:00Z',
      origin: 'api',
      manageUrl: null,
    })
    t.equal(headers.etag, '"1"')
    t.equal((await api.get('channel', `/v1/visits/${randomUUID()}`)).status, 404)
    t.equal((await api.get('channel', '/v1/visits/not-a-uuid')).status, 400)
    const listed = await api.get('operator', '/v1/admin/visits?status=confirmed')
    t.same(listed.body.items, [body], 'and the lists tell the same')
  })

  t.test('GET /v1/visits of a customer, by id or by external id', async (t) => {
    t.same(await ids(`/v1/visits?customerId=${ana}`), [first.visitId, both.visitId])
    t.same(await ids(`/v1/visits?externalId=${encodeURIComponent('crm 1/ñ')}`), [first.visitId, both.visitId])
    t.same(await ids(`/v1/visits?externalId=unknown`), [])
    const neither = { status: 400, body: { type: '/problems/invalid-request' } }
    t.match(await api.get('operator', '/v1/visits'), neither)
    t.match(await api.get('operator', `/v1/visits?customerId=${ana}&externalId=x`), neither)
    t.match(await api.get('operator', '/v1/visits?customerId=nobody'), neither)
  })

  t.test('GET /v1/admin/visits narrows by what is named', async (t) => {
    const list = (query: string) => ids(`/v1/admin/visits?${query}`)
    t.same(await list(''), [first.visitId, both.visitId, gone.visitId, elsewhere.visitId])
    t.same(await list('status=pending&status=cancelled'), [both.visitId, gone.visitId, elsewhere.visitId])
    t.same(await list('resourceId=bea'), [both.visitId, gone.visitId])
    t.same(await list('locationId=centro&status=confirmed'), [first.visitId])
    t.same(await list('typeId=call'), [elsewhere.visitId])
    t.same(await list('origin=import'), [both.visitId])
    t.same(await list(`customerId=${ana}`), [first.visitId, both.visitId])
    t.same(await list(`from=${at('14:00')}&to=${at('15:00')}`), [both.visitId])
    t.same(await list('from=2026-03-02T11:00:00-03:00&to=2026-03-02T12:00:00-03:00'.replaceAll('+', '%2B')), [
      both.visitId,
    ])
    t.same((await list('from=2026-03-02&to=2026-03-02')).length, 4, 'a date as the end includes that day')
    t.same(await list('q=n%C3%BA%C3%B1ez'), [first.visitId, both.visitId])
    t.same(await list('q=1111&status=confirmed'), [first.visitId])
    t.same(await list(`q=${gone.visitId}`), [gone.visitId])
    t.same(await list('q=nobody'), [])
    t.same(await list('to=2026-03-01'), [])
    t.same(await list('from=2026-03-03'), [])
  })

  t.test('pages go on where the last one ended', async (t) => {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const path: string = `/v1/admin/visits?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`
      const { body } = await api.get('operator', path)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      cursor = body.nextCursor
    } while (cursor !== null)
    t.same(seen, [first.visitId, both.visitId, gone.visitId, elsewhere.visitId])
  })

  t.test('what is malformed is refused', async (t) => {
    const forged = Buffer.from(JSON.stringify({ start: '2026-13-45T99:00:00Z', id: randomUUID() })).toString(
      'base64url',
    )
    for (const bad of [
      'status=unknown',
      'from=yesterday',
      'from=2026-02-30',
      'to=2026-03-02T12:00:00',
      'from=1026-03-02',
      'to=9999-12-31',
      'resourceId=A%20B',
      'typeId=',
      'q=',
      'q=%00',
      'customerId=1',
      'cursor=%00',
      'cursor=eyJ4IjoxfQ',
      `cursor=${forged}`,
      'limit=1000',
    ]) {
      const reply = await api.get('operator', `/v1/admin/visits?${bad}`)
      t.match(reply, { status: 400, body: { type: '/problems/invalid-request' } }, bad)
    }
    t.match(await api.get('operator', '/v1/admin/visits?from=1900-01-01&to=9998-12-31'), { status: 200 })
    t.match(await api.get('operator', '/v1/admin/visits?to=9999-12-31T23:59:59-12:00'), { status: 200 })
    for (const bad of [
      '',
      'date=9999-12-31',
      'date=2026-02-30',
      'date=today',
      'date=2026-3-2',
      `date=${date}&locationId=A_B`,
    ]) {
      t.equal((await api.get('operator', `/v1/admin/agenda/day?${bad}`)).status, 400, bad)
    }
    t.equal((await api.get('operator', '/v1/customers/1')).status, 400)
  })

  t.test('GET /v1/customers/:id with the visits ahead and behind', async (t) => {
    api.clock.set(Date.parse(at('13:45')))
    const { body } = await api.get('channel', `/v1/customers/${ana}`)
    t.match(body, {
      id: ana,
      name: 'Ana Núñez',
      phone: '+56911111111',
      externalId: 'crm 1/ñ',
      email: null,
      erased: false,
    })
    t.match(body.nextVisits, [{ id: both.visitId }])
    t.match(body.history, [{ id: first.visitId }])
    t.same([body.nextVisits.length, body.history.length], [1, 1])
    api.clock.set(Date.parse(monday))
    t.equal((await api.get('channel', `/v1/customers/${randomUUID()}`)).status, 404)
  })

  t.test(
    'GET /v1/customers/:id says what they want to be told of, and everything where they have said nothing',
    async (t) => {
      const choices = {
        preferences: { email: { all: false, reminder: true } },
        quietHours: { start: '22:00', end: '08:00' },
      }
      const path = `/v1/customers/${ana}`
      const nothing = { preferences: {}, quietHours: null, legalOptOut: false }
      t.match((await api.get('channel', path)).body, nothing)
      api.record(StreamName.customer(demo, ana as never), {
        type: 'CustomerPreferencesSet',
        data: { customerId: ana, ...choices, legalOptOut: true, at: monday },
      })
      t.match((await api.get('channel', path)).body, { ...choices, legalOptOut: true })
    },
  )

  t.test('an erased customer has no name left anywhere', async (t) => {
    const bob = await api.register(demo, { name: 'Bob Secret', phone: '+5511999990000', externalId: 'bob' })
    const visit = booking('16:00', { customerId: bob })
    t.match(await api.get('channel', `/v1/customers/${bob}`), { body: { name: 'Bob Secret' } })
    await api.vault.erase(demo, bob)
    api.record(StreamName.customer(demo, bob as never), {
      type: 'CustomerErased',
      data: { customerId: bob, at: monday },
    })
    const { body } = await api.get('channel', `/v1/customers/${bob}`)
    t.match(body, { name: null, phone: null, externalId: null, erased: true, nextVisits: [{ id: visit.visitId }] })
    const agenda = await api.get('operator', `/v1/admin/agenda/day?date=${date}`)
    t.notMatch(JSON.stringify(agenda.body), /Bob Secret|99999/)
    t.same(await ids('/v1/visits?externalId=bob'), [])
    for (const q of ['secret', 'bob', '0000', 'erased']) t.same(await ids(`/v1/admin/visits?q=${q}`), [], q)
    cancel(api, demo, visit)
  })
})
