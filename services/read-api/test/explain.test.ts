import { randomUUID } from 'node:crypto'
import { type DomainEvent, type Resource, StreamName, type VisitType } from '@visita/domain'
import { book, cancel, configured, held, policies, resource, visitType } from '@visita/projections/testing'
import { test } from 'tap'
import { demo, monday, other, startReadApi } from './harness.ts'

const date = '2026-03-03'
const at = (time: string) => `${date}T${time}:00Z`

interface Rule {
  rule: string
  ok: boolean
  code: string
  why: string
  because?: { event: string; stream: string; at: string; actor: string }
  inTheWay?: Record<string, unknown>[]
}

test('GET /v1/availability/explain', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  /** What is recorded from here on was recorded then. */
  let now = monday
  const later = { record: (stream: string, event: DomainEvent) => api.record(stream, event, now) }
  const add = (id: string, more: Partial<Resource> = {}) =>
    later.record(StreamName.resource(demo, id as never), configured(resource(id, more)))
  const addType = (id: string, more: Partial<VisitType> = {}) => {
    const data = { visitType: visitType(id, more), at: monday }
    later.record(StreamName.visitType(demo, id as never), { type: 'VisitTypeConfigured', data })
  }
  const setPolicies = (more: Partial<typeof policies>) =>
    later.record(StreamName.tenant(demo), {
      type: 'TenantPoliciesSet',
      data: { policies: { ...policies, ...more }, at: monday },
    })
  const slot = (id: string, day = date) => StreamName.slot(demo, id as never, day)
  const ask = (query: string, headers: Record<string, string> = {}) =>
    api.get('operator', `/v1/availability/explain?typeId=viewing&${query}`, demo, headers)
  const why = async (query: string) => (await ask(query)).body
  const failing = (rules: Rule[]) => rules.filter(({ ok }) => !ok).map(({ rule, code }) => `${rule} ${code}`)
  /** The rules that are in the way: all together, then of each resource. */
  const refused = async (query: string) => {
    const { rules, resources } = await why(query)
    return [failing(rules), ...resources.map((one: { rules: Rule[] }) => failing(one.rules))]
  }
  const ruleOf = (body: { resources: { rules: Rule[] }[] }, name: string) =>
    body.resources[0]?.rules.find(({ rule }) => rule === name)
  addType('viewing', { name: 'Visita guiada' })
  add('ana')

  t.test('what is offered is told rule by rule, with what made it so', async (t) => {
    const { status, body, headers } = await ask(`start=${at('15:00')}`)
    t.equal(status, 200)
    t.equal(headers['content-language'], 'es')
    t.match(body, {
      ...{ typeId: 'viewing', start: at('15:00'), end: at('15:30'), timezone: 'America/Sao_Paulo', asOf: monday },
      ...{ offered: true, why: 'Se ofrece: ninguna regla lo impide.' },
      rules: [
        {
          rule: 'type',
          ok: true,
          because: { event: 'VisitTypeConfigured', stream: 'visitType-demo_viewing', revision: 0 },
        },
        { rule: 'clock', ok: true, code: 'shown' },
        { rule: 'grid', ok: true, minutes: 30, before: at('14:30'), after: at('15:30') },
        { rule: 'needs', ok: true, needs: [{ kind: 'agent', count: 1, able: 1, free: ['ana'] }] },
      ],
      resources: [
        {
          ...{ resourceId: 'ana', name: 'Agent ana', offered: true, localStart: '2026-03-03T12:00' },
          rules: [
            { rule: 'resource', ok: true, because: { event: 'ResourceConfigured', at: monday } },
            { rule: 'serves', ok: true },
            { rule: 'within-day', ok: true },
            {
              ...{
                rule: 'opening-hours',
                ok: true,
                decidedBy: 'weekly',
                open: [{ start: at('11:00'), end: at('21:00') }],
              },
              why: 'Está abierto a esa hora. Su horario de ese día de la semana: 08:00–18:00.',
            },
            { rule: 'notice', ok: true, earliest: monday, because: { event: 'TenantCreated' } },
            { rule: 'horizon', ok: true, lastDate: '2026-04-01' },
            { rule: 'claims', ok: true, inTheWay: [], why: 'Nadie tiene ocupado ese tiempo.' },
          ],
        },
      ],
    })
    t.notOk('because' in body.resources[0].rules[6], 'it was never taken')
  })

  t.test('each language has its own sentences, and the parameter wins over the header', async (t) => {
    const start = `start=${at('15:00')}`
    const said = async (query: string, header: string) => {
      const { body, headers } = await ask(`${start}${query}`, { 'accept-language': header })
      return [headers['content-language'], body.why]
    }
    t.same(await said('', 'fr, ca;q=0.8, en;q=0.5'), ['ca', 'S’ofereix: cap regla no ho impedeix.'])
    t.same(await said('', 'pt-BR'), ['pt', 'É oferecido: nenhuma regra o impede.'])
    t.same(await said('&locale=en', 'pt-BR'), ['en', 'It is offered: no rule is in the way.'])
    t.equal((await ask(`${start}&locale=fr`)).status, 400)
  })

  t.test('a claim in the way says who took the time, when and until when', async (t) => {
    now = '2026-03-02T11:03:00Z'
    const visit = book(later, { tenant: demo, resourceIds: ['ana'], date, start: at('16:00') })
    const body = await why(`start=${at('16:00')}`)
    const claims = ruleOf(body, 'claims')
    t.match(claims, {
      ...{
        ok: false,
        code: 'reserved',
        because: { event: 'SlotReserved', stream: 'slot-demo_ana_2026-03-03', at: now },
      },
      inTheWay: [
        {
          ...{ kind: 'reservation', visitId: visit.visitId, start: at('16:00'), end: at('16:30'), meets: 'visit' },
          because: { actor: 'key:test', role: 'operator', channel: 'api', at: now },
        },
      ],
    })
    t.equal(
      claims?.why,
      `Está reservado: la visita ${visit.visitId}, de 13:00 a 13:30 (lo hizo key:test, operator, por api, el lunes, 2 de marzo de 2026, 8:03).`,
    )
    t.equal(body.why, claims?.why, 'with one resource alone, its own reason is the reason')
    t.match(failing(body.rules), ['needs none-free'])
    cancel(later, demo, visit)
    t.match(ruleOf(await why(`start=${at('16:00')}`), 'claims'), {
      ok: true,
      because: { event: 'SlotReleased', at: now },
    })
  })

  t.test('holds, blocks, busy calendars and buffers', async (t) => {
    const hold = randomUUID()
    later.record(slot('ana'), held(hold, at('17:00'), at('17:30'), '2026-03-02T12:01:00Z'))
    const blocked = (blockId: string, from: string, until: string, more = {}) => ({
      type: 'SlotBlocked',
      data: { blockId, coversFrom: at(from), coversUntil: at(until), ...more },
    })
    later.record(slot('ana'), blocked(randomUUID(), '18:00', '18:30'))
    later.record(slot('ana'), blocked(randomUUID(), '19:00', '19:30', { source: 'google', externalId: 'x' }))
    const claims = async (start: string, query = '') => ruleOf(await why(`start=${start}${query}`), 'claims')
    t.match(await claims(at('17:00')), { code: 'held', inTheWay: [{ id: hold, expiresAt: '2026-03-02T12:01:00Z' }] })
    t.match((await claims(at('17:00'), '&locale=en'))?.why, /a hold from .* that runs out at 9:01:00/)
    t.match(await claims(at('18:00')), { code: 'blocked', because: { event: 'SlotBlocked' } })
    t.match(await claims(at('19:00')), { code: 'blocked', inTheWay: [{ source: 'google' }] })
    t.match((await claims(at('19:00')))?.why, /el calendario google, ocupado de 16:00 a 16:30/)
    api.clock.set(Date.parse('2026-03-02T12:01:00Z'))
    t.match(await claims(at('17:00')), { ok: true, because: { event: 'SlotHeld' } }, 'it ran out')
    api.clock.set(Date.parse(monday))
    addType('viewing', { name: 'Visita guiada', bufferAfterMinutes: 10 })
    t.match(await claims(at('17:30')), { code: 'blocked', inTheWay: [{ meets: 'buffer' }] })
    addType('viewing', { name: 'Visita guiada' })
  })

  t.test('the grid, opening hours, exceptions, holidays, notice, horizon and the day’s end', async (t) => {
    t.same(await refused(`start=${at('15:10')}`), [['grid off-grid'], []])
    t.match((await why(`start=${at('15:10')}`)).rules[2].why, /cada 30 minutos .* 12:00 y 12:30\.$/)
    t.same(await refused(`start=${at('21:00')}`), [['grid off-grid', 'needs none-free'], ['opening-hours outside']])
    t.same(await refused('start=2026-03-07T12:00:00Z'), [
      ['grid nothing-that-day', 'needs none-free'],
      ['opening-hours closed'],
    ])
    t.match((await why('start=2026-02-27T12:00:00Z')).resources[0].rules, [{}, {}, {}, {}, { code: 'too-soon' }])
    t.same(await refused('start=2026-04-02T12:00:00Z'), [['needs none-free'], ['horizon too-far']])
    t.same(await refused('start=2026-03-04T02:45:00Z'), [
      ['grid off-grid', 'needs none-free'],
      ['within-day crosses-midnight', 'opening-hours outside'],
    ])
    t.same(await refused('start=2399-03-04T02:45:00Z'), [
      ['grid nothing-that-day', 'needs none-free'],
      ['horizon too-far'],
    ])
    const schedule = {
      ...resource('ana').schedule,
      exceptions: [{ date: '2026-03-05', ranges: [{ start: '09:00', end: '10:00' }] }],
      holidays: { country: 'BR' },
    }
    add('ana', { schedule })
    setPolicies({ holidays: [{ date: '2026-03-06', name: 'Aniversario' }], minNoticeMinutes: 90, maxAdvanceDays: 90 })
    const hours = async (start: string) => ruleOf(await why(`start=${start}`), 'opening-hours')
    t.match(await hours('2026-03-05T14:00:00Z'), { decidedBy: 'exception', why: /horario especial: 09:00–10:00/ })
    t.match(await hours('2026-03-06T14:00:00Z'), {
      ...{ code: 'closed', decidedBy: 'own-holiday', because: { event: 'TenantPoliciesSet' } },
      why: 'Ese día no abre. Es festivo propio: Aniversario.',
    })
    t.match(await hours('2026-04-21T14:00:00Z'), {
      decidedBy: 'public-holiday',
      because: { event: 'ResourceConfigured' },
    })
    t.match(ruleOf(await why('start=2026-03-02T13:00:00Z'), 'notice'), {
      ...{ ok: false, earliest: '2026-03-02T13:30:00Z', because: { event: 'TenantPoliciesSet' } },
      why: /hacen falta 90 minutos.*10:30/,
    })
    setPolicies({})
    add('ana')
  })

  t.test('a local time is taken by the wall clock, and one that the clock skips is none', async (t) => {
    add('pia', { timezone: 'America/Santiago', visitTypeIds: ['late' as never] })
    addType('late')
    setPolicies({ maxAdvanceDays: 300 })
    const late = async (start: string, query = 'resourceId=pia') =>
      (await api.get('operator', `/v1/availability/explain?typeId=late&${query}&start=${start}`)).body
    t.match(await late('2026-03-03T12:00'), { start: at('15:00'), timezone: 'America/Santiago', offered: true })
    t.match(await late('2026-03-03T12:00', ''), { start: at('15:00'), timezone: 'America/Sao_Paulo' }, 'of the tenant')
    const skipped = await late('2026-09-06T00:30')
    t.match(skipped, { start: null, end: null, offered: false, resources: [] })
    t.match(failing(skipped.rules), ['clock skipped'])
    t.equal(skipped.why, 'Esa hora no existe: ese día el reloj salta hasta el domingo, 6 de septiembre de 2026, 1:00.')
    const twice = await late('2026-04-04T23:30')
    t.match(twice, { start: '2026-04-05T02:30:00Z', rules: [{}, { ok: true, code: 'shown-twice' }] })
    t.equal((await ask('start=2026-02-30T12:00')).status, 400)
    setPolicies({})
  })

  t.test('several kinds, other types, other places, places left, and who is gone', async (t) => {
    const tour = (query: string) =>
      api.get('operator', `/v1/availability/explain?typeId=tour&start=${at('15:00')}&${query}`)
    addType('tour', { needs: [{ kind: 'agent', count: 1 }, { kind: 'unit', count: 1 }] }) // biome-ignore format: a table
    t.match((await tour('')).body.rules[2], { code: 'too-few', needs: [{ free: ['ana'] }, { kind: 'unit', able: 0 }] })
    add('flat', { kind: 'unit', locationId: 'centro' as never, capacity: 2, visitTypeIds: ['tour' as never] })
    t.match((await tour('')).body, { offered: true, resources: [{ resourceId: 'ana' }, { resourceId: 'flat' }] })
    book(later, { tenant: demo, resourceIds: ['flat'], date, start: at('15:00') })
    t.match((await tour('')).body, { offered: true })
    book(later, { tenant: demo, resourceIds: ['flat'], date, start: at('15:00') })
    const full = (await tour('resourceId=ana')).body
    t.match(full.rules[3], { code: 'none-free', needs: [{ free: ['ana'] }, { free: [] }] })
    t.match(full.resources, [
      { resourceId: 'ana', offered: true },
      { resourceId: 'flat', offered: false },
    ])
    t.match(full.resources[1].rules[6], { code: 'capacity', capacity: 2, inTheWay: [{}, {}] })
    t.match(full.resources[1].rules[6].why, /^Sus 2 plazas están ocupadas: la visita .*; la visita /)
    const misfit = async (query: string) => {
      const { rules, resources } = await why(`start=${at('15:00')}&${query}`)
      return [failing(rules), failing(resources[0].rules)]
    }
    t.same(await misfit('resourceId=flat'), [['needs does-not-fit'], ['serves other-kind']])
    t.same(await misfit('resourceId=pia'), [['needs does-not-fit'], ['serves other-types']])
    add('bea', { locationId: 'centro' as never })
    t.same(await misfit('resourceId=bea&locationId=norte'), [['needs does-not-fit'], ['serves elsewhere']])
    later.record(StreamName.resource(demo, 'bea' as never), {
      type: 'ResourceArchived',
      data: { resourceId: 'bea', at: monday },
    })
    t.same(await misfit('resourceId=bea'), [['needs does-not-fit'], ['resource archived']])
    later.record(StreamName.visitType(demo, 'tour' as never), {
      type: 'VisitTypeArchived',
      data: { typeId: 'tour', at: monday },
    })
    const gone = (await tour('')).body
    t.match(gone, {
      offered: false,
      rules: [{ code: 'archived', because: { event: 'VisitTypeArchived' } }],
      resources: [],
    })
    t.match(gone.why, 'El tipo de visita «Type tour» está archivado.')
  })

  t.test('the way between two locations', async (t) => {
    setPolicies({ travelMinutes: 30 })
    const far = ['one', 'two'].map((id) => `far-${id}`)
    for (const id of far) {
      add(id, { kind: 'room', locationId: id as never, visitTypeIds: ['show' as never] })
      add(`${id}-vehicle`, { kind: 'vehicle', visitTypeIds: ['show' as never] })
    }
    addType('show', { needs: [{ kind: 'vehicle', count: 1 }, { kind: 'room', count: 1 }] }) // biome-ignore format: a table
    const taken = { start: at('15:00'), end: at('15:30'), coversFrom: at('15:00'), coversUntil: at('15:30') }
    later.record(slot('far-one-vehicle'), {
      type: 'SlotReserved',
      data: {
        ...{ claimId: randomUUID(), visitId: randomUUID(), attempt: 1, typeId: 'show', ...taken },
        ...{ seats: 1, capacity: 1, locationId: 'far-two' },
      },
    })
    const show = (query: string) =>
      api.get(
        'operator',
        `/v1/availability/explain?typeId=show&start=${at('15:30')}&resourceId=far-one-vehicle&${query}`,
      )
    const there = (await show('locationId=far-one')).body
    t.match(there.resources[0].rules[6], { code: 'reserved', inTheWay: [{ meets: 'travel', locationId: 'far-two' }] })
    t.match(there.why, /no da tiempo a llegar/)
    t.match((await show('')).body, { offered: true }, 'it may be where it is already')
    setPolicies({})
  })

  t.test('what is not there is not found, and what is to come is not known', async (t) => {
    const start = `start=${at('15:00')}`
    t.equal((await api.get('operator', `/v1/availability/explain?typeId=nothing&${start}`)).status, 404)
    t.equal((await ask(`${start}&resourceId=nobody`)).status, 404)
    t.equal((await api.get('operator', `/v1/availability/explain?typeId=viewing&${start}`, other)).status, 404)
    t.match(await ask(`${start}&asOf=2026-03-02T12:00:00.001Z`), { status: 400, body: { errors: [{ path: '/asOf' }] } })
    t.equal((await ask(`${start}&asOf=${monday}`)).status, 200)
    t.match(await why(`${start}&asOf=2026-02-01T00:00:00Z`), { offered: false, rules: [{ code: 'not-yet' }] })
  })
})
