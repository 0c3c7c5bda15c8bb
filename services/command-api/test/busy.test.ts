import { randomUUID } from 'node:crypto'
import { StreamName } from '@visita/domain'
import { until } from '@visita/testing'
import { test } from 'tap'
import { agent, booking, project, startApi, startStores, tenant } from './harness.ts'

const stores = await startStores()
let dieAfter = Number.POSITIVE_INFINITY
const api = await startApi(stores, (step) => {
  if (step === 'busy-slice' && --dieAfter <= 0) throw new Error('killed')
})
const stopProjecting = project(api, stores)
const date = '2026-03-03'
const at = (time: string, day = date) => `${day}T${time}:00Z`
const put = (intervals: unknown, more: Record<string, unknown> = {}, resource = 'ana') =>
  api.send('admin', 'PUT', `/v1/admin/resources/${resource}/busy`, {
    source: 'google',
    from: at('00:00'),
    to: at('00:00', '2026-03-04'),
    intervals,
    ...more,
  })
const interval = (start: string, end: string, externalId?: string) => ({
  start: at(start),
  end: at(end),
  ...(externalId ? { externalId } : {}),
})
const book = (start: string, more: Record<string, unknown> = {}) =>
  api.send('channel', 'POST', '/v1/visits', booking('x', { start, ...more }))

/** What lies on the agent's day, in order: source, from, until. */
async function busyOn(resource = 'ana', day = date): Promise<(string | undefined)[][]> {
  const live = new Map<string, (string | undefined)[]>()
  for (const { type, data } of await api.store.read(StreamName.slot(tenant, resource as never, day))) {
    const { blockId, source, coversFrom, coversUntil } = data as Record<string, string>
    if (type === 'SlotBlocked') live.set(blockId ?? '', [source, coversFrom, coversUntil])
    if (type === 'SlotUnblocked') live.delete(blockId ?? '')
  }
  return [...live.values()].sort()
}

test('busy time takes the resource’s time until it is no longer listed; listed again it changes nothing', async (t) => {
  const both = [interval('12:00', '13:00', 'a'), interval('15:00', '16:00')]
  t.match(await put(both), {
    status: 200,
    body: { laid: 2, lifted: 0, conflicts: [] },
    headers: { 'visita-position': /./ },
  })
  t.match(await book(at('12:30')), { status: 409, body: { reason: 'blocked' } })
  t.match(await put(both), { status: 200, body: { laid: 0, lifted: 0 }, headers: { 'visita-unchanged': 'true' } })
  t.match(await put([interval('15:00', '16:00'), interval('17:00', '18:00')]), { body: { laid: 1, lifted: 1 } })
  t.equal((await book(at('12:30'))).status, 201)
  t.match(await put(both), { body: { laid: 1, lifted: 1, conflicts: [/./] } }, 'what comes back is laid anew')
  t.match(await put([]), { body: { laid: 0, lifted: 2, conflicts: [] } })
  t.same(await busyOn(), [])
})

test('one source’s news leaves the others’ time, our own blocks, and what lies beyond the window alone', async (t) => {
  await put([interval('13:00', '14:00')], { source: 'outlook' })
  const block = { resourceIds: ['ana'], start: at('14:00'), end: at('15:00'), reason: 'Training', onConflict: 'keep' }
  await api.send('operator', 'POST', '/v1/admin/agenda/blocks', block)
  await put([interval('11:00', '17:00')])
  // The afternoon as the calendar knows it now: nothing is said of the morning.
  t.match(await put([interval('16:00', '18:00')], { from: at('16:00') }), { body: { laid: 1, lifted: 1 } })
  t.same(await busyOn(), [
    [undefined, at('14:00'), at('15:00')],
    ['google', at('11:00'), at('18:00')],
    ['outlook', at('13:00'), at('14:00')],
  ])
  t.match(await put([], { from: at('12:00'), to: at('14:00') }), { body: { laid: 2, lifted: 1 } })
  t.same(
    (await busyOn()).filter(([source]) => source === 'google'),
    [
      ['google', at('11:00'), at('12:00')],
      ['google', at('14:00'), at('18:00')],
    ],
  )
  await put([])
  await put([], { source: 'outlook' })
  t.equal((await busyOn()).length, 1)
})

test('the visits under busy time are listed, and stay', async (t) => {
  const { body: visit } = await book(at('18:00'))
  t.same((await put([interval('18:15', '19:00')])).body, { laid: 1, lifted: 0, conflicts: [visit.id] })
  t.same((await put([interval('18:15', '19:00')])).body, { laid: 0, lifted: 0, conflicts: [visit.id] }, 'told again')
  await put([])
})

