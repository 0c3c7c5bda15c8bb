import { randomUUID } from 'node:crypto'
import { BulkMoveId, StreamName, VisitId } from '@visita/domain'
import { type Test, test } from 'tap'
import { agent, booking, project, type Reply, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const steps = { onStep: async (_step: string): Promise<void> => {} }
const api = await startApi(stores, (step) => steps.onStep(step))
const stopProjecting = project(api, stores)
const url = '/v1/admin/agenda/bulk-moves'

const post = (path: string, body: unknown = {}, headers?: Record<string, string>) =>
  api.send('operator', 'POST', `${url}${path}`, body, headers)
const key = () => ({ 'idempotency-key': randomUUID() })

/** A day in March; opening is 12:00 to 21:00 UTC. */
const day = (date: string, filter: Record<string, unknown> = {}) => ({
  filter: { resourceIds: ['ana'], from: `${date}T00:00:00Z`, to: `${date}T23:59:00Z`, ...filter },
  reason: 'The lift is being repaired',
})
async function book(t: Test, start: string, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking('x', { start, ...more }))
  t.equal(status, 201, `booked ${start}`)
  return body.id
}
/** Where a visit stands, as its stream tells: start and resources. */
async function placeOf(id: string): Promise<string> {
  let place = ''
  for (const { data } of await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))) {
    const { start, claims } = data as { start?: string; claims?: { resourceId: string }[] }
    if (start && claims) place = `${start.slice(5, 16)} ${claims.map(({ resourceId }) => resourceId)}`
  }
  return place
}
/** Live claims on a day, as `from` of each, in order. */
async function claimsOn(resource: string, date: string): Promise<string[]> {
  const live = new Map<string, string>()
  for (const { type, data } of await api.store.read(StreamName.slot(tenant, resource as never, date))) {
    const { claimId = '', start = '' } = data as Record<string, string>
    if (type === 'SlotReserved') live.set(claimId, start.slice(11, 16))
    if (type === 'SlotReleased') live.delete(claimId)
  }
  return [...live.values()].sort()
}
const results = ({ body }: Reply) => body.results.map(({ result, why }: Record<string, string>) => why ?? result)

test('an agent is an hour late: the day is shifted, visit after visit, and back again', async (t) => {
  const date = '2026-03-03'
  const ids = []
  for (const time of ['12:00', '12:30', '13:00', '20:00']) ids.push(await book(t, `${date}T${time}:00Z`))
  const planned = await post('', { ...day(date), move: { shiftMinutes: 30 } })
  t.match(planned, { status: 201, headers: { 'visita-position': /./ } })
  t.strictSame(
    planned.body.plan.map(({ visitId, feasible }: Record<string, unknown>) => [visitId, feasible]),
    ids.toReversed().map((id) => [id, true]),
  )
  t.strictSame(planned.body.plan[0], {
    visitId: ids[3],
    from: { start: `${date}T20:00:00Z`, end: `${date}T20:30:00Z`, resourceIds: ['ana'] },
    to: { start: `${date}T20:30:00Z`, end: `${date}T21:00:00Z`, resourceIds: ['ana'] },
    feasible: true,
  })
  t.strictSame(await claimsOn('ana', date), ['12:00', '12:30', '13:00', '20:00'], 'nothing has moved yet')

  const { bulkMoveId } = planned.body
  t.match(await post(`/${bulkMoveId}/undo`), { status: 409, body: { type: '/problems/bulk-move-not-committed' } })
  const again = key()
  const committed = await post(`/${bulkMoveId}/commit`, {}, again)
  t.match(committed, {
    status: 200,
    body: { status: 'committed', moved: 4, failed: 0 },
    headers: { 'visita-position': /./ },
  })
  t.strictSame(results(committed), Array(4).fill('moved'))
  t.strictSame(await claimsOn('ana', date), ['12:30', '13:00', '13:30', '20:30'])
  t.equal(await placeOf(ids[0] ?? ''), '03-03T12:30 ana')

  const replayed = await post(`/${bulkMoveId}/commit`, {}, again)
  t.match(replayed, { status: 200, headers: { 'idempotent-replayed': 'true' } })
  t.strictSame(replayed.body, committed.body)
  const repeated = await post(`/${bulkMoveId}/commit`)
  t.match(repeated, { status: 200, headers: { 'visita-unchanged': 'true' } })
  t.strictSame(repeated.body, committed.body)

  const undone = await post(`/${bulkMoveId}/undo`)
  t.match(undone, { status: 200, body: { status: 'undone', returned: 4, kept: 0 } })
  t.strictSame(await claimsOn('ana', date), ['12:00', '12:30', '13:00', '20:00'])
  t.match(await post(`/${bulkMoveId}/undo`), {
    status: 200,
    headers: { 'visita-unchanged': 'true' },
    body: undone.body,
  })
  t.match(await post(`/${bulkMoveId}/commit`), { status: 409, body: { type: '/problems/bulk-move-undone' } })
  t.strictSame((await post(`/${bulkMoveId}/commit`, {}, again)).body, committed.body, 'its answer stays')

  const events = (await api.store.read(StreamName.visit(tenant, VisitId.parse(ids[0] ?? '')))).filter(
    ({ type }) => type === 'VisitRescheduled',
  )
  t.match(events, [{ data: { bulkMoveId } }, { data: { bulkMoveId } }], 'the visits tell which move it was')
})

