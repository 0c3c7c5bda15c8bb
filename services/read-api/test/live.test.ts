import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type BlockId, type DomainEvent, StreamName, type TenantId, type VisitId } from '@visita/domain'
import { parseKey } from '@visita/http'
import { book, cancel, confirm, held, joined, placed } from '@visita/projections/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { at, date, demo, other, type ReadApi, startReadApi } from './harness.ts'
import { listen } from './live-client.ts'
import { startMain } from './main-process.ts'

type Options = NonNullable<Parameters<typeof startReadApi>[1]>

/** The API on a port, and a heart that beats when the test says so. */
async function startLive(t: { teardown(fn: () => Promise<void>): void }, limits: Options['limits'] = {}) {
  let beat = () => {}
  const every = (_: number, fn: () => void) => {
    beat = fn
    return () => undefined
  }
  const api = await startReadApi(t.teardown.bind(t), { limits, every })
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const keyOf = (tenant: TenantId) => api.keys.get(`${tenant} operator`) ?? ''
  const open = (options: { lastEventId?: string | undefined; query?: string; tenant?: TenantId } = {}) =>
    listen(address, keyOf(options.tenant ?? demo), options)
  return { ...api, address, open, keyOf, beat: () => beat() }
}

const visitIn = (api: Pick<ReadApi, 'record'>, tenant: TenantId, time = '13:00') =>
  book(api, { tenant, resourceIds: ['ana', 'ben'], date, start: at(time), locationId: 'centro' })

/** A fact that is told of and means nothing: `visitId` is its number. */
const fact = (number: number): [string, DomainEvent] => {
  const visitId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  return [
    StreamName.visit(demo, visitId as VisitId),
    { type: 'VisitCheckedIn', data: { visitId, at: '2026-03-01T09:00:00Z' } },
  ]
}
/** The same, as large as a change can be: twenty kilobytes. */
const largeFact = (number: number): DomainEvent => {
  const blockId = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  const resourceIds = upTo(320).map((one) => `resource-${one}`.padEnd(60, '-'))
  const span = { start: at('13:00'), end: at('14:00'), timezone: 'UTC', repeat: null }
  const data = { blockId, resourceIds, locationId: null, ...span, onConflict: 'keep', reason: null, at: at('09:00') }
  return { type: 'BlockPlaced', data }
}
/** Into the log at once: as many as an append takes. */
const appendLarge = async (store: ReadApi['store'], first: number) => {
  const events = upTo(20).map((number) => newEvent(largeFact(first + number)))
  await store.append(StreamName.block(demo, randomUUID() as BlockId), events, 'any')
}
const newEvent = ({ type, data }: DomainEvent) => {
  const who = { tenant: demo, actor: 'key:test', role: 'operator', channel: 'api', correlationId: 'test' }
  const when = { occurredAt: '2026-03-01T09:00:00Z', recordedAt: '2026-03-01T09:00:00Z' }
  return { id: randomUUID(), type, data, meta: { ...who, ...when } }
}
const numberOf = ({ data }: { data: { visitId?: string; blockId?: string } }) =>
  Number((data.visitId ?? data.blockId)?.slice(-12))
