import { randomUUID } from 'node:crypto'
import { HoldId, SeriesId, StreamName, VisitId } from '@visita/domain'
import { type Test, test } from 'tap'
import { agent, booking, project, type Reply, type Role, startApi, startStores, tenant, visitType } from './harness.ts'

const stores = await startStores()
const steps = { onStep: async (_step: string): Promise<void> => {} }
const api = await startApi(stores, (step) => steps.onStep(step))
const stopProjecting = project(api, stores)
const url = '/v1/visits/series'
await api.send('admin', 'PUT', '/v1/admin/tenant/policies', {
  timezone: 'America/Santiago',
  locale: 'es-CL',
  country: 'CL',
  maxAdvanceDays: 730,
})

const key = () => ({ 'idempotency-key': randomUUID() })
const post = (body: unknown, headers?: Record<string, string>, role: Role = 'channel') =>
  api.send(role, 'POST', url, body, headers)
const cancel = (id: string, body: unknown = {}, role: Role = 'operator') =>
  api.send(role, 'POST', `${url}/${id}/cancel`, body)
const weekly = (start: string, more: Record<string, unknown> = {}) => ({
  ...booking('x', { start }),
  repeat: { freq: 'weekly', count: 4 },
  mode: 'all-or-nothing',
  ...more,
})
async function book(t: Test, start: string, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await api.send('channel', 'POST', '/v1/visits', booking('x', { start, ...more }))
  t.equal(status, 201, `booked ${start}`)
  return body.id
}
const startsOf = ({ body }: Reply) => body.results.map(({ start }: { start: string }) => start)
const statusesOf = ({ body }: Reply) =>
  body.results.map(({ status, reason }: Record<string, string>) => reason ?? status)
const visitEvents = (id: string) => api.store.read(StreamName.visit(tenant, VisitId.parse(id)))
const seriesEvents = async (id: string) =>
  (await api.store.read(StreamName.series(tenant, SeriesId.parse(id)))).map(({ type }) => type)
/** What lives on a day: `reservation 12:00` or `hold 12:00`. */
async function claimsOn(date: string, resource = 'ana'): Promise<string[]> {
  const live = new Map<string, string>()
  for (const { type, data } of await api.store.read(StreamName.slot(tenant, resource as never, date))) {
    const { claimId = '', holdId = '', start = '' } = data as Record<string, string>
    if (type === 'SlotReserved') live.set(claimId, `reservation ${start.slice(11, 16)}`)
    if (type === 'SlotHeld') live.set(holdId, `hold ${start.slice(11, 16)}`)
    if (type === 'SlotReleased') live.delete(claimId)
    if (type === 'SlotHoldReleased') live.delete(holdId)
  }
  return [...live.values()].sort()
}

test('a series is booked, each occurrence a visit of its own, on the same wall clock through a change of clocks', async (t) => {
  // Santiago goes from UTC−3 to UTC−4 on 5 April.
  const same = key()
  const body = weekly('2026-03-24T15:00:00Z', { notes: 'rings twice' })
  const booked = await post(body, same)
  t.match(booked, { status: 201, body: { mode: 'all-or-nothing' }, headers: { 'visita-position': /./ } })
  t.strictSame(startsOf(booked), [
    '2026-03-24T15:00:00Z',
    '2026-03-31T15:00:00Z',
    '2026-04-07T16:00:00Z',
    '2026-04-14T16:00:00Z',
  ])
  t.strictSame(statusesOf(booked), Array(4).fill('booked'))
  const customers = new Set()
  for (const { visitId, start, number } of booked.body.results) {
    const [requested] = await visitEvents(visitId)
    t.match(requested, {
      type: 'VisitRequested',
      data: { start, seriesId: booked.body.seriesId, notes: /^sealed:/, origin: 'api' },
    })
    customers.add((requested as { data: { customerId: string } } | undefined)?.data.customerId)
    t.strictSame(await claimsOn(start.slice(0, 10)), [`reservation ${start.slice(11, 16)}`], `nothing else, ${number}`)
  }
  t.equal(customers.size, 1)
  t.strictSame(await seriesEvents(booked.body.seriesId), [
    'SeriesPlanned',
    ...Array(4).fill('SeriesOccurrenceBooked'),
    'SeriesSettled',
  ])

  const replayed = await api.sendToTwin('channel', 'POST', url, body, same)
  t.match(replayed, { status: 201, headers: { 'idempotent-replayed': 'true' } })
  t.strictSame(replayed.body, booked.body)
  t.match(await post({ ...body, mode: 'those-that-fit' }, same), {
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  })
})

