import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { type Running, startVisita } from '../import/running.ts'
import { visita } from './testing.ts'

interface Entry {
  readonly eventId: string
  readonly type: string
  readonly stream: string
  readonly recordedAt: string
  readonly actor: string
  readonly role: string
  readonly correlationId: string
  readonly causationId: string | null
  readonly data: Readonly<Record<string, unknown>>
  readonly cause: { readonly by: { readonly role: string } | null; readonly complete: boolean }
}

/** Requests to both services, with a key of that role. */
function client({ demo }: Running) {
  let position = ''
  async function send(role: keyof typeof demo.keys, method: string, path: string, body?: object, more = {}) {
    const isRead = method === 'GET'
    const answer = await fetch(`${isRead ? demo.readUrl : demo.commandUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${demo.keys[role]}`,
        ...(isRead && position !== '' ? { 'visita-min-position': position } : {}),
        ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...more,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    position = answer.headers.get('visita-position') ?? position
    return text
  }
  return { send, json: async (...args: Parameters<typeof send>) => JSON.parse(await send(...args)) }
}

const byLine = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

/** Where the stores of the running one are, as a terminal elsewhere would be told. */
async function stores({ dataDir, eventStoreUrl }: Running) {
  const kept = async (path: string) => (await readFile(join(dataDir, path), 'utf8')).trim()
  const port = (await kept('postgres/cluster/postmaster.pid')).split('\n')[3]
  return {
    VISITA_EVENTSTORE_URL: eventStoreUrl,
    VISITA_POSTGRES_URL: `postgres://visita:${await kept('postgres/password')}@127.0.0.1:${port}/visita`,
    VISITA_MASTER_KEY: await kept('master.key'),
  }
}

test('what every process wrote of a visit is one story: over HTTP and in the terminal, now and as of each of its steps', async (t: Test) => {
  const running = await startVisita()
  t.teardown(() => running.stop())
  const { send, json } = client(running)
  const env = await stores(running)

  const typeId = 'videollamada'
  const hours = (n: number) => new Date(Date.now() + n * 3_600_000).toISOString()
  const { slots } = await json(
    'channel',
    'GET',
    `/v1/availability?typeId=${typeId}&from=${hours(6)}&to=${hours(14 * 24)}&limit=50`,
  )
  const [first, later] = [slots[0], slots.at(-1)]
  const hold = await json('channel', 'POST', '/v1/holds', { typeId, start: first.start })
  const booking = {
    ...{ typeId, start: hold.start, holdId: hold.holdId, resourceIds: hold.resourceIds, notes: 'Prefers the terrace' },
    customer: { name: 'Renata Salgado', phone: '+56922223333' },
  }
  const { id } = await json('channel', 'POST', '/v1/visits', booking)
  const visit = await json('operator', 'GET', `/v1/visits/${id}`)
  if (visit.status === 'pending') await send('operator', 'POST', `/v1/visits/${id}/confirm`, {})
  const moved = { start: later.start, reason: 'She asked for another day' }
  await send('operator', 'POST', `/v1/visits/${id}/reschedule`, moved)
  await send('operator', 'POST', `/v1/visits/${id}/cancel`, { reason: 'She bought elsewhere' })

  const audit = await json('auditor', 'GET', `/v1/audit/visits/${id}`)
  // Whoever notifies may still be at it: of what they write, other tests tell.
  const own = (entries: readonly Entry[]) => entries.filter(({ stream }) => /^(slot|visit)-/.test(stream))
  const events = own(audit.events)
  t.match(audit, { visitId: id, status: 'cancelled', visit: { start: later.start, customerId: visit.customerId } })
  const story = [
    ...['SlotHeld', 'SlotHoldReleased', 'SlotReserved', 'VisitRequested', 'VisitConfirmed', 'SlotReserved'],
    ...['VisitRescheduled', 'SlotReleased', 'VisitCancelled', 'SlotReleased'],
  ]
  t.same(
    events.map(({ type }) => type),
    story,
  )
  t.ok(
    events.every(({ cause }) => cause.complete && cause.by !== null),
    'each has its cause',
  )
  t.match(
    events.find(({ type }) => type === 'SlotHeld'),
    { role: 'channel', cause: { by: { role: 'channel' } } },
  )
  t.match(events.find(({ type }) => type === 'VisitCancelled')?.data, { reason: 'She bought elsewhere' })
  t.notMatch(JSON.stringify(audit), /Renata|5692222/)

  for (const { recordedAt } of events) {
    const then = await json('auditor', 'GET', `/v1/audit/visits/${id}?asOf=${recordedAt}`).catch(() => null)
    const known = events.filter((event) => event.recordedAt <= recordedAt)
    const status = known.findLast(({ type }) => type in statusAfter)
    if (!status) t.equal(then, null, 'there was no visit yet')
    else {
      t.equal(then.status, statusAfter[status.type])
      t.same(own(then.events), known)
    }
  }

  const history = await visita(env, 'history', id, '--json')
  t.equal(history.code, 0, history.err)
  const plain = ({ data: _, ...entry }: Entry) => entry
  t.same(own(JSON.parse(history.out).events).map(plain), events.map(plain), 'the terminal tells the same')

  const [from, to] = [
    events[0]?.recordedAt ?? '',
    new Date(Date.parse(events.at(-1)?.recordedAt ?? '') + 1).toISOString(),
  ]
  const lines = byLine(
    await send('auditor', 'GET', `/v1/audit/events?from=${from}&to=${to}`, undefined, {
      accept: 'application/x-ndjson',
    }),
  )
  const exported = await visita(env, 'export', '--tenant', 'demo', '--from', from, '--to', to)
  t.equal(exported.code, 0, exported.err)
  t.ok(lines.length > story.length, 'the customer’s registration is there too')
  t.same(byLine(exported.out).map(plain), lines.map(plain))
  const isOpen = ({ data }: Entry) => !JSON.stringify(data).includes('sealed:v1')
  const unsealed = byLine(exported.out).filter(isOpen)
  t.ok(unsealed.length >= story.length - 3)
  for (const event of unsealed) t.same(lines.find(({ eventId }) => eventId === event.eventId)?.data, event.data)
  const opened = await visita(env, 'export', '--tenant', 'demo', '--from', from, '--to', to, '--open')
  t.match(opened.out, /Renata Salgado/)
})

const statusAfter: Readonly<Record<string, string>> = {
  ...{ VisitRequested: 'pending', VisitConfirmed: 'confirmed', VisitRescheduled: 'confirmed' },
  VisitCancelled: 'cancelled',
}
