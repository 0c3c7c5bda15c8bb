import { randomUUID } from 'node:crypto'
import { instantOf, type Resource, StreamName, type TenantId, type VisitType } from '@visita/domain'
import { book, cancel, configured, held, policies, resource, visitType } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, other, startReadApi } from './harness.ts'

test('GET /v1/availability', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const add = (id: string, more: Partial<Resource> = {}, tenant: TenantId = demo) => {
    const document = resource(id, more)
    api.record(StreamName.resource(tenant, document.id), configured(document))
  }
  const addType = (id: string, more: Partial<VisitType> = {}) => {
    const document = visitType(id, more)
    api.record(StreamName.visitType(demo, document.id), {
      type: 'VisitTypeConfigured',
      data: { visitType: document, at: monday },
    } as never)
  }
  const slot = (id: string, day = date) => StreamName.slot(demo, id as Resource['id'], day)
  const ask = (query: string) => api.get('channel', `/v1/availability?typeId=viewing&${query}`)
  const slots = async (query: string) => (await ask(query)).body.slots as Record<string, unknown>[]
  const starts = async (query: string) => (await slots(query)).map(({ start }) => String(start))
  add('ana')
  addType('viewing')

  t.test('offers what is open from now on, in the grid of the type', async (t) => {
    const today = await slots(`from=${date}&to=${date}`)
    t.same(today[0], { start: monday, end: at('12:30'), resourceIds: ['ana'], seatsLeft: 1 })
    t.same(today.at(-1)?.start, at('20:30'), 'the last ends when the day does')
    t.equal(today.length, 18)
    t.same(await starts(`from=${date}&to=${date}&limit=2`), [monday, at('12:30')])
    t.equal((await slots(`from=${monday}&to=${at('13:00')}`)).length, 2)
    t.equal((await slots('')).length, 18 + 4 * 20 + 2, 'a week where nothing else is said')
    t.same(await slots('from=2026-03-07&to=2026-03-08'), [], 'closed')
  })

  t.test('what takes the time is not offered: visits, live holds, blocks, busy time; what is over is', async (t) => {
    const day = '2026-03-03'
    const on = (time: string) => `${day}T${time}:00Z`
    const visit = (time: string) => book(api, { tenant: demo, resourceIds: ['ana'], date: day, start: on(time) })
    visit('11:00')
    cancel(api, demo, visit('11:30'))
    book(api, { tenant: demo, resourceIds: ['ana'], date: day, start: on('12:00') }, { dangling: true })
    api.record(slot('ana', day), held(randomUUID(), on('12:30'), on('13:00'), at('12:01')))
    api.record(slot('ana', day), held(randomUUID(), on('13:00'), on('13:30'), at('12:00')))
    const span = (from: string, until: string) => ({ coversFrom: on(from), coversUntil: on(until) })
    api.record(slot('ana', day), { type: 'SlotBlocked', data: { blockId: randomUUID(), ...span('14:00', '15:00') } })
    const busy = { blockId: randomUUID(), source: 'google', ...span('16:15', '16:45') }
    api.record(slot('ana', day), { type: 'SlotBlocked', data: busy })
    t.same(
      (await starts(`from=${on('11:00')}&to=${on('17:30')}`)).map((start) => start.slice(11, 16)),
      [...['11:30', '13:00', '13:30', '15:00', '15:30', '17:00']],
    )
  })

  t.test('of several that would do it names whom a booking would be given; named, it is that one alone', async (t) => {
    const day = '2026-03-04'
    add('bea', { locationId: 'centro' as never })
    add('cai', { locationId: 'centro' as never, visitTypeIds: ['other' as never] })
    book(api, { tenant: demo, resourceIds: ['ana'], date: day, start: `${day}T11:00:00Z` })
    const first = async (query: string) => (await slots(`from=${day}&to=${day}&${query}`))[0]
    t.match(await first(''), { start: `${day}T11:00:00Z`, resourceIds: ['bea'] })
    t.match(await first('resourceId=ana'), { start: `${day}T11:30:00Z`, resourceIds: ['ana'] })
    t.match(await first('locationId=centro'), { resourceIds: ['bea'] })
    t.match(await ask('resourceId=cai'), { status: 422, body: { type: '/problems/resources-do-not-fit' } })
    t.equal((await ask('resourceId=nobody')).status, 404)
  })

  t.test('a type that needs several kinds is open where all of them are', async (t) => {
    addType('tour', { needs: [{ kind: 'agent', count: 1 }, { kind: 'unit', count: 1 }] }) // biome-ignore format: a table
    const tour = async () =>
      (await api.get('operator', '/v1/availability?typeId=tour&from=2026-03-05&to=2026-03-05')).body.slots
    t.same(await tour(), [], 'nobody has a unit')
    add('flat', { kind: 'unit' })
    book(api, { tenant: demo, resourceIds: ['flat'], date: '2026-03-05', start: '2026-03-05T11:00:00Z' })
    t.match((await tour())[0], { start: '2026-03-05T11:30:00Z', resourceIds: ['ana', 'flat'] })
  })

  t.test('seats, dates of another zone, and the horizon', async (t) => {
    add('hall', { kind: 'room', capacity: 5 })
    addType('show', { needs: [{ kind: 'room', count: 1 }] })
    const show = async (query: string) =>
      (await api.get('operator', `/v1/availability?typeId=show&${query}`)).body.slots
    book(api, { tenant: demo, resourceIds: ['hall'], date: '2026-03-06', start: '2026-03-06T11:00:00Z' })
    t.same(
      (await show('from=2026-03-06&to=2026-03-06&limit=2')).map(({ seatsLeft }: { seatsLeft: number }) => seatsLeft),
      [4, 5],
    )
    const tokyo = await show('from=2026-03-06&to=2026-03-06&timezone=Asia/Tokyo')
    t.same(tokyo.at(-1).start, '2026-03-06T14:30:00Z', 'there the day is over at 15:00 UTC')
    const last = (await show('from=2026-03-25&to=2026-04-20')).at(-1)
    t.same(last.start, '2026-04-01T20:30:00Z', 'thirty days ahead')
    t.same(await show('from=2026-05-01&to=2026-05-02'), [])
  })

  t.test('who assigns in turn is offered in turn', async (t) => {
    const turn = { ...policies, assignment: 'round-robin' as const }
    api.record(StreamName.tenant(demo), { type: 'TenantPoliciesSet', data: { policies: turn, at: monday } })
    const day = '2026-03-09'
    const whose = async () => (await slots(`from=${day}&to=${day}&limit=1`))[0]?.resourceIds
    book(api, { tenant: demo, resourceIds: ['ana'], date: '2026-03-10', start: '2026-03-10T11:00:00Z' })
    t.same(await whose(), ['bea'])
    book(api, { tenant: demo, resourceIds: ['bea'], date: '2026-03-10', start: '2026-03-10T11:00:00Z' })
    t.same(await whose(), ['ana'])
  })

  t.test('a query that means nothing is refused, and another tenant’s types are not known', async (t) => {
    for (const query of ['from=2026-03-05&to=2026-03-04', 'from=2026-03-01&to=2026-05-03', 'timezone=Mars/Base']) {
      t.match(await ask(query), { status: 400, body: { type: '/problems/invalid-request' } }, query)
    }
    t.equal((await ask('from=2026-03-02&to=2026-05-02')).status, 200, 'of sixty-two days')
    t.equal((await api.get('channel', '/v1/availability')).status, 400)
    t.equal((await api.get('channel', '/v1/availability?typeId=nothing')).status, 404)
    t.equal((await api.get('channel', '/v1/availability?typeId=viewing', other)).status, 404)
  })

  t.test('fifty agents over a month are answered whole', async (t) => {
    addType('call')
    for (let n = 0; n < 50; n++) add(`agent-${n}`, { visitTypeIds: ['call' as never] })
    for (let n = 0; n < 200; n++) {
      const day = `2026-03-${String(10 + (n % 4)).padStart(2, '0')}`
      const start = instantOf(Date.parse(`${day}T11:00:00Z`) + (n % 18) * 1_800_000)
      book(api, { tenant: demo, resourceIds: [`agent-${n % 50}`], date: day, start })
    }
    const { status, body } = await api.get('channel', '/v1/availability?typeId=call&from=2026-03-02&to=2026-04-01')
    t.equal(status, 200)
    t.equal(body.slots.length, 18 + 22 * 20)
  })
})
