import { randomUUID } from 'node:crypto'
import { type Resource, StreamName } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { replayProjection } from '@visita/read-store'
import pino from 'pino'
import { test } from 'tap'
import {
  agendaDay,
  agendaRows,
  agendaVersion,
  claimsAhead,
  configuration,
  configurationOf,
  customers,
  visitsStarting,
} from '../index.ts'
import { book, cancel, configured, confirm, held, move, policies, registered, resource, tell } from '../test/facts.ts'
import { demo, other, type Stage, stage } from '../test/stage.ts'

const date = '2026-03-02'
const at = (time: string) => `${date}T${time}:00Z`
const now = Date.parse(at('12:00'))
const id = (text: string) => text as Resource['id']
const slot = (resourceId: string, day = date) => StreamName.slot(demo, id(resourceId), day)

async function agenda(on: Stage, options: { date?: string; locationId?: string | null; now?: number } = {}) {
  await on.settled()
  const { date: day = date, locationId = null, now: at = now } = options
  const { resources: configured } = await on.ask(demo, (db) => configurationOf(db, demo))
  const [rows] = await agendaRows(on.store, demo, { dates: [day], configured, locationId, resourceId: null, now: at })
  if (!rows) throw new Error('a date without an agenda')
  return rows
}

async function withResources(t: Parameters<typeof stage>[0], ...resources: Resource[]) {
  const on = await stage(t, [configuration, agendaDay, customers])
  for (const document of resources) on.record(StreamName.resource(demo, document.id), configured(document))
  return on
}

test('a day shows each resource’s visits, with what they are', async (t) => {
  const on = await withResources(t, resource('ana'), resource('bea'))
  const second = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00') })
  const first = book(on, { tenant: demo, resourceIds: ['ana', 'bea'], date, start: at('12:00') })
  book(on, { tenant: demo, resourceIds: ['ana'], date: '2026-03-03', start: '2026-03-03T12:00:00Z' })
  book(on, { tenant: other, resourceIds: ['ana'], date, start: at('15:00') })
  confirm(on, demo, first)
  const { resources, claims, visits } = await agenda(on)
  t.match(resources, [{ document: { id: 'ana' } }, { document: { id: 'bea' } }])
  t.match(claims.map((claim) => [claim.resource_id, claim.visit_id]), [
    ['ana', first.visitId],
    ['ana', second.visitId],
    ['bea', first.visitId],
  ]) // biome-ignore format: a table
  t.match(visits.get(first.visitId), { status: 'confirmed', customer_id: first.customerId, type_id: 'viewing' })
  t.match(visits.get(second.visitId), { status: 'pending' })
})

test('the day is the resource’s own: a start late in the evening belongs to the date on its calendar', async (t) => {
  const on = await withResources(t, resource('ana'))
  const late = book(on, { tenant: demo, resourceIds: ['ana'], date, start: '2026-03-03T01:00:00Z' })
  t.match((await agenda(on)).claims, [{ visit_id: late.visitId, local_date: date }])
})

test('a cancelled visit leaves the agenda at once, before its claim is released', async (t) => {
  const on = await withResources(t, resource('ana'))
  const booked = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00') })
  cancel(on, demo, booked, { release: false })
  t.same((await agenda(on)).claims, [])
})

test('a reservation whose visit was never made, or which is another place of a visit, is not shown', async (t) => {
  const on = await withResources(t, resource('ana'), resource('bea'))
  book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00') }, { dangling: true })
  const booked = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('14:00') })
  book(
    on,
    { tenant: demo, resourceIds: ['bea'], date, start: at('15:00'), visitId: booked.visitId },
    { dangling: true },
  )
  t.match((await agenda(on)).claims, [{ resource_id: 'ana', visit_id: booked.visitId }])
  t.equal((await agenda(on)).claims.length, 1)
})