const refusal = (opening: Promise<unknown>) =>
  opening.then(
    () => null,
    (error: unknown) => error,
  )
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('changes are told as they happen', async (t) => {
  const api = await startLive(t)
  const { open } = api

  t.test('by name, with ids and a position, to their own tenant and nobody else', async (t) => {
    const [mine, theirs] = [await open(), await open({ tenant: other })]
    await until('both are ready', () => mine.events.length === 1 && theirs.events.length === 1)
    t.match(mine.events[0], { event: 'ready', data: { type: 'ready', position: mine.lastId() } })
    t.equal(mine.retryMs(), 1000)

    const visit = visitIn(api, demo)
    confirm(api, demo, visit)
    visitIn(api, other, '14:00')
    await until('both were told', () => mine.events.length === 3 && theirs.events.length === 2)
    t.same(mine.names(), ['ready', 'visit.requested', 'visit.confirmed'])
    t.same(theirs.names(), ['ready', 'visit.requested'])
    const said = { occurredAt: '2026-03-01T09:00:00Z', recordedAt: '2026-03-01T09:00:00Z' }
    const who = { ...said, actor: 'key:test', channel: 'api' }
    const [, requested, confirmed] = mine.events
    t.same(requested?.data, {
      ...{ type: 'visit.requested', visitId: visit.visitId, start: at('13:00'), end: at('13:30') },
      ...{ resourceIds: ['ana', 'ben'], locationId: 'centro', status: 'pending', typeId: 'viewing' },
      ...{ revision: 0, ...who, position: requested?.id },
    })
    t.same(confirmed?.data, {
      ...{ type: 'visit.confirmed', visitId: visit.visitId, status: 'confirmed' },
      ...{ revision: 1, ...who, position: confirmed?.id },
    })

    const read = await fetch(`${api.address}/v1/admin/visits?resourceId=ana`, {
      headers: { authorization: `Bearer ${api.keyOf(demo)}`, 'visita-min-position': confirmed?.data.position },
    })
    t.equal(read.status, 200)
    t.match(await read.json(), { items: [{ id: visit.visitId, status: 'confirmed' }] }, 'whoever waits sees it')
    mine.close()
    theirs.close()
  })

  t.test('of the kinds that were asked for', async (t) => {
    const [usual, chosen] = [await open(), await open({ query: '?kinds=slot&kinds=configuration' })]
    await until('both are ready', () => usual.events.length === 1 && chosen.events.length === 1)
    const slot = StreamName.slot(demo, 'ana' as never, date)
    api.record(slot, held('6e2d4a10-0000-4000-8000-000000000001', at('15:00'), at('15:30'), at('12:05')))
    joined(api, demo).offer('2026-03-03T12:00:00Z', '2026-03-02T12:15:00Z')
    placed(api, demo, at('16:00'), at('17:00'))
    api.record(StreamName.tenant(demo), {
      type: 'LocationConfigured',
      data: { location: { id: 'centro', name: 'Centro', timezone: 'UTC' }, at: '2026-03-01T09:00:00Z' },
    })
    cancel(api, demo, visitIn(api, demo, '17:30'))
    const all = ['waitlist.joined', 'waitlist.offered', 'block.placed', 'visit.requested', 'visit.cancelled']
    await until('the usual ones were told', () => usual.events.length === 1 + all.length)
    t.same(usual.names(), ['ready', ...all])
    await until('the chosen ones were told', () => chosen.events.length === 3)
    t.same(chosen.names(), ['ready', 'slot.held', 'configuration.location'])
    t.match(chosen.events[1]?.data, { resourceIds: ['ana'], date, start: at('15:00'), expiresAt: at('12:05') })
    for (const client of [usual, chosen]) client.close()
    t.match(await refusal(open({ query: '?kinds=gossip' })), { status: 400, body: { errors: [{ path: '/kinds/0' }] } })
  })

  t.test('a quiet stream beats, and its id moves along with what others do', async (t) => {
    const client = await open()
    await until('it is ready', () => client.events.length === 1)
    const before = client.lastId()
    visitIn(api, other, '18:00')
    await api.settled()
    await until('the beat knows of it', () => {
      api.beat()
      return client.lastId() !== before
    })
    t.match(client.text(), /\n:\nid: \S+\n\n$/)
    t.equal(client.events.length, 1)
    client.close()
  })

  t.test('there is no end that a HEAD could wait for', async (t) => {
    const headers = { authorization: `Bearer ${api.keyOf(demo)}` }
    const answer = await api.app.inject({ method: 'HEAD', url: '/v1/admin/stream', headers })
    t.equal(answer.statusCode, 405)
  })

  t.test('and the document of the API says how', async (t) => {
    const { paths } = (await api.get('operator', '/openapi.json')).body
    const { get: route } = paths['/v1/admin/stream']
    t.match(route.parameters.map(({ name }: { name: string }) => name).sort(), [
      'kinds',
      'last-event-id',
      'visita-min-position',
    ])
    t.match(route.responses['200'].content['text/event-stream'].schema.examples[0], /^event: visit\.confirmed$/m)
  })

  t.test('an id that this service never gave is refused, and so is one ahead of the log', async (t) => {
    const refused = async (lastEventId: string, message: RegExp) =>
      t.match(await refusal(open({ lastEventId })), {
        status: 400,
        body: { type: '/problems/invalid-request', errors: [{ in: 'header', path: '/last-event-id', message }] },
      })
    await refused('AAAA', /not given by this service/)
    await refused(api.token((await api.settled()) + 1_000_000n), /another installation/)
  })
})