test('all or nothing: every occurrence is checked, and a refusal leaves nothing and keeps no key', async (t) => {
  // The field's lesson: a check of the first two occurrences only let the others be booked twice (calcom #11654, #25287).
  await book(t, '2026-05-26T16:00:00Z')
  const same = key()
  const body = weekly('2026-05-05T16:00:00Z')
  const refused = await post(body, same)
  t.match(refused, { status: 409, body: { type: '/problems/series-unavailable' } })
  t.strictSame(statusesOf(refused), ['available', 'available', 'available', 'reserved'])
  t.match(refused.body.results[3].alternatives, [{ start: '2026-05-26T15:30:00Z', end: '2026-05-26T16:00:00Z' }])
  t.equal(refused.body.results[3].alternatives.length, 5)
  for (const date of ['2026-05-05', '2026-05-12', '2026-05-19']) t.strictSame(await claimsOn(date), [], 'given back')

  t.equal((await post(body, same)).status, 409, 'again the same')
  const later = await post({ ...body, repeat: { freq: 'weekly', count: 3 } }, same)
  t.match(later, { status: 201 }, 'the key is free for another')
  t.strictSame(statusesOf(later), Array(3).fill('booked'))
})

test('those that fit: the others are told with reasons and alternatives, and the same to whoever asks again', async (t) => {
  const at = (date: string) => `${date}T16:00:00Z`
  await book(t, at('2026-06-09'))
  await api.send('operator', 'POST', '/v1/admin/agenda/blocks', {
    resourceIds: ['ana'],
    start: '2026-06-16T15:00:00Z',
    end: '2026-06-16T17:00:00Z',
    reason: 'x',
    onConflict: 'keep',
  })
  const same = key()
  const body = weekly(at('2026-06-02'), { mode: 'those-that-fit', repeat: { freq: 'weekly', until: '2026-06-23' } })
  const booked = await post(body, same)
  t.equal(booked.status, 201)
  t.strictSame(statusesOf(booked), ['booked', 'reserved', 'blocked', 'booked'])
  t.equal(booked.body.results[1].alternatives.length, 5)
  t.notOk('visitId' in booked.body.results[1])
  const replayed = await post(body, same)
  t.strictSame(replayed.body, booked.body)
  t.match(
    await post(weekly(at('2026-06-09'), { mode: 'those-that-fit', repeat: { freq: 'weekly', count: 1 } })),
    { status: 409, body: { type: '/problems/series-unavailable' } },
    'where none fits there is no series',
  )
})

test('an interval of two weeks, and as many as two years have', async (t) => {
  const long = await post(
    weekly('2026-03-03T13:00:00Z', { resourceIds: ['ben'], repeat: { freq: 'weekly', interval: 2, count: 26 } }),
  )
  t.equal(long.status, 201)
  t.equal(startsOf(long)[1], '2026-03-17T13:00:00Z')
  t.equal(long.body.results.length, 26)
  const past = await post(
    weekly('2026-03-04T13:00:00Z', {
      resourceIds: ['ben'],
      mode: 'those-that-fit',
      repeat: { freq: 'weekly', count: 104 },
    }),
  )
  t.equal(past.status, 201)
  t.equal(past.body.results.length, 104)
  t.equal(statusesOf(past).filter((status: string) => status === 'booked').length, 104)
})

test('where the choice was left open, each occurrence is with whoever is free', async (t) => {
  await book(t, '2026-07-14T16:00:00Z', { resourceIds: ['ana'] })
  const { body } = await post(
    weekly('2026-07-07T16:00:00Z', { resourceIds: undefined, repeat: { freq: 'weekly', count: 2 } }),
  )
  t.match(body.results, [{ status: 'booked' }, { status: 'booked', resourceIds: ['ben'] }])
  const [requested] = await visitEvents(body.results[1].visitId)
  t.match(requested?.data, { assignment: { chosen: ['ben'] } })
})

