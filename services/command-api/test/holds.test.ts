import { randomUUID } from 'node:crypto'
import { parseInstant } from '@visita/runtime'
import { until } from '@visita/testing'
import { test } from 'tap'
import { agent, booking, monday, project, startApi, startStores, visitType } from './harness.ts'
import { slotOf } from './owned.ts'

const stores = await startStores()
let api = await startApi(stores)
// A change of hours asks the read model which visits it leaves outside.
const stopProjecting = project(api, stores)
const second = 1000

let next = Date.UTC(2026, 2, 3)
/** A working day of its own for each test, within the horizon. */
function freshDay(): string {
  while ([0, 6].includes(new Date(next).getUTCDay())) next += 86_400_000
  const date = new Date(next).toISOString().slice(0, 10)
  next += 86_400_000
  return date
}
const wish = (date: string, time = '15:00', more: Record<string, unknown> = {}) => ({
  typeId: 'viewing',
  start: `${date}T${time}:00Z`,
  resourceIds: ['ana'],
  ...more,
})
type Role = 'channel' | 'operator' | 'auditor'
const hold = (body: object, headers: Record<string, string> = {}, role: Role = 'channel') =>
  api.send(role, 'POST', '/v1/holds', body, headers)
const book = (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  api.send('channel', 'POST', '/v1/visits', booking('x', body), headers)
const holdsOn = async (resource: string, date: string) =>
  (await slotOf(api.store, resource, date)).claims.filter(({ kind }) => kind === 'hold')
const backToMonday = () => api.clock.set(parseInstant(monday))

test('a hold keeps the time for whoever has it, and for nobody else', async (t) => {
  const date = freshDay()
  const held = await hold(wish(date))
  t.match(held, {
    status: 201,
    body: {
      start: `${date}T15:00:00Z`,
      end: `${date}T15:30:00Z`,
      resourceIds: ['ana'],
      expiresAt: '2026-03-02T12:01:00Z',
    },
  })
  t.ok(held.headers['visita-position'])
  t.match(await book(wish(date)), { status: 409, body: { type: '/problems/slot-unavailable', reason: 'held' } })
  t.match(await hold(wish(date)), { status: 409, body: { reason: 'held' } })
  const visit = await book({ ...wish(date), resourceIds: undefined, holdId: held.body.holdId })
  t.match(visit, { status: 201, body: { resourceIds: ['ana'], start: `${date}T15:00:00Z` } })
  t.same(await holdsOn('ana', date), [], 'the reservation took its place')
  t.match(await book({ ...wish(date), holdId: held.body.holdId }), { status: 409, body: { reason: 'reserved' } })
})

test('a refused hold keeps no key', async (t) => {
  const date = freshDay()
  const visit = await book(wish(date))
  const key = { 'idempotency-key': randomUUID() }
  t.equal((await hold(wish(date), key)).status, 409)
  await api.send('operator', 'POST', `/v1/visits/${visit.body.id}/cancel`, {})
  t.equal((await hold(wish(date), key)).status, 201)
})

test('given back it is over; given back again too; and one that nobody knows is not there', async (t) => {
  const date = freshDay()
  const held = await hold(wish(date))
  const url = `/v1/holds/${held.body.holdId}`
  const gone = await api.send('channel', 'DELETE', url)
  t.match(gone, { status: 204, body: null })
  t.ok(gone.headers['visita-position'])
  t.equal((await api.send('operator', 'DELETE', url)).status, 204)
  t.equal((await hold(wish(date))).status, 201, 'the time is free')
  t.match(await api.send('channel', 'DELETE', `/v1/holds/${randomUUID()}`), {
    status: 404,
    body: { type: '/problems/not-found' },
  })
  t.equal((await api.send('auditor', 'DELETE', url)).status, 403)
  t.equal((await hold(wish(date), {}, 'auditor')).status, 403)
})

test('run out, it is in nobody’s way, and a booking with it is a booking like any other', async (t) => {
  const date = freshDay()
  const [first, other] = [await hold(wish(date)), await hold(wish(date, '16:00'))]
  api.clock.set(api.clock.now() + 60 * second)
  t.equal((await book(wish(date))).status, 201)
  t.match(await book({ ...wish(date), holdId: first.body.holdId }), { status: 409, body: { reason: 'reserved' } })
  t.equal((await book({ ...wish(date, '16:00'), holdId: other.body.holdId })).status, 201)
  backToMonday()
})

test('while it is live neither a block nor a change of hours takes it back', async (t) => {
  const date = freshDay()
  const [blocked, closed] = [await hold(wish(date)), await hold(wish(date, '17:00'))]
  const block = await api.send('operator', 'POST', '/v1/admin/agenda/blocks', {
    resourceIds: ['ana'],
    start: `${date}T15:00:00Z`,
    end: `${date}T16:00:00Z`,
    reason: 'A pipe has burst',
    onConflict: 'keep',
  })
  t.equal(block.status, 201)
  const shut = { ...agent('ana'), schedule: { ...agent('ana').schedule, exceptions: [{ date, ranges: [] }] } }
  t.equal((await api.send('admin', 'PUT', '/v1/admin/resources/ana', shut)).status, 200)
  t.match(await book(wish(date, '18:00')), { status: 409, body: { reason: 'outside-hours' } })
  t.equal((await book({ ...wish(date), holdId: blocked.body.holdId })).status, 201)
  t.equal((await book({ ...wish(date, '17:00'), holdId: closed.body.holdId })).status, 201)
  await api.send('admin', 'PUT', '/v1/admin/resources/ana', agent('ana'))
})

test('a hold is for what was held', async (t) => {
  const date = freshDay()
  const { body } = await hold(wish(date))
  const held = { typeId: 'viewing', start: `${date}T15:00:00Z`, seats: 1, resourceIds: ['ana'] }
  for (const other of [
    { start: `${date}T15:30:00Z` },
    { seats: 2 },
    { resourceIds: ['ben'] },
    { typeId: 'tour', resourceIds: undefined },
  ]) {
    t.match(await book({ ...wish(date), holdId: body.holdId, ...other }), {
      status: 422,
      body: { type: '/problems/hold-does-not-match', holdId: body.holdId, held },
    })
  }
  t.equal((await book({ ...wish(date), holdId: randomUUID() })).status, 404)
  t.equal((await book({ ...wish(date), holdId: body.holdId })).status, 201)
})

test('a booking with a hold is answered the same again, long after', async (t) => {
  const date = freshDay()
  const { body } = await hold(wish(date))
  const key = { 'idempotency-key': randomUUID() }
  const wanted = booking('x', { ...wish(date), holdId: body.holdId })
  const first = await api.send('channel', 'POST', '/v1/visits', wanted, key)
  api.clock.set(api.clock.now() + 2 * 86_400 * second)
  await hold(wish(freshDay()))
  const again = await api.send('channel', 'POST', '/v1/visits', wanted, key)
  t.same([again.status, again.body, again.headers['idempotent-replayed']], [201, first.body, 'true'])
  t.equal((await book({ ...wish(date), holdId: body.holdId })).status, 404, 'though the hold itself was swept')
  backToMonday()
})

test('where any of several would do one is held, and the others stay free', async (t) => {
  const date = freshDay()
  const open = { resourceIds: undefined, locationId: 'centro' }
  const first = await hold(wish(date, '15:00', open))
  const second = await hold(wish(date, '15:00', open))
  t.same([...first.body.resourceIds, ...second.body.resourceIds].sort(), ['ana', 'ben'])
  t.match(await hold(wish(date, '15:00', open)), { status: 409, body: { reason: 'held' } })
  const visit = await book({ ...wish(date), ...open, holdId: second.body.holdId })
  t.same(visit.body.resourceIds, second.body.resourceIds)
})

test('two kinds are held together or not at all', async (t) => {
  const date = freshDay()
  const tour = { typeId: 'tour', resourceIds: ['ana', 'flat'] }
  await hold(wish(date, '15:00', { typeId: 'tour', resourceIds: ['ben', 'flat'] }))
  t.match(await hold(wish(date, '15:00', tour)), { status: 409, body: { reason: 'held' } })
  t.same(await holdsOn('ana', date), [])
  const held = await hold(wish(date, '17:00', tour))
  t.same([...held.body.resourceIds].sort(), ['ana', 'flat'])
  t.equal((await book({ ...wish(date, '17:00', tour), holdId: held.body.holdId })).status, 201)
  t.equal((await holdsOn('ana', date)).length + (await holdsOn('flat', date)).length, 1, 'only the first tour’s')
})

test('when the second of two turns out to be held, the first is given back, and the key is free again', async (t) => {
  const date = freshDay()
  const tour = (time: string, agentId: string) => wish(date, time, { typeId: 'tour', resourceIds: [agentId, 'flat'] })
  const key = { 'idempotency-key': randomUUID() }
  const askTwin = () => api.sendToTwin('channel', 'POST', '/v1/holds', tour('15:00', 'ana'), key)
  await api.sendToTwin('channel', 'POST', '/v1/holds', tour('12:00', 'ana'))
  const other = await hold(tour('15:00', 'ben'))
  t.match(await askTwin(), { status: 409, body: { reason: 'held' } }, 'the twin knew the day from before')
  t.same(
    (await holdsOn('ana', date)).map(({ from }) => from),
    [parseInstant(`${date}T12:00:00Z`)],
  )
  await api.send('channel', 'DELETE', `/v1/holds/${other.body.holdId}`)
  // A refusal may rest on what another instance had written 100 ms before.
  await until('the twin has heard that it is free', async () => (await askTwin()).status === 201)
  t.equal((await holdsOn('ana', date)).length, 2)
})

test('what one instance held a moment ago another can give back', async (t) => {
  const date = freshDay()
  await api.sendToTwin('channel', 'POST', '/v1/holds', wish(date, '12:00'))
  const { body } = await hold(wish(date))
  t.equal((await api.sendToTwin('channel', 'DELETE', `/v1/holds/${body.holdId}`)).status, 204)
  t.equal((await holdsOn('ana', date)).length, 1)
})

test('one key holds five starts of one resource’s day, and says when it may hold more', async (t) => {
  const date = freshDay()
  const times = ['12:00', '13:00', '14:00', '15:00', '16:00']
  for (const time of times) t.equal((await hold(wish(date, time))).status, 201)
  api.clock.set(api.clock.now() + 20 * second)
  t.match(await hold(wish(date, '17:00')), {
    status: 429,
    body: { type: '/problems/too-many-holds', limit: 5, until: '2026-03-02T12:01:00Z' },
    headers: { 'retry-after': '40' },
  })
  t.equal((await hold(wish(date, '17:00'), {}, 'operator')).status, 201, 'another key may')
  t.equal((await hold(wish(date, '17:00', { resourceIds: ['ben'] }))).status, 201, 'on another’s day it may')
  api.clock.set(api.clock.now() + 40 * second)
  t.equal((await hold(wish(date, '18:00'))).status, 201)
  backToMonday()
})

test('five at once are five, however many ask', async (t) => {
  const date = freshDay()
  const times = Array.from({ length: 16 }, (_, i) => `${12 + Math.floor(i / 2)}:${i % 2 ? '30' : '00'}`)
  const answers = await Promise.all(
    times.map((time, i) => (i % 2 ? api.send : api.sendToTwin)('channel', 'POST', '/v1/holds', wish(date, time))),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 5)
  t.equal(answers.filter(({ status }) => status === 429).length, 11)
})

test('one customer holds three starts, wherever; a booking makes room', async (t) => {
  const date = freshDay()
  const ofEva = (time: string, more: object = {}) =>
    hold(wish(date, time, { customer: 'whatsapp:56911111111', ...more }))
  const first = await ofEva('12:00')
  t.equal((await ofEva('13:00', { resourceIds: ['ben'] })).status, 201)
  t.equal((await ofEva('14:00')).status, 201)
  t.match(await ofEva('15:00', { resourceIds: ['ben'] }), {
    status: 429,
    body: { type: '/problems/too-many-holds', limit: 3, until: '2026-03-02T12:01:00Z' },
    headers: { 'retry-after': '60' },
  })
  t.same(
    (await holdsOn('ben', date)).map(({ from }) => from),
    [parseInstant(`${date}T13:00:00Z`)],
    'nothing was held',
  )
  t.equal((await hold(wish(date, '15:00', { customer: 'somebody else' }))).status, 201)
  t.equal((await book({ ...wish(date, '12:00'), holdId: first.body.holdId })).status, 201)
  t.equal((await ofEva('16:00')).status, 201)
})

test('many who want the same start at once: one holds it', async (t) => {
  const date = freshDay()
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? api.send : api.sendToTwin)('channel', 'POST', '/v1/holds', wish(date)),
    ),
  )
  t.equal(answers.filter(({ status }) => status === 201).length, 1)
  t.equal(answers.filter(({ status, body }) => status === 409 && body.alternatives.length === 5).length, 19)
})