test('a visit that moves stands in one place at every step, to another day and another resource too', async (t) => {
  const on = await withResources(t, resource('ana'), resource('bea'))
  const visit = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00'), override: true })
  const next = '2026-03-03'
  const to = { tenant: demo, visit, attempt: 2, from: at('13:00'), start: `${next}T14:00:00Z`, date: next }
  const moving = move(on, { ...to, resourceIds: ['bea'] })
  const places = async () => {
    const days = [await agenda(on), await agenda(on, { date: next })]
    return days.flatMap(({ claims }) => claims.map(({ local_date, resource_id }) => `${local_date} ${resource_id}`))
  }
  moving.reserved()
  t.same(await places(), [`${date} ana`])
  tell(on, demo, visit, 'VisitMoveAbandoned', { attempt: 2 })
  t.same(await places(), [`${date} ana`], 'given up: it stays where it was')
  moving.recorded()
  t.same(await places(), [`${next} bea`], 'before the former time is released')
  const { visits } = await agenda(on, { date: next })
  t.match(visits.get(visit.visitId), { starts_at: `${next}T14:00:00Z`, resource_ids: ['bea'], overridden: false })
  moving.released()
  t.same(await places(), [`${next} bea`])
  for (const [type, status] of [
    ['VisitSetOut', 'en_route'],
    ['VisitCheckedIn', 'checked_in'],
    ['VisitCompleted', 'completed'],
  ] as const) {
    tell(on, demo, visit, type)
    t.match((await agenda(on, { date: next })).visits.get(visit.visitId), { status })
  }
  const missed = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('15:00') })
  tell(on, demo, missed, 'VisitNoShowMarked', { automatic: true })
  t.match((await agenda(on)).visits.get(missed.visitId), { status: 'no_show' })
})

test('a visit whose resources keep different zones lies on the day of each, also where those are different dates', async (t) => {
  const on = await withResources(t, resource('ana'), resource('far', { timezone: 'Asia/Tokyo' }))
  const [start, end, next] = [at('20:00'), at('20:30'), '2026-03-03']
  const visit = book(on, { tenant: demo, resourceIds: ['ana'], date, start })
  const claim = { claimId: randomUUID(), resourceId: 'far', date: next }
  on.record(slot('far', next), {
    type: 'SlotReserved',
    data: {
      ...{ claimId: claim.claimId, visitId: visit.visitId, attempt: 2, typeId: 'viewing', start, end },
      ...{ coversFrom: start, coversUntil: end, seats: 1, capacity: 1 },
    },
  })
  tell(on, demo, visit, 'VisitReassigned', {
    ...{
      attempt: 2,
      start,
      end,
      timezone: 'America/Sao_Paulo',
      claims: [...visit.claims, claim],
      locationId: null,
      reason: null,
    },
    former: { start, end, timezone: 'America/Sao_Paulo', claims: visit.claims, locationId: null },
    override: null,
  })
  t.match((await agenda(on)).claims, [{ resource_id: 'ana', visit_id: visit.visitId }])
  const there = await agenda(on, { date: next })
  t.match(there.claims, [{ resource_id: 'far', visit_id: visit.visitId }])
  t.match(there.visits.get(visit.visitId), { resource_ids: ['ana', 'far'], starts_at: start })
})

