import { randomUUID } from 'node:crypto'
import { ResourceId, StreamName, VisitId } from '@visita/domain'
import { parseInstant } from '@visita/runtime'
import { test } from 'tap'
import { agent, booking, monday, type Reply, slotEvents, startApi, startStores, tenant, visitType } from './harness.ts'
import { liveAndOwned } from './owned.ts'

const stores = await startStores()
let api = await startApi(stores)
const date = '2026-03-03'
const at = (time: string) => `${date}T${time}:00Z`

async function book(time: string, more: Record<string, unknown> = {}) {
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking(time, more))
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body
}
type Headers = Record<string, string>
const reschedule = (id: string, body: object, headers: Headers = {}, role: 'channel' | 'operator' = 'channel') =>
  api.send(role, 'POST', `/v1/visits/${id}/reschedule`, body, headers)
const reassign = (id: string, body: object, headers: Headers = {}, role: 'channel' | 'operator' = 'operator') =>
  api.send(role, 'POST', `/v1/admin/visits/${id}/reassign`, body, headers)
const eventsOf = async (id: string) => await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))
const lastOf = async (id: string) => (await eventsOf(id)).at(-1)
const clean = async (visitIds: readonly string[]) => {
  const { live, owned } = await liveAndOwned(api.store, ['ana', 'ben', 'flat', 'hall'], [date], visitIds)
  return { live, owned }
}
const made: string[] = []

test('a visit moves to another time; the former one is free, and stays in its history with the reason', async (t) => {
  const visit = await book('12:00')
  made.push(visit.id)
  const moved = await reschedule(visit.id, { start: at('13:00'), reason: 'Bus is late' })
  t.match(moved, {
    status: 200,
    body: { id: visit.id, start: at('13:00'), end: at('13:30'), status: 'pending', revision: 1, resourceIds: ['ana'] },
    headers: { etag: '"1"' },
  })
  t.ok(moved.headers['visita-position'])
  const event = await lastOf(visit.id)
  t.match(event, { type: 'VisitRescheduled', data: { attempt: 2, former: { start: at('12:00') }, start: at('13:00') } })
  t.match(event?.meta, { role: 'channel', channel: 'api' })
  t.notMatch(JSON.stringify(event?.data), 'Bus')
  t.same(await slotEvents(api.store, 'ana', date), ['SlotReserved', 'SlotReserved', 'SlotReleased'])
  t.equal((await api.send('channel', 'POST', '/v1/visits', booking('12:00'))).status, 201, 'the former time is free')
})

test('a visit moves onto time that overlaps its own', async (t) => {
  const visit = await book('15:00', { resourceIds: ['ben'] })
  made.push(visit.id)
  t.match(await reschedule(visit.id, { start: at('15:15') }), { status: 200, body: { start: at('15:15') } })
  const { live, owned } = await clean([visit.id])
  t.same(
    live.filter((claim) => claim.startsWith(visit.id)),
    owned,
  )
})

test('who was assigned gives way to others where they are taken, and stays where they are not; who was named stays', async (t) => {
  const day = '2026-03-17'
  const on = (time: string) => ({ start: `${day}T${time}:00Z` })
  const open = await book('x', { ...on('12:00'), resourceIds: undefined, locationId: 'centro' })
  const [assigned] = open.resourceIds
  const other = assigned === 'ana' ? 'ben' : 'ana'
  t.match(await reschedule(open.id, on('13:00')), { status: 200, body: { resourceIds: [assigned] } })
  await book('x', { ...on('14:00'), resourceIds: [assigned] })
  t.match(await reschedule(open.id, on('14:00')), { status: 200, body: { resourceIds: [other] } })
  t.match((await lastOf(open.id))?.data, { assignment: { chosen: [other] } })
  await book('x', { ...on('15:00'), resourceIds: [other] })
  t.match(await reschedule(open.id, on('15:00')), { status: 200, body: { resourceIds: [assigned] } }, 'and again')

  t.match(await reschedule(open.id, { ...on('15:00'), resourceIds: [other] }), { status: 409 })
  t.match(await reschedule(open.id, { ...on('16:00'), resourceIds: [other] }), { body: { resourceIds: [other] } })
  t.notMatch(JSON.stringify((await lastOf(open.id))?.data), 'assignment', 'now they are named')
  await book('x', { ...on('17:00'), resourceIds: [other] })
  t.match(await reschedule(open.id, on('17:00')), { status: 409, body: { reason: 'reserved' } })
})