test('half an hour earlier, the first one first', async (t) => {
  const date = '2026-03-04'
  for (const time of ['12:30', '13:00', '13:30']) await book(t, `${date}T${time}:00Z`)
  const { body } = await post('', { ...day(date), move: { shiftMinutes: -30 } })
  t.match(await post(`/${body.bulkMoveId}/commit`), { body: { moved: 3, failed: 0 } })
  t.strictSame(await claimsOn('ana', date), ['12:00', '12:30', '13:00'])
})

test('an agent is ill: others take her visits, as far as they are free, and keep the other resources', async (t) => {
  const date = '2026-03-05'
  for (const id of ['cleo', 'dora']) await api.send('admin', 'PUT', `/v1/admin/resources/${id}`, agent(id))
  const viewing = await book(t, `${date}T12:00:00Z`)
  const tour = await book(t, `${date}T13:00:00Z`, { typeId: 'tour', resourceIds: ['ana', 'flat'] })
  const stuck = await book(t, `${date}T14:00:00Z`)
  const others = [
    await book(t, `${date}T14:00:00Z`, { resourceIds: ['cleo'] }),
    await book(t, `${date}T14:00:00Z`, { resourceIds: ['dora'] }),
  ]
  const move = { toResourceIds: ['cleo', 'dora'] }
  const { body } = await post('', { ...day(date), move })
  t.match(body.plan, [
    { visitId: viewing, feasible: true, to: { resourceIds: ['cleo'] } },
    { visitId: tour, feasible: true, to: { resourceIds: ['dora', 'flat'] } },
    { visitId: stuck, feasible: false, to: null, why: 'reserved' },
  ])
  t.strictSame(
    body.plan[2].inTheWay,
    others.map((id) => ({ kind: 'visit', id })),
    'whoever is in the way is named',
  )
  const committed = await post(`/${body.bulkMoveId}/commit`)
  t.match(committed.body, { moved: 2, failed: 0 })
  t.strictSame(results(committed), ['moved', 'moved', 'reserved'])
  t.equal(await placeOf(viewing), '03-05T12:00 cleo')
  t.equal(await placeOf(tour), '03-05T13:00 dora,flat')
  t.strictSame(await claimsOn('ana', date), ['14:00'])
  t.strictSame(await claimsOn('flat', date), ['13:00'])
})