test('whoever comes back gets what was missed, all of it and nothing twice', async (t) => {
  const api = await startLive(t)
  const { open } = api

  t.test('from wherever it was cut off', async (t) => {
    const first = await open()
    await until('it is ready', () => first.events.length === 1)
    for (const number of upTo(20)) api.record(...fact(number))
    await until('all were told', () => first.events.length === 21)
    first.close()
    for (const seen of [0, 1, 7, 19, 20]) {
      const again = await open({ lastEventId: first.events[seen]?.id })
      await until('it has caught up', () => again.names().includes('ready'))
      t.same(again.events.map(numberOf).slice(0, -1), upTo(20).slice(seen), `after ${seen}`)
      t.same(
        again.events.slice(0, -1).map(({ id }) => id),
        first.events.slice(seen + 1).map(({ id }) => id),
      )
      again.close()
    }
  })

  t.test('however often, while the log goes on growing', async (t) => {
    const begun = await open()
    await until('it is ready', () => begun.events.length === 1)
    const start = begun.lastId()
    begun.close()
    const total = 300
    let written = 0
    const writing = (async () => {
      for (const number of upTo(total)) {
        api.record(...fact(number))
        written = number + 1
        if (number % 20 === 19) await api.settled()
      }
    })()
    const restless = async (patience: number) => {
      const seen: number[] = []
      let lastEventId = start
      while (seen.length < total) {
        const client = await open({ lastEventId })
        const changes = () => client.events.filter(({ event }) => event !== 'ready')
        const rest = total - seen.length
        await until('it was told some', () => changes().length >= Math.min(patience, rest))
        client.close()
        seen.push(...changes().map(numberOf))
        lastEventId = client.lastId()
      }
      return seen
    }
    const all = await Promise.all([restless(1), restless(13), restless(50), restless(total)])
    await writing
    t.equal(written, total)
    for (const seen of all) t.same(seen, upTo(total))
  })
})

test('what is too much to be told again is left to be read', async (t) => {
  const api = await startLive(t, { mostEvents: 20 })
  const first = await api.open()
  await until('it is ready', () => first.events.length === 1)
  for (const number of upTo(40)) api.record(...fact(number))
  await until('all were told', () => first.events.length === 41)
  const again = await api.open({ lastEventId: first.events[0]?.id })
  await until('it was told to start over', () => again.events.length === 1)
  t.match(again.events, [{ event: 'reset', id: first.lastId(), data: { type: 'reset', position: first.lastId() } }])
  api.record(...fact(40))
  await until('it is told of the next', () => again.events.length === 2)
  t.equal(numberOf(again.events[1] ?? { data: {} }), 40)
  const near = await api.open({ lastEventId: first.events[30]?.id })
  await until('it has caught up', () => near.names().includes('ready'))
  t.same(near.events.slice(0, -1).map(numberOf), upTo(41).slice(30))
  for (const client of [first, again, near]) client.close()
})

test('a reader that does not keep up is cut off, and misses nothing', async (t) => {
  const api = await startLive(t, { mostBytes: 500_000 })
  const [slow, quick] = [await api.open(), await api.open()]
  await until('both are ready', () => slow.events.length === 1 && quick.events.length === 1)
  slow.pause()
  let count = 0
  const isCutOff = async () => {
    const metrics = await fetch(`${api.address}/metrics`)
    return /^visita_stream_ended_total\{reason="slow".*\} 1$/m.test(await metrics.text())
  }
  // What the kernel takes for a socket that nobody reads differs from machine to machine.
  for (; !(await isCutOff()); count += 20) {
    await appendLarge(api.store, count)
    await until('the quick one was told', () => quick.events.length === 1 + count + 20)
    api.beat()
  }
  slow.resume()
  await until('its connection is gone', slow.hasEnded)
  const got = slow.events.filter(({ event }) => event === 'block.placed').map(numberOf)
  t.ok(got.length < count)
  const again = await api.open({ lastEventId: slow.lastId() })
  await until('it was told what there is', () => /ready|reset/.test(again.names().join()))
  const rest = again.events.slice(0, -1).map(numberOf)
  t.same(again.names().at(-1), 'ready')
  t.same([...got, ...rest], upTo(count))
  quick.close()
  again.close()
})