test('the same request gets the same answer, after a restart and another move too; another body is refused', async (t) => {
  const visit = await book('16:00')
  made.push(visit.id)
  const key = { 'idempotency-key': randomUUID() }
  const first = await reschedule(visit.id, { start: at('16:30') }, key)
  t.equal(first.status, 200)
  const written = await slotEvents(api.store, 'ana', date)
  const again = await reschedule(visit.id, { start: at('16:30') }, key)
  t.same([again.status, again.body, again.headers['idempotent-replayed']], [200, first.body, 'true'])
  t.equal((await reschedule(visit.id, { start: at('17:00') }, key)).status, 422)
  t.same(await slotEvents(api.store, 'ana', date), written)
  await reschedule(visit.id, { start: at('17:00') })
  await api.close()
  api = await startApi(stores)
  const restarted = await reschedule(visit.id, { start: at('16:30') }, key)
  t.same([restarted.status, restarted.body], [200, first.body], 'as it was answered then')
  t.match(await reschedule(visit.id, { start: at('17:00') }, key), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
  t.equal((await lastOf(visit.id))?.revision, 2n)
})

test('to where it is already, nothing is written', async (t) => {
  const visit = await book('18:00')
  made.push(visit.id)
  const before = await slotEvents(api.store, 'ana', date)
  t.match(await reschedule(visit.id, { start: at('18:00'), resourceIds: ['ana'] }), {
    status: 200,
    body: { revision: 0 },
    headers: { 'visita-unchanged': 'true' },
  })
  t.match(await reassign(visit.id, { resourceIds: ['ana'] }), { headers: { 'visita-unchanged': 'true' } })
  t.same(await slotEvents(api.store, 'ana', date), before)
})

test('a taken time is refused with the reason and alternatives, as at the door of a booking', async (t) => {
  const visit = await book('18:30')
  made.push(visit.id)
  const before = await slotEvents(api.store, 'ana', date)
  const refused = await reschedule(visit.id, { start: at('18:00') })
  t.match(refused, { status: 409, body: { type: '/problems/slot-unavailable', reason: 'reserved' } })
  t.equal(refused.body.alternatives.length, 5)
  for (const [start, reason] of [
    ['2026-03-03T23:00:00Z', 'outside-hours'],
    ['2026-03-07T15:00:00Z', 'outside-hours'],
    ['2026-05-05T15:00:00Z', 'too-far'],
  ]) {
    t.match(await reschedule(visit.id, { start }), { status: 409, body: { reason } }, `${start} ${reason}`)
  }
  t.match(await reschedule(visit.id, { start: '2026-03-05T02:50:00Z' }, {}, 'operator'), {
    status: 422,
    body: { type: '/problems/crosses-midnight' },
  })
  t.match(await reassign(visit.id, { resourceIds: ['flat'] }), {
    status: 422,
    body: { type: '/problems/resources-do-not-fit' },
  })
  t.match(await reassign(visit.id, { resourceIds: ['nobody'] }), { status: 404 })
  t.same(await slotEvents(api.store, 'ana', date), before, 'and nothing was written')
  t.equal((await lastOf(visit.id))?.revision, 0n)
})

test('customers move up to the window’s last instant, staff at any time', async (t) => {
  const visit = await book('x', { start: '2026-03-02T14:00:00Z' })
  t.equal((await reschedule(visit.id, { start: '2026-03-02T14:30:00Z' })).status, 200, 'at the last instant')
  const late = await book('x', { start: '2026-03-02T13:30:00Z' })
  t.match(await reschedule(late.id, { start: '2026-03-02T18:00:00Z' }), {
    status: 409,
    body: { type: '/problems/reschedule-window-closed', until: '2026-03-02T11:30:00Z' },
  })
  t.equal((await reschedule(late.id, { start: '2026-03-02T18:00:00Z' }, {}, 'operator')).status, 200)
})

test('only staff reassign; the time stays', async (t) => {
  const visit = await book('19:00')
  made.push(visit.id)
  t.equal((await reassign(visit.id, { resourceIds: ['ben'] }, {}, 'channel')).status, 403)
  const moved = await reassign(visit.id, { resourceIds: ['ben'], reason: 'Ana is ill' })
  t.match(moved, { status: 200, body: { start: at('19:00'), resourceIds: ['ben'] } })
  t.match(await lastOf(visit.id), {
    type: 'VisitReassigned',
    data: { former: { claims: [{ resourceId: 'ana' }] }, claims: [{ resourceId: 'ben' }] },
  })
  t.equal((await book('19:00')).resourceIds[0], 'ana', 'ana is free')
})

test('a visit that is about to begin, or has begun, can be given to somebody else', async (t) => {
  const visit = await book('x', { start: '2026-03-02T20:00:00Z' })
  await api.send('admin', 'PUT', '/v1/admin/tenant/policies', { minNoticeMinutes: 240 })
  api.clock.set(parseInstant('2026-03-02T20:05:00Z'))
  await api.send('operator', 'PATCH', `/v1/admin/visits/${visit.id}/status`, { status: 'confirmed' })
  await api.send('operator', 'PATCH', `/v1/admin/visits/${visit.id}/status`, { status: 'en_route' })
  t.match(await reassign(visit.id, { resourceIds: ['ben'] }), { status: 200, body: { resourceIds: ['ben'] } })
  t.match(await reschedule(visit.id, { start: '2026-03-02T20:15:00Z' }, {}, 'operator'), {
    status: 409,
    body: { type: '/problems/visit-not-movable', visitStatus: 'en_route' },
  })
  await api.send('operator', 'PATCH', `/v1/admin/visits/${visit.id}/status`, { status: 'checked_in' })
  t.match(await reassign(visit.id, { resourceIds: ['ana'] }), { status: 409, body: { visitStatus: 'checked_in' } })
  api.clock.set(parseInstant(monday))
  await api.send('admin', 'PUT', '/v1/admin/tenant/policies', { minNoticeMinutes: 0 })
})

test('If-Match is honoured before anything is reserved', async (t) => {
  const visit = await book('19:30')
  made.push(visit.id)
  const before = await slotEvents(api.store, 'ana', date)
  t.match(await reschedule(visit.id, { start: at('20:00') }, { 'if-match': '"7"' }), {
    status: 412,
    body: { type: '/problems/precondition-failed', revision: 0 },
  })
  t.same(await slotEvents(api.store, 'ana', date), before)
  t.equal((await reschedule(visit.id, { start: at('20:00') }, { 'if-match': '"0"' })).headers.etag, '"1"')
})

test('a visit that is over or gone does not move, nor does another tenant’s', async (t) => {
  const visit = await book('20:30')
  await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  for (const start of [at('20:30'), at('14:00')]) {
    t.match(await reschedule(visit.id, { start }), {
      status: 409,
      body: { type: '/problems/visit-not-movable', visitStatus: 'cancelled' },
    })
  }
  t.equal((await reschedule(randomUUID(), { start: at('14:00') })).status, 404)
  t.equal((await reassign(randomUUID(), { resourceIds: ['ben'] })).status, 404)
})

test('staff may move over others or outside hours, with a reason; a channel may not', async (t) => {
  const visit = await book('14:00')
  const other = await book('14:30')
  made.push(visit.id, other.id)
  const over = { start: at('14:30'), override: true, overrideReason: 'The owner insists' }
  t.match(await reschedule(visit.id, over), { status: 403, body: { type: '/problems/override-not-allowed' } })
  t.equal((await reschedule(visit.id, { ...over, overrideReason: undefined }, {}, 'operator')).status, 400)
  t.equal((await reschedule(visit.id, over, {}, 'operator')).status, 200)
  t.match((await lastOf(visit.id))?.data, { override: { reason: /^sealed:v1:/ } })
  const night = { ...over, start: '2026-03-04T00:00:00Z' }
  t.equal((await reschedule(visit.id, night, {}, 'operator')).status, 200, 'also outside hours')
})

test('two kinds of resource move together or not at all', async (t) => {
  const tour = await book('x', { start: '2026-03-04T12:00:00Z', typeId: 'tour', resourceIds: ['flat', 'ana'] })
  await book('x', { start: '2026-03-04T13:00:00Z', typeId: 'tour', resourceIds: ['flat', 'ben'] })
  const refused = await reschedule(tour.id, { start: '2026-03-04T13:00:00Z' })
  t.match(refused, { status: 409, body: { reason: 'reserved' } })
  const moved = await reschedule(tour.id, { start: '2026-03-04T14:00:00Z' })
  t.equal(moved.status, 200)
  t.same([...moved.body.resourceIds].sort(), ['ana', 'flat'])
  const reassigned = await reassign(tour.id, { resourceIds: ['ben'] })
  t.same([...reassigned.body.resourceIds].sort(), ['ben', 'flat'], 'the kind that is not named stays')
  const { live, owned } = await liveAndOwned(api.store, ['ana', 'ben', 'flat'], ['2026-03-04'], [tour.id])
  t.same(
    live.filter((claim) => claim.startsWith(tour.id)),
    owned,
  )
})

test('each of many who move to one start at once gets it or a refusal, and gives back what it took', async (t) => {
  const day = '2026-03-05'
  const visits = []
  for (let i = 0; i < 8; i++) visits.push(await book('x', { start: `${day}T${12 + i}:00:00Z` }))
  const target = `${day}T20:30:00Z`
  const answers = await Promise.all(
    visits.map(({ id }, i) =>
      (i % 2 ? api.send : api.sendToTwin)('channel', 'POST', `/v1/visits/${id}/reschedule`, { start: target }),
    ),
  )
  t.same(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(409)])
  const { live, owned } = await liveAndOwned(
    api.store,
    ['ana'],
    [day],
    visits.map(({ id }) => id),
  )
  t.same(live, owned)
})