test('a building closes: everything there goes to another date, through a change of clocks, beyond the horizon', async (t) => {
  // Santiago goes from UTC−3 to UTC−4 on 5 April; the horizon of 30 days ends on 1 April.
  const date = '2026-03-31'
  const ids = [await book(t, `${date}T12:00:00Z`), await book(t, `${date}T15:00:00Z`, { resourceIds: ['ben'] })]
  const { body } = await post('', {
    ...day(date, { resourceIds: undefined, locationId: 'centro' }),
    move: { toDate: '2026-04-06' },
  })
  t.match(await post(`/${body.bulkMoveId}/commit`), { body: { moved: 2, failed: 0 } })
  t.equal(await placeOf(ids[0] ?? ''), '04-06T13:00 ana')
  t.equal(await placeOf(ids[1] ?? ''), '04-06T16:00 ben')
  t.strictSame(await claimsOn('ana', date), [])
  const sunday = await post('', { ...day('2026-04-06'), move: { toDate: '2026-04-05' } })
  t.match(sunday.body.plan, [{ feasible: false, why: 'outside-hours', to: { start: '2026-04-05T13:00:00Z' } }])
})

test('what has changed between plan and commit stays, and costs the others nothing', async (t) => {
  const date = '2026-03-06'
  const [moved, cancelled, confirmed, beaten] = [
    await book(t, `${date}T12:00:00Z`),
    await book(t, `${date}T13:00:00Z`),
    await book(t, `${date}T14:00:00Z`),
    await book(t, `${date}T15:00:00Z`),
  ]
  const { body } = await post('', { ...day(date), move: { shiftMinutes: 120 } })
  t.ok(body.plan.every(({ feasible }: { feasible: boolean }) => feasible))
  // On another instance: what is in memory on this one is no longer so.
  const elsewhere = (path: string, change: unknown = {}) =>
    api.sendToTwin('operator', 'POST', `/v1/visits/${path}`, change, key())
  t.equal((await elsewhere(`${moved}/reschedule`, { start: `${date}T19:00:00Z` })).status, 200)
  t.equal((await elsewhere(`${cancelled}/cancel`)).status, 200)
  t.equal((await elsewhere(`${confirmed}/confirm`)).status, 200)
  await book(t, `${date}T17:00:00Z`)
  const committed = await post(`/${body.bulkMoveId}/commit`)
  t.match(committed.body, { moved: 1, failed: 3 })
  t.strictSame(
    Object.fromEntries(committed.body.results.map((r: Record<string, string>) => [r.visitId, r.why ?? r.result])),
    {
      [beaten ?? '']: 'reserved',
      [confirmed ?? '']: 'moved',
      [cancelled ?? '']: 'not-movable',
      [moved ?? '']: 'changed-meanwhile',
    },
  )
  t.equal(await placeOf(moved ?? ''), '03-06T19:00 ana')
  t.strictSame(await claimsOn('ana', date), ['15:00', '16:00', '17:00', '19:00'])
})

test('a visit that was moved away and back again is where the plan saw it', async (t) => {
  const date = '2026-03-23'
  const id = await book(t, `${date}T12:00:00Z`)
  const { body } = await post('', { ...day(date), move: { shiftMinutes: 60 } })
  const to = (time: string) => ({ start: `${date}T${time}:00Z` })
  t.equal((await api.send('operator', 'POST', `/v1/visits/${id}/reschedule`, to('16:00'))).status, 200)
  t.equal((await api.sendToTwin('operator', 'POST', `/v1/visits/${id}/reschedule`, to('12:00'))).status, 200)
  t.match(await post(`/${body.bulkMoveId}/commit`), { body: { moved: 1, failed: 0 } })
  t.strictSame(await claimsOn('ana', date), ['13:00'])
})

test('what the plan has seen is not moved from an older memory', async (t) => {
  const date = '2026-03-25'
  const id = await book(t, `${date}T12:00:00Z`)
  t.equal((await api.sendToTwin('operator', 'POST', `/v1/visits/${id}/confirm`, {})).status, 200)
  const { body } = await post('', { ...day(date), move: { shiftMinutes: 60 } })
  t.match(await post(`/${body.bulkMoveId}/commit`), { body: { moved: 1 } })
  const events = await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))
  t.strictSame(
    events.map(({ type }) => type),
    ['VisitRequested', 'VisitConfirmed', 'VisitRescheduled'],
    'no move was given up half way',
  )
})

