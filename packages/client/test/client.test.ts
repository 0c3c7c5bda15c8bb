import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { encodePosition } from '@visita/http'
import { type Test, test } from 'tap'
import { type ClientOptions, createClient, Refusal, slugOf, taken } from '../src/index.ts'

type Respond = (response: ServerResponse, request: IncomingMessage, tries: number) => void

const problem = (response: ServerResponse, status: number, slug: string, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers })
  response.end(JSON.stringify({ type: `/problems/${slug}`, title: 'A title', status, instance: '/requests/1' }))
}
const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

/** A client of a server that answers what the test says, and what reached that server. */
async function clientOf(t: Test, respond: Respond, options: Partial<ClientOptions> = {}) {
  const requests: IncomingMessage['headers'][] = []
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const place = requests.push(request.headers)
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    respond(response, request, place)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address?.port}`
  const visita = createClient({ commandUrl: url, readUrl: url, key: 'vk_demo_1_s', ...options })
  return { visita, requests, bodies }
}

const customer = { name: 'Ana Rojas' }
const booking = { typeId: 'viewing', start: '2026-03-02T10:00:00Z', customer }

test('a call has the key, a request id of its own, and an idempotency key where it needs one', async (t) => {
  const { visita, requests } = await clientOf(t, (response) => json(response, 200, {}))
  await visita.command.POST('/v1/visits', { body: booking })
  await visita.command.POST('/v1/visits', { body: booking })
  const path = { id: 'x' }
  await visita.command.POST('/v1/visits/{id}/confirm', { params: { path }, body: {} })
  const [first, second, confirmation] = requests
  t.match(first, { authorization: 'Bearer vk_demo_1_s', 'x-request-id': /./, 'idempotency-key': /./ })
  t.not(first?.['x-request-id'], second?.['x-request-id'])
  t.not(first?.['idempotency-key'], second?.['idempotency-key'], 'each booking is one of its own')
  t.notOk(confirmation?.['idempotency-key'], 'confirming twice confirms once anyway')

  const given = { params: { header: { 'idempotency-key': 'mine' } }, headers: { 'x-request-id': 'my-id' } }
  await visita.withKey('vk_demo_2_s').command.POST('/v1/visits', { body: booking, ...given })
  t.match(requests[3], { authorization: 'Bearer vk_demo_2_s', 'idempotency-key': 'mine', 'x-request-id': 'my-id' })
})

test('what was written is in what is read next, whichever key wrote it and however the answers came', async (t) => {
  const positions = [encodePosition(7n), encodePosition(300n), encodePosition(256n)]
  const { visita, requests } = await clientOf(t, (response, _, tries) =>
    json(response, 200, {}, { 'visita-position': positions[tries - 1] ?? '' }),
  )
  t.equal(visita.position, null)
  for (const _ of positions) await visita.command.POST('/v1/visits', { body: booking })
  t.equal(visita.position, encodePosition(300n), 'the newest, not the last')
  await visita.withKey('another').read.GET('/v1/resources')
  t.equal(requests[3]?.['visita-min-position'], encodePosition(300n))
})

test('whoever does not care for their own writes reads without waiting', async (t) => {
  const { visita, requests } = await clientOf(
    t,
    (response) => json(response, 200, {}, { 'visita-position': encodePosition(1n) }),
    { readYourWrites: false },
  )
  await visita.command.POST('/v1/visits', { body: booking })
  await visita.read.GET('/v1/resources')
  t.notOk(requests[1]?.['visita-min-position'])
})

test('429 and 503 are tried again as the same request, after the time that the answer asks for', async (t) => {
  const since = performance.now()
  const { visita, requests, bodies } = await clientOf(t, (response, _, tries) => {
    if (tries === 1) return problem(response, 503, 'unavailable', { 'retry-after': '1' })
    if (tries === 2) return problem(response, 429, 'rate-limited')
    return json(response, 201, { id: 'v-1' })
  })
  t.match(await taken(visita.command.POST('/v1/visits', { body: booking })), { id: 'v-1' })
  t.equal(requests.length, 3)
  for (const name of ['idempotency-key', 'x-request-id'])
    t.equal(new Set(requests.map((headers) => headers[name])).size, 1, name)
  t.equal(new Set(bodies).size, 1)
  t.match(JSON.parse(bodies[2] ?? ''), booking)
  t.ok(performance.now() - since >= 990, 'not before a second was over')
})

test('patience has an end, and a longer wait than that is not waited', async (t) => {
  const impatient = await clientOf(t, (response) => problem(response, 503, 'unavailable'), { patienceMs: 0 })
  const { error, response } = await impatient.visita.read.GET('/v1/resources')
  t.equal(response.status, 503)
  t.equal(error && slugOf(error), 'unavailable')
  t.equal(impatient.requests.length, 1)

  const patient = await clientOf(t, (response) => problem(response, 429, 'rate-limited', { 'retry-after': '60' }))
  const refused = await taken(patient.visita.read.GET('/v1/resources')).catch((error) => error)
  t.match(refused, { status: 429, slug: 'rate-limited' })
  t.equal(patient.requests.length, 1)

  const tired = await clientOf(t, (response) => problem(response, 503, 'unavailable'), { patienceMs: 300 })
  t.equal((await tired.visita.read.GET('/v1/resources')).response.status, 503)
  t.ok(tired.requests.length > 1 && tired.requests.length < 10, `${tired.requests.length} tries`)
})

test('a wait between tries ends with the caller’s signal', async (t) => {
  const stop = new AbortController()
  const { visita } = await clientOf(t, (response) => {
    problem(response, 503, 'unavailable', { 'retry-after': '9' })
    stop.abort()
  })
  await t.rejects(visita.read.GET('/v1/resources', { signal: stop.signal }), { name: 'AbortError' })
})

test('an answer that does not begin in time is given up; one that goes on is let go on', async (t) => {
  const silent = await clientOf(t, () => undefined, { timeoutMs: 50 })
  await t.rejects(silent.visita.read.GET('/v1/resources'), { name: 'TimeoutError' })

  const slow = await clientOf(
    t,
    (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('a')
      setTimeout(() => response.end('b'), 2_500)
    },
    { timeoutMs: 2_000 },
  )
  const stream = await taken(slow.visita.read.GET('/v1/admin/stream', { parseAs: 'text' }))
  t.equal(stream, 'ab')
})

test('a refusal has the slug, its members and the request id; what is no problem document has its status', async (t) => {
  const { visita } = await clientOf(t, (response, _, tries) => {
    if (tries > 1) return response.writeHead(502).end('<html>Bad gateway</html>')
    return json(
      response,
      409,
      { type: '/problems/slot-unavailable', title: 'Taken', status: 409, instance: '/requests/1', alternatives: [1] },
      { 'x-request-id': 'r-1' },
    )
  })
  const refused = await taken(visita.command.POST('/v1/visits', { body: booking })).catch((error) => error)
  t.ok(refused instanceof Refusal)
  t.match(refused, {
    message: '409 slot-unavailable: Taken',
    ...{ status: 409, slug: 'slot-unavailable', requestId: 'r-1', problem: { alternatives: [1] } },
  })
  const other = await taken(visita.read.GET('/v1/resources')).catch((error) => error)
  t.match(other, { slug: 'status-502', problem: null })
})

test('what the document does not have is refused by the compiler', async (t) => {
  const { visita } = await clientOf(t, (response) => json(response, 200, {}))
  // @ts-expect-error no such route
  await visita.read.GET('/v1/nonsense')
  // @ts-expect-error a booking needs a type and a customer
  await visita.command.POST('/v1/visits', { body: { start: booking.start } })
  // @ts-expect-error the id belongs into the path
  await visita.read.GET('/v1/visits/{id}', {})
  const { data } = await visita.read.GET('/v1/visits/{id}', { params: { path: { id: 'x' } } })
  // @ts-expect-error a visit has no such member
  t.equal(data?.nonsense, undefined)
})