test('a time that the clock skips is none', async (t) => {
  const schedule = {
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], start: '00:00', end: '24:00' }],
    exceptions: [],
    holidays: null,
  }
  await api.send('admin', 'PUT', '/v1/admin/resources/noor', { ...agent('noor'), timezone: 'Europe/Madrid', schedule })
  // On 29 March 2026 Madrid's clocks go from 02:00 to 03:00.
  const booked = await post(
    weekly('2026-03-22T01:30:00Z', {
      resourceIds: ['noor'],
      mode: 'those-that-fit',
      repeat: { freq: 'weekly', count: 3 },
    }),
  )
  t.strictSame(startsOf(booked), ['2026-03-22T01:30:00Z', null, '2026-04-05T00:30:00Z'])
  t.strictSame(statusesOf(booked), ['booked', 'no-such-time', 'booked'])
})

test('staff overlap on purpose, again and again; nobody else', async (t) => {
  await book(t, '2026-08-11T16:00:00Z')
  const override = { override: true, overrideReason: 'two at once' }
  const body = weekly('2026-08-04T16:00:00Z', { ...override, repeat: { freq: 'weekly', count: 2 } })
  t.equal((await post(body)).status, 403)
  const booked = await post(body, key(), 'operator')
  t.strictSame(statusesOf(booked), ['booked', 'booked'])
  t.strictSame(await claimsOn('2026-08-11'), ['reservation 16:00', 'reservation 16:00'])
  const [requested] = await visitEvents(booked.body.results[1].visitId)
  t.match(requested?.data, { override: { reason: /^sealed:/ } })
})

test('a series is cancelled from a date on', async (t) => {
  const { body } = await post(weekly('2026-09-08T16:00:00Z'))
  const ids = body.results.map(({ visitId }: { visitId: string }) => visitId)
  const cancelled = await cancel(body.seriesId, { from: '2026-09-22', reason: 'moved away' })
  t.match(cancelled, { status: 200, headers: { 'visita-position': /./ } })
  t.strictSame(cancelled.body, { cancelled: ids.slice(2), kept: [] })
  t.strictSame(await claimsOn('2026-09-15'), ['reservation 16:00'])
  for (const date of ['2026-09-22', '2026-09-29']) t.strictSame(await claimsOn(date), [])
  const again = await cancel(body.seriesId, { from: '2026-09-22', reason: 'moved away' })
  t.match(again, { status: 200, headers: { 'visita-unchanged': 'true' } })
  t.strictSame(again.body, cancelled.body)
  const rest = await cancel(body.seriesId)
  t.strictSame(rest.body, { cancelled: ids, kept: [] }, 'from now on: all of it')
  t.notOk(rest.headers['visita-unchanged'])
  const log = JSON.stringify(
    await api.store.read(StreamName.series(tenant, SeriesId.parse(body.seriesId))),
    (_, value) => (typeof value === 'bigint' ? String(value) : value),
  )
  t.notMatch(log, /moved away/, 'the reason is sealed')
})

test('a channel is bound by the window, visit by visit; what has begun stays', async (t) => {
  const { body } = await post(weekly('2026-03-02T13:30:00Z', { repeat: { freq: 'weekly', count: 3 } }))
  const [soon, next, last] = body.results.map(({ visitId }: { visitId: string }) => visitId)
  t.strictSame((await cancel(body.seriesId, { from: '2026-03-02T00:00:00Z' }, 'channel')).body, {
    cancelled: [next, last],
    kept: [{ visitId: soon, why: 'cancellation-window-closed' }],
  })
  await api.send('operator', 'POST', `/v1/visits/${soon}/confirm`, {})
  await api.send('operator', 'PATCH', `/v1/admin/visits/${soon}/status`, { status: 'checked_in' })
  t.strictSame((await cancel(body.seriesId, { from: '2026-03-02' })).body, {
    cancelled: [next, last],
    kept: [{ visitId: soon, why: 'illegal-transition' }],
  })
})

test('a series that dies at any step is finished by asking again, with every visit once', async (t) => {
  const days = ['05', '06', '07', '08', '09', '26']
  const reached = ['hold-chosen', 'held', 'series-planned', 'reserved', 'requested', 'series-occurrence']
  for (const [i, step] of reached.entries()) {
    const body = weekly(`2026-10-${days[i]}T16:00:00Z`, { repeat: { freq: 'weekly', count: 3 } })
    const same = key()
    let times = step === 'series-planned' ? 1 : 2
    steps.onStep = async (at) => {
      if (at === step && --times === 0) throw new Error(`the power fails at ${step}`)
    }
    t.equal((await post(body, same)).status, 500, step)
    steps.onStep = async () => {}
    const finished = await api.sendToTwin('channel', 'POST', url, body, same)
    t.equal(finished.status, 201, step)
    t.strictSame(statusesOf(finished), Array(3).fill('booked'), step)
    for (const start of startsOf(finished)) {
      t.strictSame(await claimsOn(start.slice(0, 10)), [`reservation ${start.slice(11, 16)}`], step)
    }
  }
})