test('our own visits told back to us are no busy time, also when they have moved on or were called off', async (t) => {
  const { body: visit } = await book(at('19:00'))
  const echoes = [interval('19:00', '19:30', visit.id), interval('19:00', '19:30', `${visit.id}@visita`)]
  t.same((await put(echoes)).body, { laid: 0, lifted: 0, conflicts: [] })
  await api.send('operator', 'POST', `/v1/visits/${visit.id}/cancel`, {})
  const late = { from: at('00:00', '2026-03-05'), to: at('00:00', '2026-03-06') }
  const echo = { start: at('12:00', '2026-03-05'), end: at('13:00', '2026-03-05'), externalId: `${visit.id}@visita` }
  const theirs = { ...echo, externalId: `${randomUUID()}@visita` }
  await until('the read model knows of the visit', async () =>
    (await api.readModel.visitsAmong(tenant, [visit.id])).includes(visit.id),
  )
  t.same((await put([echo], late)).body, { laid: 0, lifted: 0, conflicts: [] })
  t.match(await put([theirs], late), { body: { laid: 1 } }, 'an id that is no visit of ours is somebody’s event')
  await put([], late)
})

test('what overlaps is laid as one, what reaches beyond the window is clipped, and midnight cuts', async (t) => {
  const window = { from: at('00:00', '2026-03-10'), to: at('12:00', '2026-03-12') }
  const long = [
    { start: at('20:00', '2026-03-10'), end: at('12:00', '2026-03-11') },
    { start: at('22:00', '2026-03-10'), end: at('22:00', '2026-03-12') },
  ]
  t.match(await put(long, window), { body: { laid: 3 } })
  t.same(await busyOn('ana', '2026-03-10'), [['google', at('20:00', '2026-03-10'), at('03:00', '2026-03-11')]])
  t.same(await busyOn('ana', '2026-03-11'), [['google', at('03:00', '2026-03-11'), at('03:00', '2026-03-12')]])
  t.same(await busyOn('ana', '2026-03-12'), [['google', at('03:00', '2026-03-12'), at('12:00', '2026-03-12')]])
  await api.send('admin', 'PUT', '/v1/admin/resources/mad', { ...agent('mad'), timezone: 'Europe/Madrid' })
  t.match(await put(long, window, 'mad'), { body: { laid: 3 } })
  t.same(await busyOn('mad', '2026-03-10'), [['google', at('20:00', '2026-03-10'), at('23:00', '2026-03-10')]])
})

test('a call that died half way is completed by the same call', async (t) => {
  const window = { from: at('00:00', '2026-04-01'), to: at('00:00', '2026-05-01') }
  const day = (n: number) => `2026-04-${String(n).padStart(2, '0')}`
  const daily = (hour: string) =>
    Array.from({ length: 28 }, (_, n) => ({ start: at(`${hour}:00`, day(n + 1)), end: at(`${hour}:30`, day(n + 1)) }))
  await put(daily('12'), window)
  for (const steps of [1, 20, 40]) {
    const hour = String(13 + steps / 20 + 0.5).slice(0, 2)
    dieAfter = steps
    t.equal((await put(daily(hour), window)).status, 500, `killed after ${steps} steps`)
    dieAfter = Number.POSITIVE_INFINITY
    t.equal((await put(daily(hour), window)).status, 200)
    for (let n = 1; n <= 28; n++) {
      t.same(await busyOn('ana', day(n)), [['google', at(`${hour}:00`, day(n)), at(`${hour}:30`, day(n))]], day(n))
    }
    t.same((await put(daily(hour), window)).body, { laid: 0, lifted: 0, conflicts: [] })
  }
})

test('five thousand intervals, in a window of a year, are taken at once', async (t) => {
  const start = Date.parse('2026-06-01T00:00:00Z')
  const text = (ms: number) => new Date(ms).toISOString()
  const many = Array.from({ length: 5000 }, (_, n) => ({
    start: text(start + n * 1_500_000),
    end: text(start + n * 1_500_000 + 900_000),
    externalId: `event-${n}-${'x'.repeat(200)}@google.com`,
  }))
  const window = { from: text(start), to: text(start + 366 * 86_400_000) }
  const answer = await put(many, window)
  t.equal(answer.status, 200)
  t.ok(answer.body.laid >= 5000)
  t.same((await put(many, window)).body, { laid: 0, lifted: 0, conflicts: [] })
})

test('what means nothing is refused, and so is whoever may not', async (t) => {
  const refused = async (intervals: unknown, more: Record<string, unknown>, path: string) =>
    t.match(await put(intervals, more), { status: 400, body: { errors: [{ path }] } }, path)
  await refused([], { to: at('00:00') }, '/to')
  await refused([], { to: at('00:01', '2027-03-04') }, '/to')
  await refused([], { from: '9990-01-01T00:00:00Z', to: '9990-01-02T00:00:00Z' }, '/to')
  await refused([interval('12:00', '12:00')], {}, '/intervals/0/end')
  await refused([{ ...interval('12:00', '13:00'), title: 'Dentist' }], {}, '/intervals/0/title')
  await refused([], { source: 'Google Calendar' }, '/source')
  t.equal((await put([], {}, 'nobody')).status, 404)
  for (const role of ['operator', 'channel'] as const) {
    const body = { source: 'google', from: at('00:00'), to: at('01:00'), intervals: [] }
    t.equal((await api.send(role, 'PUT', '/v1/admin/resources/ana/busy', body)).status, 403, role)
  }
})

test('end', async () => {
  await stopProjecting()
  await api.close()
  await stores.stop()
})