test('so many streams and no more', async (t) => {
  const api = await startLive(t, { perKey: 2, perTenant: 2 })
  const [first, second] = [await api.open(), await api.open()]
  const theirs = await api.open({ tenant: other })
  t.match(await refusal(api.open()), {
    status: 429,
    body: { type: '/problems/too-many-streams', perKey: 2, perTenant: 2 },
  })
  first.close()
  let third: Awaited<ReturnType<typeof api.open>> | undefined
  await until('there is room again', async () => {
    third = await api.open().catch(() => undefined)
    return third !== undefined
  })
  for (const client of [second, theirs, third]) client?.close()
  const metrics = await (await fetch(`${api.address}/metrics`)).text()
  const measured = [
    ...metrics.matchAll(/^http_request_duration_seconds_count\{.*"\/v1\/admin\/stream",status="(\d+)"/gm),
  ]
  t.same(
    measured.map(([, status]) => status),
    ['429'],
    'how long somebody listens is no time to answer',
  )
})

test('a key that was revoked hears no more', async (t) => {
  const api = await startLive(t)
  const [client, theirs] = [await api.open(), await api.open({ tenant: other })]
  await until('both are ready', () => client.events.length === 1 && theirs.events.length === 1)
  const keyId = parseKey(api.keyOf(demo))?.keyId ?? ''
  api.record(StreamName.tenant(demo), { type: 'KeyRevoked', data: { keyId, at: '2026-03-01T09:00:00Z' } })
  await api.settled()
  await until('its stream has ended', () => {
    api.beat()
    return client.hasEnded()
  })
  t.match(client.events.at(-1), { event: 'end', data: { reason: 'key' } })
  t.notOk(theirs.hasEnded())
  t.match(await refusal(api.open()), { status: 401 })
  theirs.close()
})

test('the event store may go and come back: the streams stay open', async (t) => {
  const api = await startLive(t)
  const client = await api.open()
  await until('it is ready', () => client.events.length === 1)
  api.record(...fact(0))
  await until('it was told', () => client.events.length === 2)
  await api.restartNode(async () => {
    const late = await api.open({ lastEventId: client.events[0]?.id })
    api.beat()
    await until('it beats', () => /\n:\n/.test(client.text()))
    await until('so does who came meanwhile', () => late.text().endsWith(':\n\n'))
    t.same(late.events, [], 'who is not there yet')
    late.close()
  })
  api.record(...fact(1))
  await until('it is told again', () => client.events.length === 3)
  t.same(client.events.slice(1).map(numberOf), [0, 1])
  client.close()
})

test('an API that stops tells its readers to come back, and waits for none that takes nothing', async (t) => {
  const api = await startLive(t, { mostBytes: 100_000_000 })
  const [client, stuck] = [await api.open(), await api.open()]
  await until('both are ready', () => client.events.length === 1 && stuck.events.length === 1)
  stuck.pause()
  // More than any kernel takes for a socket that nobody reads.
  for (let count = 0; client.text().length < 20_000_000; count += 20) {
    await appendLarge(api.store, count)
    await until('it was told', () => client.events.length === 1 + count + 20)
  }
  await api.app.close()
  await until('its stream has ended', client.hasEnded)
  t.match(client.events.at(-1), { event: 'end', data: { reason: 'stopping' } })
})

test('a process that is killed loses nobody anything', async (t) => {
  const api = await startReadApi(t.teardown.bind(t))
  const key = api.keys.get(`${demo} operator`) ?? ''
  const first = startMain(t, api)
  const before = await listen(await first.listening, key)
  await until('it is ready', () => before.events.length === 1)
  api.record(...fact(0))
  await until('it was told', () => before.events.length === 2)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await until('the connection is gone', before.hasEnded)
  for (const number of [1, 2, 3]) api.record(...fact(number))
  await api.settled()

  const second = startMain(t, api)
  const after = await listen(await second.listening, key, { lastEventId: before.lastId() })
  await until('it has caught up', () => after.names().includes('ready'))
  api.record(...fact(4))
  await until('it was told of the next', () => after.events.length === 5)
  t.same(after.events.filter(({ event }) => event !== 'ready').map(numberOf), [1, 2, 3, 4])
  second.child.kill('SIGTERM')
  t.equal(await second.exit, 0, 'an open stream does not keep it from stopping')
  t.match(after.events.at(-1), { event: 'end', data: { reason: 'stopping' } })
})