test('moves of one visit at once over two instances: each is done in its turn, and it has one reservation', async (t) => {
  const day = '2026-03-06'
  for (let round = 0; round < 8; round++) {
    const hour = 12 + round
    const visit = await book('x', { start: `${day}T${hour}:00:00Z`, resourceIds: [round % 2 ? 'ana' : 'ben'] })
    const targets = [`${hour}:05`, `${hour}:10`, `${hour}:15`, `${hour}:30`]
    const answers: Reply[] = await Promise.all(
      targets.map((time, i) =>
        (i % 2 ? api.send : api.sendToTwin)('channel', 'POST', `/v1/visits/${visit.id}/reschedule`, {
          start: `${day}T${time}:00Z`,
        }),
      ),
    )
    t.same([...new Set(answers.map(({ status }) => status))], [200])
    const { live, owned } = await liveAndOwned(api.store, ['ana', 'ben'], [day], [visit.id])
    t.same(
      live.filter((claim) => claim.startsWith(visit.id)),
      owned,
      'what is taken is what the visit owns',
    )
    const moves = (await eventsOf(visit.id)).filter(({ type }) => type === 'VisitRescheduled')
    t.equal(moves.length, targets.length)
    await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  }
})

test('a move and a cancellation at once leave nothing taken', async (t) => {
  const day = '2026-03-09'
  for (let round = 0; round < 8; round++) {
    const visit = await book('x', { start: `${day}T${12 + round}:00:00Z` })
    const [moved, cancelled] = await Promise.all([
      api.sendToTwin('channel', 'POST', `/v1/visits/${visit.id}/reschedule`, {
        start: `${day}T${12 + round}:15:00Z`,
      }),
      api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {}),
    ])
    t.equal(cancelled.status, 200)
    t.ok([200, 409].includes(moved.status), String(moved.status))
    t.same((await liveAndOwned(api.store, ['ana'], [day], [visit.id])).live, [])
  }
})

