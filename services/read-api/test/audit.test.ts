import { randomUUID } from 'node:crypto'
import {
  type BulkMoveId,
  type ResourceId,
  type SeriesId,
  StreamName,
  type VisitId,
  type WaitlistEntryId,
} from '@visita/domain'
import { Outage } from '@visita/event-store'
import { message } from '@visita/projections/testing'
import { test } from 'tap'
import { at, date, demo, other, type ReadApi, startReadApi } from './harness.ts'

interface Who {
  readonly actor?: string
  readonly role?: string
  readonly channel?: string
  readonly correlationId?: string
  readonly causationId?: string
  readonly occurredAt?: string
}
const reactor = (kind: string, correlationId: string, causationId: string): Who => ({
  ...{ actor: `system:${kind}`, role: 'system', channel: 'reactor', correlationId, causationId },
})

/** Writes facts with all that an event says of its making; `time` is of the Monday, UTC. */
function writer(api: ReadApi) {
  const last = { position: 0n }
  return {
    last,
    async write(stream: StreamName, time: string, type: string, data: object, who: Who = {}): Promise<string> {
      const common = {
        tenant: StreamName.split(stream).parts[0] ?? '',
        actor: 'key:ana',
        role: 'operator',
        channel: 'api',
      }
      const meta = { ...common, correlationId: 'request-1', occurredAt: at(time), ...who, recordedAt: at(time) }
      const id = randomUUID()
      last.position = (await api.store.append(stream, [{ id, type, data, meta }], 'any')).position
      return id
    },
  }
}

const place = (start: string, resourceId: string, claimId: string) => ({
  ...{ start: at(start), end: at(start.replace(':00', ':30')), timezone: 'UTC', locationId: null },
  claims: [{ claimId, resourceId, date }],
})
const typesOf = (body: { events: { type: string }[] }) => body.events.map(({ type }) => type)