test('a visit belongs to the window that it starts in', async (t) => {
  const date = '2026-03-24'
  for (const time of ['12:00', '12:30', '13:00']) await book(t, `${date}T${time}:00Z`)
  const window = { from: `${date}T12:15:00Z`, to: `${date}T13:00:00Z` }
  const { body } = await post('', { ...day(date, window), move: { shiftMinutes: 600 } })
  t.match(body.plan, [{ from: { start: `${date}T12:30:00Z` } }])
  t.equal(body.plan.length, 1)
})

test('undoing leaves those where they are that somebody has moved since, or whose place is taken', async (t) => {
  const date = '2026-03-09'
  const [free, byHand, taken] = [
    await book(t, `${date}T12:00:00Z`),
    await book(t, `${date}T13:00:00Z`),
    await book(t, `${date}T14:00:00Z`),
  ]
  const { body } = await post('', { ...day(date), move: { shiftMinutes: 240 } })
  await post(`/${body.bulkMoveId}/commit`)
  await api.send('operator', 'POST', `/v1/visits/${byHand}/reschedule`, { start: `${date}T20:00:00Z` })
  await book(t, `${date}T14:00:00Z`)
  const undone = await post(`/${body.bulkMoveId}/undo`)
  t.match(undone.body, { status: 'undone', returned: 1, kept: 2 })
  t.strictSame(undone.body.results, [
    { visitId: taken, result: 'kept', why: 'reserved' },
    { visitId: byHand, result: 'kept', why: 'changed-meanwhile' },
    { visitId: free, result: 'returned' },
  ])
  t.strictSame(await claimsOn('ana', date), ['12:00', '14:00', '18:00', '20:00'])
})

test('a commit that dies at any step is finished by asking again, and moves nobody twice', async (t) => {
  const dates = ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-16']
  const at = ['bulk-move-begun', 'move-reserved', 'move-recorded', 'move-released', 'bulk-move-noted']
  for (const [i, step] of at.entries()) {
    const date = dates[i] ?? ''
    const ids = [
      await book(t, `${date}T12:00:00Z`),
      await book(t, `${date}T12:30:00Z`),
      await book(t, `${date}T13:00:00Z`),
    ]
    const { body } = await post('', { ...day(date), move: { shiftMinutes: 30 } })
    // The second time, so that one visit has moved already.
    let times = step === 'bulk-move-begun' ? 1 : 2
    steps.onStep = async (reached) => {
      if (reached === step && --times === 0) throw new Error(`the power fails at ${step}`)
    }
    t.equal((await post(`/${body.bulkMoveId}/commit`)).status, 500, step)
    steps.onStep = async () => {}
    // On another instance, which knows nothing of it.
    const finished = await api.sendToTwin('operator', 'POST', `${url}/${body.bulkMoveId}/commit`, {}, key())
    t.match(finished, { status: 200, body: { moved: 3, failed: 0 } }, step)
    t.strictSame(await claimsOn('ana', date), ['12:30', '13:00', '13:30'], step)
    for (const id of ids) {
      const moves = (await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))).filter(
        ({ type }) => type === 'VisitRescheduled',
      )
      t.equal(moves.length, 1, `moved once, ${step}`)
    }
  }
})

test('two who commit at once move everybody once', async (t) => {
  const date = '2026-03-17'
  const ids = []
  for (let hour = 12; hour < 20; hour++) ids.push(await book(t, `${date}T${hour}:00:00Z`))
  const { body } = await post('', { ...day(date), move: { shiftMinutes: 30 } })
  const both = await Promise.all([
    post(`/${body.bulkMoveId}/commit`),
    api.sendToTwin('operator', 'POST', `${url}/${body.bulkMoveId}/commit`, {}, key()),
  ])
  for (const one of both) t.match(one, { status: 200, body: { moved: 8, failed: 0 } })
  t.strictSame(
    await claimsOn('ana', date),
    ids.map((_, i) => `${12 + i}:30`),
  )
  for (const id of ids) {
    const moves = (await api.store.read(StreamName.visit(tenant, VisitId.parse(id)))).filter(
      ({ type }) => type === 'VisitRescheduled',
    )
    t.equal(moves.length, 1)
  }
})

