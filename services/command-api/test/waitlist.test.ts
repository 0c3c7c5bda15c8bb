import { randomBytes, randomUUID } from 'node:crypto'
import { createAgenda, seekTime } from '@visita/agenda'
import { ResourceId, StreamName, VisitId, WaitlistEntryId, type WaitlistEvent, waitlist } from '@visita/domain'
import { connectPostgres, createVault } from '@visita/read-store'
import { createLogger, monotonic, parseInstant, toInstant } from '@visita/runtime'
import { test } from 'tap'
import { booking, monday, type Reply, type Role, slotEvents, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
const api = await startApi(stores)
const url = '/v1/waitlist'
const minute = 60_000

// The reactor makes the offers. Here its process is called when a test says so.
const logger = createLogger({ service: 'command-api', level: 'silent' })
const readStore = connectPostgres({
  url: stores.places.postgres,
  role: 'visita_writer',
  logger,
  applicationName: 'test',
})
const agenda = createAgenda({
  store: api.store,
  clock: api.clock,
  vault: createVault(readStore, randomBytes(32)),
  readModel: {
    resourceIds: async () => ['ana', 'ben', 'flat'].map((id) => ResourceId.parse(id)),
    visitsAmong: async () => [],
    lastAssigned: async () => new Map(),
    usualAgents: async () => new Map(),
  },
  monotonic,
  alwaysFresh: true,
})
async function offerTo(id: string): Promise<void> {
  const entryId = WaitlistEntryId.parse(id)
  const recorded = await api.store.read(StreamName.waitlist(tenant, entryId))
  const { entry } = recorded.reduce(
    (state, event) => waitlist.evolve(state, event as unknown as WaitlistEvent),
    waitlist.initial,
  )
  const request = {
    tenant,
    caller: { actor: 'system:seek-time', role: 'system' },
    requestId: 'seek',
    channel: 'reactor',
  }
  const waitingWithin = async () => (entry ? [entry] : [])
  await seekTime({ agenda, request, waitingWithin, signal: new AbortController().signal }, entryId)
}

let people = 0
let days = 0
/** A working day of its own for each test. */
const freshDay = () => {
  days += days % 7 === 4 ? 3 : 1
  return toInstant(parseInstant(monday) + days * 24 * 60 * minute).slice(0, 10)
}
/** Somebody who would like ana's first hour of that day: 12:00 to 13:00, UTC. */
const wish = (date: string, more: Record<string, unknown> = {}) => ({
  typeId: 'viewing',
  customer: { name: `Waiting ${++people}`, phone: `+5699999${String(people).padStart(4, '0')}` },
  from: `${date}T12:00:00Z`,
  to: `${date}T13:00:00Z`,
  resourceIds: ['ana'],
  ...more,
})
const post = (path: string, body: unknown, headers: Record<string, string> = {}, role: Role = 'channel') =>
  api.send(role, 'POST', `${url}${path}`, body, headers)
const join = async (date: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { status, body } = await post('', wish(date, more))
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id
}
const slugOf = ({ status, body }: Reply) => `${status} ${body?.type?.replace('/problems/', '')}`

test('somebody waits for what they say, once for each key', async (t) => {
  const date = freshDay()
  const body = wish(date, { partOfDay: 'morning', locationId: 'centro' })
  const key = { 'idempotency-key': randomUUID() }
  const joined = await post('', body, key)
  t.equal(joined.status, 201)
  t.ok(joined.headers['visita-position'])
  t.match(joined.body, {
    status: 'waiting',
    typeId: 'viewing',
    from: `${date}T12:00:00Z`,
    to: `${date}T13:00:00Z`,
    resourceIds: ['ana'],
    locationId: 'centro',
    partOfDay: 'morning',
    seats: 1,
    offer: null,
    visitId: null,
  })
  await offerTo(joined.body.id)
  const again = await api.sendToTwin('channel', 'POST', url, body, key)
  t.same(again.body, joined.body, 'the same answer, on another instance, whatever has come since')
  t.equal(again.headers['idempotent-replayed'], 'true')
  t.equal(
    slugOf(await api.sendToTwin('channel', 'POST', url, { ...body, seats: 2 }, key)),
    '422 idempotency-key-reused',
  )
  t.equal((await post('', body, { 'idempotency-key': '' })).status, 400)
})

test('without a window they are told of whatever opens, as far as may be booked; a known customer waits by id', async (t) => {
  const { body: first } = await post('', wish(freshDay()))
  const { customerId } = first
  const { status, body } = await post('', { typeId: 'viewing', customer: { id: customerId } })
  t.equal(status, 201)
  // 30 local days ahead of 2 March, to the end of the last.
  t.match(body, { customerId, from: monday, to: '2026-04-02T03:00:00Z', resourceIds: null, partOfDay: null })
})

test('what cannot be waited for is refused', async (t) => {
  const date = freshDay()
  t.match(await post('', wish(date, { typeId: 'nothing' })), { status: 404 })
  t.match(await post('', wish(date, { resourceIds: ['nobody'] })), { status: 404 })
  t.match(await post('', wish(date, { resourceIds: ['flat'] })), {
    status: 422,
    body: { type: '/problems/resources-do-not-fit', resourceIds: ['flat'] },
  })
  t.match(await post('', wish(date, { to: `${date}T12:00:00Z` })), { status: 400, body: { errors: [{ path: '/to' }] } })
  const past = { from: '2026-03-01T12:00:00Z', to: '2026-03-01T13:00:00Z' }
  t.match(await post('', wish(date, past)), { status: 400, body: { errors: [{ path: '/to' }] } })
  t.match(await post('', wish(date, { partOfDay: 'night' })), { status: 400 })
  t.match(await post('', wish(date, { more: 1 })), { status: 400 })
  t.match(await post('', wish(date, { customer: { id: randomUUID() } })), { status: 404 })
})

test('what is offered is theirs when they accept, by its hold, and the same however often they do', async (t) => {
  const date = freshDay()
  const id = await join(date)
  t.equal(slugOf(await post(`/${id}/accept`, {})), '409 no-offer')
  await offerTo(id)
  t.equal(
    slugOf(await api.send('channel', 'POST', '/v1/visits', booking('', { start: `${date}T12:00:00Z` }))),
    '409 slot-unavailable',
  )

  const key = { 'idempotency-key': randomUUID() }
  const accepted = await post(`/${id}/accept`, {}, key)
  t.match(accepted, {
    status: 201,
    body: { status: 'pending', start: `${date}T12:00:00Z`, resourceIds: ['ana'], origin: 'waitlist', seats: 1 },
  })
  t.ok(accepted.headers['visita-position'])
  t.ok(accepted.headers.etag)
  for (const headers of [key, {}]) {
    const again = await api.sendToTwin('channel', 'POST', `${url}/${id}/accept`, {}, headers)
    t.same(again.body, accepted.body)
    t.equal(again.headers['idempotent-replayed'], 'true')
  }
  const other = await join(date)
  t.equal(slugOf(await post(`/${other}/accept`, {}, key)), '422 idempotency-key-reused')
  t.same(await slotEvents(api.store, 'ana', date), ['SlotHeld', 'SlotHoldReleased', 'SlotReserved'])
  t.equal((await api.store.read(StreamName.visit(tenant, VisitId.parse(accepted.body.id)))).length, 1)
  t.equal(slugOf(await api.send('channel', 'DELETE', `${url}/${id}`)), '409 waitlist-ended', 'a visit is cancelled')
})

test('an offer is good until its last moment, and not after', async (t) => {
  const date = freshDay()
  const [one, two] = [await join(date), await join(date)]
  await offerTo(one)
  await offerTo(two)
  const now = api.clock.now()
  api.clock.set(now + 15 * minute - 1)
  t.equal((await post(`/${one}/accept`, {})).status, 201)
  api.clock.set(now + 15 * minute)
  t.match(await post(`/${two}/accept`, {}), {
    status: 409,
    body: { type: '/problems/offer-expired', expiresAt: toInstant(now + 15 * minute) },
  })
  t.equal((await post(`/${one}/accept`, {})).status, 201, 'what was accepted stays so')
})

test('what is declined goes back, and they go on waiting', async (t) => {
  const date = freshDay()
  const id = await join(date)
  t.equal(slugOf(await post(`/${id}/decline`, {})), '409 no-offer')
  await offerTo(id)
  const declined = await post(`/${id}/decline`, {})
  t.match(declined, { status: 200, body: { id, status: 'waiting', offer: null } })
  t.notOk(declined.headers['visita-unchanged'])
  t.same(await slotEvents(api.store, 'ana', date), ['SlotHeld', 'SlotHoldReleased'])
  t.match(await post(`/${id}/decline`, {}), { status: 200, headers: { 'visita-unchanged': 'true' } })
  t.equal(slugOf(await post(`/${id}/accept`, {})), '409 no-offer')
})

test('whoever leaves gives back what was held for them', async (t) => {
  const date = freshDay()
  const id = await join(date)
  await offerTo(id)
  const left = await api.send('operator', 'DELETE', `${url}/${id}`)
  t.equal(left.status, 204)
  t.ok(left.headers['visita-position'])
  t.same(await slotEvents(api.store, 'ana', date), ['SlotHeld', 'SlotHoldReleased'])
  t.match(await api.send('channel', 'DELETE', `${url}/${id}`), { status: 204, headers: { 'visita-unchanged': 'true' } })
  t.match(await post(`/${id}/accept`, {}), { status: 409, body: { type: '/problems/waitlist-ended', status: 409 } })
})

test('only who books for customers, and only in their own tenant', async (t) => {
  const date = freshDay()
  const id = await join(date)
  for (const role of ['admin', 'auditor'] as const) {
    t.equal((await post('', wish(date), {}, role)).status, 403)
    t.equal((await post(`/${id}/accept`, {}, {}, role)).status, 403)
    t.equal((await post(`/${id}/decline`, {}, {}, role)).status, 403)
    t.equal((await api.send(role, 'DELETE', `${url}/${id}`)).status, 403)
  }
  const policies = { timezone: 'UTC', locale: 'es-CL', country: 'CL' }
  await api.send('platform', 'POST', '/v1/platform/tenants', { id: 'rival', name: 'Rival', policies })
  const issued = await api.send('platform', 'POST', '/v1/platform/tenants/rival/keys', { role: 'operator' })
  const theirs = { authorization: `Bearer ${issued.body.key}` }
  t.equal((await post('', wish(date), theirs)).status, 404)
  for (const path of [`/${id}`, `/${randomUUID()}`]) {
    t.equal((await post(`${path}/accept`, {}, theirs)).status, 404)
    t.equal((await post(`${path}/decline`, {}, theirs)).status, 404)
    t.equal((await api.send('operator', 'DELETE', `${url}${path}`, undefined, theirs)).status, 404)
  }
  t.equal((await post(`/${id}/accept`, { more: 1 })).status, 400)
})

test('end', async () => {
  await api.close()
  await readStore.end()
  await stores.stop()
})