test('GET /v1/audit/visits/:id', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  api.clock.set(Date.parse(at('23:00')))
  const { write, last } = writer(api)
  const read = async (id: string, query = '', role: 'auditor' | 'operator' = 'auditor', tenant = demo) => {
    const headers = last.position === 0n ? {} : { 'visita-min-position': api.token(last.position) }
    return api.get(role, `/v1/audit/visits/${id}${query}`, tenant, headers)
  }
  const ana = await api.register(demo, { name: 'Ana Núñez' })
  const visitId = randomUUID() as VisitId
  const [holdId, swept] = [randomUUID(), randomUUID()]
  const [first, second, given] = [randomUUID(), randomUUID(), randomUUID()]
  const visitStream = StreamName.visit(demo, visitId)
  const slot = (id: string) => StreamName.slot(demo, id as ResourceId, date)
  const covers = (start: string) => {
    const end = at(start.replace(':00', ':30'))
    return { typeId: 'viewing', start: at(start), end, coversFrom: at(start), coversUntil: end, seats: 1, capacity: 1 }
  }
  const held = (id: string, until: string) => ({
    ...{ holdId: id, ...covers('13:00'), expiresAt: at(until), purpose: 'booking' },
  })
  const ids: Record<string, string> = {}

  await t.test('a booking by a hold, confirmed, moved and cancelled, with whatever was tried in between', async (t) => {
    const channel = { actor: 'key:web', role: 'channel', correlationId: 'request-hold' }
    await write(slot('ana'), '08:00', 'SlotHeld', held(swept, '08:01'), channel)
    await write(slot('ana'), '09:00', 'SlotHeld', held(holdId, '09:10'), channel)
    const web = { ...channel, correlationId: 'request-book' }
    await write(slot('ana'), '09:05', 'SlotHoldReleased', { holdId: swept }, web)
    await write(slot('ana'), '09:05', 'SlotHoldReleased', { holdId }, web)
    const reserved = { visitId, attempt: 1, claimId: first, ...covers('13:00') }
    await write(slot('ana'), '09:05', 'SlotReserved', reserved, web)
    ids.requested = await write(
      ...([visitStream, '09:05', 'VisitRequested'] as const),
      {
        ...{ visitId, tenant: demo, attempt: 1, typeId: 'viewing', customerId: ana, ...place('13:00', 'ana', first) },
        ...{ unitId: null, seats: 1, origin: 'web', override: null, notes: await api.sealed(demo, ana, 'Has a dog') },
        participants: [
          { personId: ana, role: null, name: await api.sealed(demo, ana, 'Bruno'), phone: null, email: null },
        ],
        at: at('09:05'),
      },
      web,
    )
    const attempt = { visitId, attempt: 2 }
    await write(slot('cai'), '09:30', 'SlotReserved', { ...attempt, claimId: given, ...covers('15:00') })
    const fence = { ...attempt, claims: [{ claimId: given, resourceId: 'cai', date }], at: at('09:40') }
    await write(visitStream, '09:40', 'VisitMoveAbandoned', fence)
    const release = { claimId: given, visitId, cause: 'abandoned' }
    await write(slot('cai'), '09:40', 'SlotReleased', release)
    await write(visitStream, '10:00', 'VisitConfirmed', { visitId, automatic: false, at: at('10:00') })
    const moving = { correlationId: 'request-move' }
    await write(
      slot('bea'),
      '11:00',
      'SlotReserved',
      { ...attempt, attempt: 3, claimId: second, ...covers('16:00') },
      moving,
    )
    const { start, end, timezone, claims, locationId } = place('13:00', 'ana', first)
    const moved = {
      ...{
        visitId,
        attempt: 3,
        former: { start, end, timezone, claims, locationId },
        ...place('16:00', 'bea', second),
      },
      ...{ reason: await api.sealed(demo, ana, 'She called'), override: null, at: at('11:00') },
    }
    ids.moved = await write(visitStream, '11:00', 'VisitRescheduled', moved, moving)
    const released = { claimId: first, visitId, cause: 'moved' }
    await write(slot('ana'), '11:05', 'SlotReleased', released, reactor('move', 'request-move', ids.moved))
    // It happened before the move and was told after it.
    const late = { visitId, reason: await api.sealed(demo, ana, 'Ill'), at: at('10:30') }
    ids.cancelled = await write(visitStream, '12:00', 'VisitCancelled', late, { occurredAt: at('10:30') })
    await write(
      ...([slot('bea'), '12:00', 'SlotReleased', { claimId: second, visitId, cause: 'cancelled' }] as const),
      reactor('cancellation', 'request-1', ids.cancelled),
    )
    // Somebody else's on the same days.
    await write(slot('ana'), '12:30', 'SlotReserved', {
      visitId: randomUUID(),
      attempt: 1,
      claimId: randomUUID(),
      ...covers('17:00'),
    })

    const { status, body } = await read(visitId)
    t.equal(status, 200)
    t.match(body, { visitId, asOf: null, status: 'cancelled', visit: { start: at('16:00'), resourceIds: ['bea'] } })
    t.equal(body.visit.manageUrl, null)
    t.same(typesOf(body), [
      ...['SlotHeld', 'SlotHoldReleased', 'SlotReserved', 'VisitRequested', 'SlotReserved', 'VisitMoveAbandoned'],
      ...['SlotReleased', 'VisitConfirmed', 'SlotReserved', 'VisitRescheduled', 'SlotReleased', 'VisitCancelled'],
      'SlotReleased',
    ])
    t.equal(body.events[0].data.holdId, holdId, 'the hold that had run out was another’s')
    t.match(body.events[3], {
      ...{ type: 'VisitRequested', stream: visitStream, revision: 0, eventId: ids.requested, causationId: null },
      ...{ actor: 'key:web', role: 'channel', channel: 'api', correlationId: 'request-book' },
      ...{ occurredAt: at('09:05'), recordedAt: at('09:05') },
      cause: { chain: [], complete: true, by: { actor: 'key:web', role: 'channel', channel: 'api' } },
    })
    t.match(body.events[11], { occurredAt: at('10:30'), recordedAt: at('12:00') })
    const moveReleased = body.events[10]
    t.match(moveReleased.cause, {
      chain: [{ eventId: ids.moved, type: 'VisitRescheduled', stream: visitStream, revision: 3 }],
      ...{ complete: true, by: { actor: 'key:ana', role: 'operator' } },
    })
    const positions = body.events.map(({ position }: { position: string }) => position)
    t.same(
      positions,
      [...positions].sort((a, b) => Buffer.from(a, 'base64url').compare(Buffer.from(b, 'base64url'))),
    )
  })

  await t.test('an auditor reads why, and not who; whose key is gone reads so', async (t) => {
    const byType = async (type: string) =>
      (await read(visitId)).body.events.find((event: { type: string }) => event.type === type)
    t.match((await byType('VisitRequested')).data, {
      notes: 'Has a dog',
      participants: [{ name: 'sealed', phone: null }],
    })
    t.equal((await byType('VisitCancelled')).data.reason, 'Ill')
    await api.vault.erase(demo, ana)
    t.match((await byType('VisitRequested')).data, { notes: 'erased', participants: [{ name: 'erased' }] })
    t.equal((await byType('VisitRescheduled')).data.reason, 'erased')
    t.notMatch(JSON.stringify((await read(visitId)).body), /Núñez|Bruno|dog|called|Ill|sealed:v1/)
  })

  await t.test('as of an instant it is what had been recorded by then', async (t) => {
    const asOf = async (time: string) => (await read(visitId, `?asOf=${at(time)}`)).body
    t.equal((await read(visitId, `?asOf=${at('09:04')}`)).status, 404, 'held, and not booked yet')
    const booked = await asOf('09:05')
    t.match(booked, {
      asOf: at('09:05'),
      status: 'pending',
      visit: { revision: 0, start: at('13:00'), resourceIds: ['ana'] },
    })
    t.same(typesOf(booked), ['SlotHeld', 'SlotHoldReleased', 'SlotReserved', 'VisitRequested'])
    t.match((await asOf('09:35')).events.at(-1), { type: 'SlotReserved', stream: slot('cai') }, 'half made')
    t.match(await asOf('10:45'), { status: 'confirmed', visit: { revision: 2, start: at('13:00') } })
    const moved = await asOf('11:59')
    t.match(
      moved,
      { status: 'confirmed', visit: { start: at('16:00'), resourceIds: ['bea'] } },
      'cancelled, but nobody knew',
    )
    t.equal(moved.events.length, 11)
    t.match(await asOf('12:00'), { status: 'cancelled' })
    t.match(await read(visitId, `?asOf=${at('23:01')}`), { status: 400, body: { errors: [{ path: '/asOf' }] } })
    const offset = encodeURIComponent('2026-03-02T06:05:00-03:00')
    t.equal((await read(visitId, `?asOf=${offset}`)).body.asOf, at('09:05'))
  })

  await t.test('notifications, the waitlist, a series and bulk moves say what they say of it', async (t) => {
    const [entryId, seriesId, bulkMoveId] = [randomUUID(), randomUUID(), randomUUID()]
    const id = randomUUID() as VisitId
    const series = StreamName.series(demo, seriesId as SeriesId)
    const another = randomUUID()
    const occurrence = (number: number, visitId: string) => ({
      ...{ number, date, feasible: true, start: at('13:00'), end: at('13:30'), visitId, holdId: randomUUID() },
      resourceIds: ['ana'],
    })
    await write(series, '07:00', 'SeriesPlanned', {
      ...{ seriesId, tenant: demo, typeId: 'viewing', customerId: ana, mode: 'those-that-fit', timezone: 'UTC' },
      repeat: { freq: 'weekly', interval: 1, count: 2, until: null },
      occurrences: [occurrence(1, another), occurrence(2, id)],
      ...{ locationId: null, unitId: null, seats: 1, origin: 'api', participants: [], notes: null, override: null },
      at: at('07:00'),
    })
    const claimId = randomUUID()
    await write(slot('dan'), '07:01', 'SlotReserved', { visitId: id, attempt: 1, claimId, ...covers('13:00') })
    const cause = await write(StreamName.visit(demo, id), '07:01', 'VisitRequested', {
      ...{
        visitId: id,
        tenant: demo,
        attempt: 1,
        typeId: 'viewing',
        customerId: ana,
        ...place('13:00', 'dan', claimId),
      },
      ...{ unitId: null, seats: 1, origin: 'waitlist', override: null, notes: null, participants: [], seriesId },
      at: at('07:01'),
    })
    await write(series, '07:02', 'SeriesOccurrenceBooked', { seriesId, number: 1, visitId: another, at: at('07:02') })
    await write(series, '07:02', 'SeriesOccurrenceBooked', { seriesId, number: 2, visitId: id, at: at('07:02') })
    const entry = StreamName.waitlist(demo, entryId as WaitlistEntryId)
    await write(entry, '07:03', 'WaitlistJoined', {
      ...{ entryId, tenant: demo, typeId: 'viewing', customerId: ana, from: at('12:00'), to: at('20:00') },
      ...{ resourceIds: null, locationId: null, partOfDay: null, seats: 1, at: at('07:03') },
    })
    await write(entry, '07:04', 'WaitlistOfferAccepted', { entryId, number: 1, visitId: id, at: at('07:04') })
    const bulk = StreamName.bulkMove(demo, bulkMoveId as BulkMoveId)
    const line = (visitId: string) => ({
      ...{ visitId, revision: 0, from: { start: at('13:00'), end: at('13:30'), resourceIds: ['dan'] }, to: null },
      ...{ feasible: true, why: null },
    })
    const planned = {
      ...{ bulkMoveId, tenant: demo, reason: null, at: at('07:05') },
      filter: { resourceIds: null, locationId: null, from: at('12:00'), to: at('20:00') },
      ...{ move: { kind: 'shift', shiftMinutes: 30 }, plan: [line(another), line(id)] },
    }
    await write(bulk, '07:05', 'BulkMovePlanned', planned)
    await write(bulk, '07:06', 'BulkMoveCommitted', { bulkMoveId, at: at('07:06') })
    const failed = { bulkMoveId, why: 'reserved', at: at('07:06') }
    await write(bulk, '07:06', 'BulkMoveVisitFailed', { ...failed, visitId: another })
    await write(bulk, '07:06', 'BulkMoveVisitFailed', { ...failed, visitId: id })
    const notified = { position: 0 }
    let writing: Promise<unknown> = Promise.resolve()
    const on = {
      record: (stream: string, { type, data }: { type: string; data: unknown }) => {
        const who = reactor('notify', 'request-1', cause)
        writing = writing.then(() => write(stream as StreamName, '07:07', type, data as object, who))
        notified.position += 1
      },
    }
    message(on, demo, { due: at('07:07'), visitId: id })
    await writing

    const { status, body } = await read(id)
    t.equal(status, 200)
    t.same(typesOf(body).slice(0, 10), [
      ...['SeriesPlanned', 'SlotReserved', 'VisitRequested', 'SeriesOccurrenceBooked', 'WaitlistJoined'],
      ...[
        'WaitlistOfferAccepted',
        'BulkMovePlanned',
        'BulkMoveCommitted',
        'BulkMoveVisitFailed',
        'NotificationRequested',
      ],
    ])
    t.equal(body.events.length, 9 + notified.position)
    t.same(
      body.events[0].data.occurrences.map(({ visitId }: { visitId: string }) => visitId),
      [id],
      'of a plan, its line',
    )
    t.same(
      body.events[6].data.plan.map(({ visitId }: { visitId: string }) => visitId),
      [id],
    )
    t.match(body.events[9], {
      actor: 'system:notify',
      cause: { chain: [{ type: 'VisitRequested' }], by: { actor: 'key:ana' } },
    })
    t.equal((await read(id, `?asOf=${at('07:01')}`)).body.events.length, 3)
  })

  await t.test('a chain that leaves the visit’s story says so', async (t) => {
    const id = randomUUID() as VisitId
    const stream = StreamName.visit(demo, id)
    const abandoned = { visitId: id, attempt: 1, at: at('09:00') }
    await write(stream, '09:00', 'VisitAbandoned', abandoned, reactor('reservation', 'request-lost', randomUUID()))
    const { body } = await read(id)
    t.match(body, { status: 'abandoned', visit: null, events: [{ cause: { chain: [], complete: false, by: null } }] })
  })

  await t.test('it is for auditors of that tenant', async (t) => {
    t.equal((await read(visitId, '', 'operator')).status, 403)
    t.match(await read(visitId, '', 'auditor', other), { status: 404, body: { type: '/problems/not-found' } })
    t.equal((await read(randomUUID())).status, 404)
  })

  await t.test(
    'each reading is on record before it is answered, and without a record there is no answer',
    async (t) => {
      const { body } = await api.get('auditor', '/v1/audit/events?type=AuditRead&limit=200')
      const readings = body.items.map(({ data }: { data: object }) => data)
      t.match(readings[0], { route: '/v1/audit/visits/:id', asked: { visitId }, answered: 13, at: at('23:00') })
      const asOf = readings.find(({ asked }: { asked: { asOf?: string } }) => asked.asOf === at('10:45'))
      t.match(asOf, { asked: { visitId }, answered: 8 })
      t.match(body.items[0], { role: 'auditor', channel: 'api', stream: `auditLog-demo_${date}` })
      const count = readings.length
      await read(visitId)
      const after = (await api.get('auditor', '/v1/audit/events?type=AuditRead&limit=200')).body.items
      t.equal(after.length, count + 2, 'that one, and the reading of the readings before it')
      t.match(after.at(-2)?.data, { route: '/v1/audit/events', asked: { type: 'AuditRead' }, answered: count })
      const { append } = api.store
      t.teardown(() => Object.assign(api.store, { append }))
      Object.assign(api.store, { append: () => Promise.reject(new Outage('gone')) })
      const unrecorded = {
        status: 503,
        body: { type: '/problems/audit-not-recorded', events: undefined, items: undefined },
      }
      t.match(await read(visitId), unrecorded)
      t.match(await api.get('auditor', '/v1/audit/events'), unrecorded)
      const lines = { accept: 'application/x-ndjson' }
      t.match(await api.get('auditor', '/v1/audit/events', demo, lines), unrecorded)
      Object.assign(api.store, { append })
      const mine = await api.get('auditor', '/v1/audit/events?type=AuditRead', other)
      t.match(mine.body.items, [{ data: { asked: { visitId }, answered: 0 } }], 'also of what was not there')
    },
  )
})