test('asked twice at once, on two instances, it is one series', async (t) => {
  const body = weekly('2026-11-30T16:00:00Z')
  const same = key()
  const both = await Promise.all([post(body, same), api.sendToTwin('channel', 'POST', url, body, same)])
  t.strictSame(
    both.map(({ status }) => status),
    [201, 201],
  )
  t.strictSame(both[0].body, both[1].body)
  t.strictSame(statusesOf(both[0]), Array(4).fill('booked'))
  for (const start of startsOf(both[0])) {
    t.strictSame(await claimsOn(start.slice(0, 10)), [`reservation ${start.slice(11, 16)}`])
  }
})

test('what is in the way of a series may be the same series, booked by the same request elsewhere', async (t) => {
  const body = weekly('2027-02-02T13:00:00Z')
  const same = key()
  let elsewhere: Promise<Reply> | null = null
  steps.onStep = async (step) => {
    if (step !== 'hold-chosen' || elsewhere) return
    elsewhere = api.sendToTwin('channel', 'POST', url, body, same)
    await elsewhere
  }
  const here = await post(body, same)
  steps.onStep = async () => {}
  t.match(here, { status: 201, headers: { 'idempotent-replayed': 'true' } })
  t.strictSame(here.body, ((await elsewhere) as Reply | null)?.body)
  for (const start of startsOf(here)) t.strictSame(await claimsOn(start.slice(0, 10)), ['reservation 13:00'])
})

test('what turns out to be no booking at all leaves nothing held', async (t) => {
  await api.send('admin', 'PUT', '/v1/admin/visit-types/fleeting', {
    ...visitType('fleeting', [{ kind: 'agent', count: 1 }]),
  })
  let archiving: Promise<Reply> | null = null
  steps.onStep = async (step) => {
    if (step !== 'held') return
    archiving ??= api.send('admin', 'DELETE', '/v1/admin/visit-types/fleeting')
    await archiving
  }
  const body = weekly('2027-03-02T13:00:00Z', { typeId: 'fleeting', repeat: { freq: 'weekly', count: 20 } })
  const refused = await post(body)
  steps.onStep = async () => {}
  t.equal(((await archiving) as Reply | null)?.status, 204)
  t.equal(refused.status, 404)
  for (const date of ['2027-03-02', '2027-03-09', '2027-03-16']) t.strictSame(await claimsOn(date), [])
})

test('what means nothing is refused, and what is not there is not found', async (t) => {
  const start = '2026-12-29T16:00:00Z'
  for (const more of [
    { repeat: { freq: 'weekly' } },
    { repeat: { freq: 'weekly', count: 2, until: '2027-01-20' } },
    { repeat: { freq: 'weekly', until: '2026-12-20' } },
    { repeat: { freq: 'weekly', until: '2030-01-01' } },
    { repeat: { freq: 'weekly', count: 105 } },
    { repeat: { freq: 'daily', count: 2 } },
    { mode: 'some' },
    { holdId: HoldId.create() },
    { customer: { name: 'x', phone: '12' } },
  ]) {
    t.match(
      await post(weekly(start, more)),
      { status: 400, body: { type: '/problems/invalid-request' } },
      JSON.stringify(more),
    )
  }
  t.equal((await post(weekly(start, { resourceIds: ['nobody'] }))).status, 404)
  t.equal((await post(weekly(start, { typeId: 'nothing' }))).status, 404)
  t.equal((await post(weekly(start, { resourceIds: ['flat'] }))).status, 422)
  t.equal((await post(weekly(start), { 'idempotency-key': '' })).status, 400)
  t.equal((await post(weekly(start, { origin: 'import' }))).status, 403)
  t.equal((await post(weekly(start), key(), 'auditor')).status, 403)
  t.equal((await cancel(randomUUID())).status, 404)
  t.equal((await cancel(randomUUID(), {}, 'auditor')).status, 403)
  t.equal((await cancel(randomUUID(), { from: 'tomorrow' })).status, 400)
  t.strictSame(await claimsOn('2026-12-29'), [])
})

test('end', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