test('what one instance took a moment ago another gives back', async (t) => {
  const day = '2026-03-12'
  const twin = (id: string, what: string, body: object) =>
    api.sendToTwin('operator', 'POST', `/v1/visits/${id}/${what}`, body)
  for (const [hour, what, body] of [
    [13, 'cancel', {}],
    [15, 'reschedule', { start: `${day}T15:30:00Z` }],
  ] as const) {
    // From here on the twin knows the day, and would believe for a moment that it is as it was.
    const known = await api.sendToTwin(
      'channel',
      'POST',
      '/v1/visits',
      booking('x', { start: `${day}T${hour - 1}:00:00Z` }),
    )
    const visit = await book('x', { start: `${day}T${hour}:00:00Z` })
    t.equal((await twin(visit.id, what, body)).status, 200)
    const { live, owned } = await liveAndOwned(api.store, ['ana'], [day], [known.body.id, visit.id])
    t.same(
      live.filter((claim) => claim.startsWith(visit.id)),
      owned.filter((claim) => claim.startsWith(visit.id)),
    )
  }
})

test('the same move sent to two instances at once is one move with one answer', async (t) => {
  const day = '2026-03-10'
  for (let round = 0; round < 6; round++) {
    const visit = await book('x', { start: `${day}T${12 + round}:00:00Z` })
    const key = { 'idempotency-key': randomUUID() }
    const move = { start: `${day}T${12 + round}:30:00Z` }
    const url = `/v1/visits/${visit.id}/reschedule`
    const both = await Promise.all([
      api.send('channel', 'POST', url, move, key),
      api.sendToTwin('channel', 'POST', url, move, key),
    ])
    t.same(
      both.map(({ status }) => status),
      [200, 200],
    )
    t.same(both[0].body, both[1].body)
    const { live, owned } = await liveAndOwned(api.store, ['ana'], [day], [visit.id])
    t.same(live, owned)
    await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  }
})

