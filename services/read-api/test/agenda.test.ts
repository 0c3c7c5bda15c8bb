import { randomUUID } from 'node:crypto'
import { instantOf, type Resource, StreamName, type VisitId } from '@visita/domain'
import {
  book,
  cancel,
  configured,
  confirm,
  held,
  message,
  move,
  policies,
  registered,
  resource,
} from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, monday, startReadApi } from './harness.ts'

test('GET /v1/admin/agenda/day', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const centro = { id: 'centro', name: 'Centro', timezone: 'America/Sao_Paulo' }
  api.record(StreamName.tenant(demo), { type: 'LocationConfigured', data: { location: centro, at: monday } })
  const add = (id: string, more: Partial<Resource> = {}) => {
    const document = resource(id, { locationId: 'centro' as never, ...more })
    api.record(StreamName.resource(demo, document.id), configured(document))
  }
  const slot = (id: string) => StreamName.slot(demo, id as Resource['id'], date)
  const day = async (query = '') => (await api.get('operator', `/v1/admin/agenda/day?date=${date}${query}`)).body
  const booking = (id: string, time: string, more: Record<string, unknown> = {}) =>
    book(api, { tenant: demo, resourceIds: [id], date, start: at(time), ...more })
  const of = (agenda: Awaited<ReturnType<typeof day>>, id: string) =>
    agenda.resources.find((candidate: { id: string }) => candidate.id === id)

  t.test('shows visits, holds, blocks and open time of each resource', async (t) => {
    add('ana')
    add('far', { locationId: undefined as never, timezone: 'Europe/Madrid' })
    const ana = await api.register(demo, { name: 'Ana Núñez' })
    const visit = booking('ana', '13:00', { customerId: ana })
    confirm(api, demo, visit)
    const [holdId, blockId] = [randomUUID(), randomUUID()]
    api.record(slot('ana'), held(holdId, at('15:00'), at('15:30'), at('12:01')))
    api.record(slot('ana'), {
      type: 'SlotBlocked',
      data: { blockId, coversFrom: at('17:00'), coversUntil: at('18:00') },
    })
    const agenda = await day('&locationId=centro')
    t.match(agenda, { date, locationId: 'centro', visitCount: 1, incidents: [] })
    t.same(agenda.resources, [
      {
        ...{ id: 'ana', name: 'Agent ana', kind: 'agent', timezone: 'America/Sao_Paulo', locationId: 'centro' },
        ...{ capacity: 1, archived: false },
        open: [{ start: at('11:00'), end: at('21:00') }],
        visits: [
          {
            ...{ id: visit.visitId, typeId: 'viewing', status: 'confirmed', start: at('13:00'), end: at('13:30') },
            ...{
              seats: 1,
              resourceIds: ['ana'],
              customerId: ana,
              customerName: 'Ana Núñez',
              origin: 'api',
              override: false,
            },
          },
        ],
        holds: [
          {
            ...{ id: holdId, typeId: 'viewing', start: at('15:00'), end: at('15:30'), seats: 1, purpose: 'booking' },
            expiresAt: at('12:01'),
          },
        ],
        blocks: [{ id: blockId, start: at('17:00'), end: at('18:00'), source: null, externalId: null }],
      },
    ])
    t.match(agenda.next120Minutes, [{ id: visit.visitId }])
    t.match(of(await day(), 'far').open, [{ start: at('07:00'), end: at('17:00') }], 'each in its own zone')
    api.clock.set(Date.parse(at('12:01')))
    t.same(of(await day(), 'ana').holds, [])
    api.clock.set(Date.parse(monday))
    cancel(api, demo, visit)
    const after = await day()
    t.same([after.visitCount, of(after, 'ana').visits, after.next120Minutes], [0, [], []])
  })

  t.test('a location that is not there is not found; one without resources is empty', async (t) => {
    t.equal((await api.get('operator', `/v1/admin/agenda/day?date=${date}&locationId=nowhere`)).status, 404)
    api.record(StreamName.tenant(demo), {
      type: 'LocationConfigured',
      data: { location: { ...centro, id: 'new' }, at: monday },
    })
    t.match(await day('&locationId=new'), { resources: [], visitCount: 0 })
  })

  t.test('tells what a person should look at', async (t) => {
    add('eva')
    const a = booking('eva', '13:00')
    const b = booking('eva', '13:15', { override: true })
    const blockId = randomUUID()
    api.record(slot('eva'), {
      type: 'SlotBlocked',
      data: { blockId, coversFrom: at('16:00'), coversUntil: at('17:00') },
    })
    const c = booking('eva', '16:30')
    booking('eva', '18:00')
    const incidents = async () =>
      (await day()).incidents.filter(({ resourceId }: { resourceId: string }) => resourceId === 'eva')
    t.match(await incidents(), [
      { kind: 'overlap', visitIds: [a.visitId, b.visitId].sort() },
      { kind: 'blocked', visitIds: [c.visitId] },
    ])
    t.equal((await incidents()).length, 2)
    confirm(api, demo, b)
    api.clock.set(Date.parse(at('13:20')))
    t.match(
      (await incidents()).filter(({ kind }: { kind: string }) => kind === 'unconfirmed'),
      [{ visitIds: [a.visitId] }],
    )
    api.clock.set(Date.parse(monday))
  })

  t.test('says so in the language of whoever asks, and tells of customers whom nobody can reach', async (t) => {
    add('leo')
    const [named, silent] = [await api.register(demo, { name: 'Eva' }), await api.register(demo, { name: 'Pau' })]
    const reachable = await api.register(demo, { name: 'Ivo', email: 'ivo@example.com' })
    const visit = booking('leo', '15:00', { customerId: named })
    booking('leo', '16:00', { customerId: reachable })
    confirm(api, demo, booking('leo', '17:00', { customerId: silent }))
    const told = async (language?: string) => {
      const headers = language === undefined ? {} : { 'accept-language': language }
      const { body } = await api.get('operator', `/v1/admin/agenda/day?date=${date}`, demo, headers)
      return body.incidents.filter(({ resourceId }: { resourceId: string }) => resourceId === 'leo')
    }
    const first = { kind: 'no-contact', visitIds: [visit.visitId], dueAt: at('13:00'), colour: 'red' }
    t.match(await told(), [{ ...first, why: 'El cliente no tiene teléfono ni correo.' }, { dueAt: at('15:00') }])
    t.match(await told('pt-BR, es;q=0.5'), [{ why: 'O cliente não tem telefone nem e-mail.' }, {}])
    api.record(
      StreamName.customer(demo, named as never),
      registered(named, { phone: await api.sealed(demo, named, '+56911111111') }, 'CustomerContactChanged'),
    )
    t.equal((await told()).length, 1, 'the contact has changed, and so has the answer')
    api.record(StreamName.customer(demo, reachable as never), {
      type: 'CustomerErased',
      data: { customerId: reachable, at: monday },
    })
    t.same(
      (await told()).map(({ kind }: { kind: string }) => kind),
      ['no-contact', 'no-contact'],
    )
    t.notMatch(JSON.stringify(await day()), /Ivo/)
  })

  t.test('tells of a critical message that got through to nobody, until it is tried again', async (t) => {
    add('mia')
    const visitId = booking('mia', '15:00').visitId as VisitId
    const told = async () =>
      (await day()).incidents.filter(({ resourceId }: { resourceId: string }) => resourceId === 'mia')
    t.same(await told(), [])
    const failed = message(api, demo, { due: at('10:00'), visitId })
    failed.ask(at('10:01'), { type: 'FailNotification', class: 'no-address', code: null, deadLetter: true })
    t.match(await told(), [{ kind: 'failed-message', visitIds: [visitId], dueAt: at('13:00'), colour: 'red' }])
    const { items } = (await api.get('operator', '/v1/admin/trays/no-contact')).body
    const why = 'Un aviso importante no ha llegado por ningún canal.'
    t.match(
      items.filter(({ visit }: { visit: { id: string } }) => visit.id === visitId),
      [{ why, dueAt: at('13:00') }],
    )
    failed.ask(at('10:02'), { type: 'RetryNotification' })
    t.same(await told(), [])
  })

  t.test('an external calendar’s busy time is shown as its own, and a visit under it is told', async (t) => {
    add('gil')
    const visit = booking('gil', '15:00')
    const busy = { coversFrom: at('14:30'), coversUntil: at('15:30') }
    const blockId = randomUUID()
    api.record(slot('gil'), { type: 'SlotBlocked', data: { blockId, ...busy, source: 'google', externalId: 'ev-1' } })
    const told = async () =>
      (await day()).incidents.filter(({ resourceId }: { resourceId: string }) => resourceId === 'gil')
    t.match(of(await day(), 'gil').blocks, [{ id: blockId, source: 'google', externalId: 'ev-1' }])
    const found = [{ kind: 'blocked', visitIds: [visit.visitId] }]
    t.match(await told(), [{ ...found[0], why: 'El calendario google está ocupado a esa hora.' }])
    const own = randomUUID()
    api.record(slot('gil'), { type: 'SlotBlocked', data: { blockId: own, ...busy } })
    t.match(await told(), [{ ...found[0], why: 'Está bajo un bloqueo.' }])
    api.record(slot('gil'), { type: 'SlotUnblocked', data: { blockId: own } })
    api.record(slot('gil'), { type: 'SlotUnblocked', data: { blockId } })
    t.same([await told(), of(await day(), 'gil').blocks], [[], []])
  })

  t.test('a visit that moves is on the day once, wherever it stands just then', async (t) => {
    add('hal')
    add('iva')
    const visit = booking('hal', '19:00')
    const moving = move(api, {
      ...{ tenant: demo, visit, attempt: 2, date, from: at('19:00'), start: at('19:15') },
      resourceIds: ['hal', 'iva'],
    })
    const seen = async () => {
      const agenda = await day()
      const shown = agenda.resources.flatMap(
        ({ id, visits }: { id: string; visits: { id: string; start: string }[] }) =>
          visits.filter((shown) => shown.id === visit.visitId).map(({ start }) => `${id} ${start}`),
      )
      const told = agenda.incidents.filter(({ visitIds }: { visitIds: string[] }) => visitIds.includes(visit.visitId))
      return [shown, told]
    }
    const before = [[`hal ${at('19:00')}`], []]
    const after = [[`hal ${at('19:15')}`, `iva ${at('19:15')}`], []]
    t.same(await seen(), before)
    moving.reserved()
    t.same(await seen(), before, 'reserved, and not moved yet')
    moving.recorded()
    t.same(await seen(), after, 'moved, and the former time not released yet')
    moving.released()
    t.same(await seen(), after)
  })

  t.test('who keeps public holidays is closed on the tenant’s own, here as where times are offered', async (t) => {
    const schedule = { ...resource('jon').schedule, holidays: { country: 'BR' } }
    add('jon', { schedule })
    add('kim', { schedule: { ...schedule, exceptions: [{ date, ranges: [{ start: '09:00', end: '10:00' }] }] } })
    const openOf = async (id: string) => of(await day(), id).open
    t.same(await openOf('jon'), [{ start: at('11:00'), end: at('21:00') }])
    const set = (holidays: typeof policies.holidays) =>
      api.record(StreamName.tenant(demo), {
        type: 'TenantPoliciesSet',
        data: { policies: { ...policies, holidays }, at: monday },
      })
    set([{ date, name: 'Founding day' }])
    t.same(await openOf('jon'), [])
    t.same(await openOf('kim'), [{ start: at('12:00'), end: at('13:00') }], 'an exception opens it')
    t.same(await openOf('ana'), [{ start: at('11:00'), end: at('21:00') }], 'who keeps none is open')
    set([])
  })

  t.test('counts a full site exactly', async (t) => {
    api.record(StreamName.tenant(demo), {
      type: 'LocationConfigured',
      data: { location: { ...centro, id: 'site' }, at: monday },
    })
    const resources = Array.from({ length: 45 }, (_, i) => `s${i}`)
    for (const id of resources) add(id, { locationId: 'site' as never })
    for (const id of resources)
      for (let i = 0; i < 20; i += 1)
        booking(id, '00:00', { start: instantOf(Date.parse(at('11:00')) + i * 1_800_000) })
    const agenda = await day('&locationId=site')
    const listed = agenda.resources.flatMap(({ visits }: { visits: { id: string }[] }) => visits.map(({ id }) => id))
    t.same([agenda.visitCount, listed.length, new Set(listed).size], [900, 900, 900])
    const atNoon = (start: string) => start === at('12:00')
    const started = agenda.resources.flatMap(({ visits }: { visits: { start: string }[] }) =>
      visits.map(({ start }) => start),
    )
    t.equal(agenda.incidents.length, started.filter(atNoon).length, 'those that are on now, and nobody has confirmed')
  })
})