test('changed hours orphan visits, and moving them on is planned, looked at and done', async (t) => {
  // The field's lesson: a changed schedule leaves bookings behind that nobody sees (calcom #8768).
  const date = '2026-03-18'
  await api.send('admin', 'PUT', '/v1/admin/resources/eva', agent('eva'))
  const orphan = await book(t, `${date}T12:00:00Z`, { resourceIds: ['eva'] })
  const schedule = { weekly: [{ days: [1, 2, 3, 4, 5], start: '11:00', end: '18:00' }], exceptions: [], holidays: null }
  t.equal((await api.send('admin', 'PUT', '/v1/admin/resources/eva', { ...agent('eva'), schedule })).status, 200)
  const within = { resourceIds: ['eva'] }
  const short = await post('', { ...day(date, within), move: { shiftMinutes: 60 } })
  t.match(short.body.plan, [{ visitId: orphan, feasible: false, why: 'outside-hours' }])
  const { body } = await post('', { ...day(date, within), move: { shiftMinutes: 120 } })
  t.match(await post(`/${body.bulkMoveId}/commit`), { body: { moved: 1 } })
  t.equal(await placeOf(orphan), '03-18T14:00 eva')
})

test('a plan is one for its key; it is for staff; and what means nothing is refused', async (t) => {
  const date = '2026-03-19'
  await book(t, `${date}T12:00:00Z`)
  const plan = { ...day(date), move: { shiftMinutes: 30 } }
  const same = key()
  const first = await post('', plan, same)
  await book(t, `${date}T15:00:00Z`)
  const second = await post('', plan, same)
  t.match(second, { status: 201, headers: { 'idempotent-replayed': 'true' } })
  t.strictSame(second.body, first.body, 'also where there is more to move by now')
  t.match(await post('', { ...plan, move: { shiftMinutes: 60 } }, same), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
  t.equal((await post('', plan, { 'idempotency-key': '' })).status, 400)
  t.equal((await api.send('channel', 'POST', url, plan)).status, 403)
  t.equal((await api.send('channel', 'POST', `${url}/${first.body.bulkMoveId}/commit`, {})).status, 403)
  t.equal((await post(`/${randomUUID()}/commit`)).status, 404)
  t.equal((await post(`/${randomUUID()}/undo`)).status, 404)
  t.equal((await post('', { ...plan, move: { toResourceIds: ['nobody'] } })).status, 404)
  t.equal((await post('', { ...day(date, { resourceIds: ['nobody'] }), move: plan.move })).status, 404)
  t.equal((await post('', { ...day(date, { locationId: 'nowhere' }), move: plan.move })).status, 404)
  for (const body of [
    { ...plan, move: { shiftMinutes: 30, toDate: date } },
    { ...plan, move: { toDate: '2026-02-30' } },
    { ...day(date, { to: `${date}T00:00:00Z` }), move: plan.move },
    { ...day(date, { to: '2027-04-01T00:00:00Z' }), move: plan.move },
    { ...plan, reason: undefined },
    { ...plan, more: 1 },
  ]) {
    t.match(await post('', body), { status: 400, body: { type: '/problems/invalid-request' } })
  }
  const empty = await post('', { ...day('2026-03-20'), move: { shiftMinutes: 30 } })
  t.match(empty, { status: 201, body: { plan: [] } })
  t.match(await post(`/${empty.body.bulkMoveId}/commit`), { status: 200, body: { moved: 0, results: [] } })
})

test('the reason is sealed', async (t) => {
  const { body } = await post('', { ...day('2026-03-20'), move: { shiftMinutes: 30 } })
  const [planned] = await api.store.read(StreamName.bulkMove(tenant, BulkMoveId.parse(body.bulkMoveId)))
  t.match(planned, { type: 'BulkMovePlanned', data: { reason: /^sealed:/ } })
  t.notMatch(JSON.stringify(planned?.data), /lift/)
})

test('teardown', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