test('holds are shown until they expire, blocks until they are lifted', async (t) => {
  const on = await withResources(t, resource('ana'))
  const [holdId, blockId] = [randomUUID(), randomUUID()]
  const span = { coversFrom: at('13:00'), coversUntil: at('14:00') }
  on.record(slot('ana'), held(holdId, at('13:00'), at('14:00'), at('12:01')))
  on.record(slot('ana'), { type: 'SlotBlocked', data: { blockId, ...span } })
  t.same((await agenda(on)).claims.map(({ kind }) => kind).sort(), ['block', 'hold'])
  t.match((await agenda(on, { now: Date.parse(at('12:01')) })).claims, [{ kind: 'block', claim_id: blockId }])
  on.record(slot('ana'), { type: 'SlotHoldReleased', data: { holdId } })
  t.match((await agenda(on)).claims, [{ kind: 'block' }])
  const longer = { coversFrom: at('13:00'), coversUntil: at('18:00') }
  on.record(slot('ana'), {
    type: 'SlotBlocked',
    data: { blockId, ...longer, source: 'google', externalId: 'ev-1' },
  })
  t.match(
    (await agenda(on)).claims,
    [{ kind: 'block', ends_at: at('18:00'), source: 'google', external_id: 'ev-1' }],
    'laid again, it takes the place of the first',
  )
  on.record(slot('ana'), { type: 'SlotUnblocked', data: { blockId } })
  t.same((await agenda(on)).claims, [])
})

test('a location’s day has its resources only; an archived one stays on days that have something of it', async (t) => {
  const here = { locationId: 'centro' as never }
  const on = await withResources(t, resource('ana', here), resource('bea'), resource('cai', here))
  const booked = book(on, { tenant: demo, resourceIds: ['cai'], date, start: at('13:00') })
  book(on, { tenant: demo, resourceIds: ['bea'], date, start: at('13:00') })
  on.record(StreamName.resource(demo, id('cai')), {
    type: 'ResourceArchived',
    data: { resourceId: 'cai', at: at('09:00') },
  })
  const centro = await agenda(on, { locationId: 'centro' })
  t.match(centro.resources, [{ document: { id: 'ana' } }, { document: { id: 'cai' }, archived: true }])
  t.match(centro.claims, [{ visit_id: booked.visitId }])
  t.equal(centro.claims.length, 1)
  t.match((await agenda(on, { locationId: 'centro', date: '2026-03-03' })).resources, [{ document: { id: 'ana' } }])
  t.same((await agenda(on, { locationId: 'nowhere' })).resources, [])
})

test('a full day is counted in full', async (t) => {
  const names = Array.from({ length: 45 }, (_, i) => `r${i}`)
  const on = await withResources(t, ...names.map((name) => resource(name, { locationId: 'centro' as never })))
  for (const name of names) {
    for (let i = 0; i < 20; i += 1) {
      const start = new Date(Date.parse(at('11:00')) + i * 1_800_000).toISOString().replace('.000', '')
      book(on, { tenant: demo, resourceIds: [name], date, start })
    }
  }
  const { claims, visits, resources } = await agenda(on, { locationId: 'centro' })
  t.same([claims.length, visits.size, resources.length], [900, 900, 45])
})

test('the next visits are those that start within the time given, soonest first', async (t) => {
  const on = await withResources(t, resource('ana'), resource('bea'))
  const booked = (start: string, resourceId = 'ana') =>
    book(on, { tenant: demo, resourceIds: [resourceId], date, start })
  booked(at('11:59'))
  const later = booked(at('13:59'), 'bea')
  const soon = booked(at('12:00'))
  booked(at('14:00'))
  cancel(on, demo, booked(at('13:00')))
  await on.settled()
  const next = (resourceIds: string[] | null) =>
    on.ask(demo, (db) => visitsStarting(db, demo, { from: now, to: now + 120 * 60_000, resourceIds }))
  t.same(
    (await next(null)).map(({ visit_id }) => visit_id),
    [soon.visitId, later.visitId],
  )
  t.same(
    (await next(['bea'])).map(({ visit_id }) => visit_id),
    [later.visitId],
  )
  t.same(await next([]), [])
})