test('seats are held like time', async (t) => {
  const date = freshDay()
  await api.send('admin', 'PUT', '/v1/admin/resources/hall', { ...agent('hall'), kind: 'room', capacity: 3 })
  await api.send('admin', 'PUT', '/v1/admin/visit-types/open', visitType('open', [{ kind: 'room', count: 1 }]))
  const seats = (count: number) => wish(date, '15:00', { typeId: 'open', resourceIds: ['hall'], seats: count })
  const held = await hold(seats(2))
  t.equal(held.status, 201)
  t.match(await book(seats(2)), { status: 409, body: { reason: 'capacity' } })
  t.equal((await book(seats(1))).status, 201)
  t.equal((await book({ ...seats(2), holdId: held.body.holdId })).status, 201)
})

test('the same request gets the same hold, also when it is over, and after a restart', async (t) => {
  const date = freshDay()
  const key = { 'idempotency-key': randomUUID() }
  const first = await hold(wish(date), key)
  const again = await hold(wish(date), key)
  t.same([again.status, again.body, again.headers['idempotent-replayed']], [201, first.body, 'true'])
  t.equal((await holdsOn('ana', date)).length, 1)
  t.equal((await hold(wish(date, '16:00'), key)).status, 422)
  await stopProjecting()
  await api.close()
  api = await startApi(stores)
  api.clock.set(api.clock.now() + 61 * second)
  t.same((await hold(wish(date), key)).body, first.body)
  t.match(await hold(wish(date, '16:00'), key), { status: 422, body: { type: '/problems/idempotency-key-reused' } })
  backToMonday()
})

test('end', async () => {
  await api.close()
  await stores.stop()
})