test('a group visit moves seat by seat, within what the hall holds', async (t) => {
  await api.send('admin', 'PUT', '/v1/admin/resources/hall', { ...agent('hall'), kind: 'room', capacity: 2 })
  await api.send(
    'admin',
    'PUT',
    '/v1/admin/visit-types/open-house',
    visitType('open-house', [{ kind: 'room', count: 1 }]),
  )
  const seat = (time: string) =>
    book(time, { start: `2026-03-11T${time}:00Z`, typeId: 'open-house', resourceIds: ['hall'] })
  await seat('15:00')
  const [second, third] = [await seat('16:00'), await seat('17:00')]
  const to = { start: '2026-03-11T15:00:00Z' }
  t.equal((await reschedule(second.id, to)).status, 200)
  t.match(await reschedule(third.id, to), { status: 409, body: { reason: 'capacity' } })
  t.equal((await slotsOf('hall', '2026-03-11')).length, 5)
})

test('what the visits own is what is taken, after all of this', async (t) => {
  const { live, owned } = await clean(made)
  t.same(
    live.filter((claim) => made.some((id) => claim.startsWith(id))),
    owned,
  )
})

async function slotsOf(resource: string, day: string) {
  return api.store.read(StreamName.slot(tenant, ResourceId.parse(resource), day))
}

test('end', async () => {
  await api.close()
  await stores.stop()
})