test('claims ahead are those of the resource’s day of now and later', async (t) => {
  const on = await withResources(t, resource('ana'))
  const ahead = async (when: string) => {
    await on.settled()
    return on.ask(demo, (db) => claimsAhead(db, demo, id('ana'), Date.parse(when)))
  }
  const booked = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00') })
  t.equal(await ahead('2026-03-03T02:59:00Z'), true, 'in São Paulo it is still the same day')
  t.equal(await ahead('2026-03-03T03:00:00Z'), false)
  cancel(on, demo, booked)
  t.equal(await ahead(at('09:00')), false)
  on.record(slot('ana'), held(randomUUID(), at('13:00'), at('14:00'), at('12:01')))
  t.same([await ahead(at('12:00')), await ahead(at('12:01'))], [true, false])
})

test('the version of a tenant’s agenda changes with all that it is made of, and with nothing else', async (t) => {
  const on = await withResources(t, resource('ana'))
  const customer = randomUUID()
  let known = await version()
  async function version() {
    await on.settled()
    return (await agendaVersion(on.store, demo)).whole
  }
  async function changes(what: string, record: () => unknown) {
    record()
    const now = await version()
    t.not(now, known, what)
    t.equal(await version(), now, `nothing after: ${what}`)
    known = now
  }
  const booked = book(on, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00'), customerId: customer })
  known = await version()
  await changes('a confirmation', () => confirm(on, demo, booked))
  await changes('a hold', () => on.record(slot('ana'), held(randomUUID(), at('15:00'), at('15:30'), at('12:01'))))
  const stream = StreamName.customer(demo, customer as never)
  await changes('a customer', () => on.record(stream, registered(customer, {})))
  await changes('a changed contact', () => on.record(stream, registered(customer, {}, 'CustomerContactChanged')))
  await changes('a customer forgotten', () =>
    on.record(stream, { type: 'CustomerErased', data: { customerId: customer, at: at('09:00') } }),
  )
  await changes('a resource', () => on.record(StreamName.resource(demo, id('bea')), configured(resource('bea'))))
  await changes('policies', () =>
    on.record(StreamName.tenant(demo), { type: 'TenantPoliciesSet', data: { policies, at: at('09:00') } }),
  )
  book(on, { tenant: other, resourceIds: ['ana'], date, start: at('13:00') })
  t.equal(await version(), known, 'another tenant’s booking')
  await on.rebuild()
  t.not(await version(), known, 'the same events, built anew')
})

test('a rebuild gives the same agenda', async (t) => {
  const on = await withResources(t, resource('ana'), resource('bea'))
  for (let hour = 11; hour < 20; hour += 1) {
    const booked = book(on, { tenant: demo, resourceIds: [hour % 2 ? 'ana' : 'bea'], date, start: at(`${hour}:00`) })
    if (hour % 3 === 0) cancel(on, demo, booked)
    else confirm(on, demo, booked)
  }
  const before = await agenda(on)
  t.equal(before.claims.length, 6)
  await on.rebuild()
  t.same(await agenda(on), before)
})

test('whoever reads while the agenda is replayed reads the new tables next, and knows them from the old', async (t) => {
  const on = await withResources(t, resource('ana'))
  const recorded: RecordedEvent[] = []
  const recording = {
    record(...[stream, event]: Parameters<Stage['record']>) {
      recorded.push(on.record(stream, event))
    },
  }
  const first = book(recording, { tenant: demo, resourceIds: ['ana'], date, start: at('13:00') })
  const before = await agenda(on)
  const version = await agendaVersion(on.store, demo)
  await replayProjection({
    url: on.url,
    projection: agendaDay,
    head: async () => recorded.at(-1)?.position ?? 0n,
    read: async ({ from, until, handle }) =>
      handle(
        recorded.filter(({ position }) => position > (from ?? -1n) && position <= until),
        until,
      ),
    openPersonal: async (events) => events,
    logger: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    monotonic: () => 0,
  })
  t.same(await agenda(on), before)
  t.not(
    (await agendaVersion(on.store, demo)).whole,
    version.whole,
    'the same position, and other rows for all that is known',
  )
  confirm(recording, demo, first)
  t.match((await agenda(on)).visits.get(first.visitId), { status: 'confirmed' })
})
