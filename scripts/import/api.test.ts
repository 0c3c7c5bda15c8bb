import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { monotonic } from '@visita/runtime'
import { test } from 'tap'
import { createApi, problemOf } from './api.ts'
import { inParallel } from './concurrency.ts'

type Answering = (request: IncomingMessage, response: ServerResponse) => void
const problem = (response: ServerResponse, status: number, type: string, headers = {}) =>
  response
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify({ type: `/problems/${type}` }))

/** A server that answers each call by the next of these, and by the last from then on. */
async function serve(t: { teardown(fn: () => void): void }, ...answers: [Answering, ...Answering[]]) {
  let calls = 0
  const server = createServer((request, response) => {
    const answer = answers[Math.min(calls++, answers.length - 1)] ?? answers[0]
    request.resume().on('end', () => answer(request, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/visits`
  return { url, calls: () => calls, server }
}

function apiOf(t: { teardown(fn: () => Promise<void>): void }, patienceMs = 20_000) {
  const stop = new AbortController()
  const troubles: string[] = []
  const api = createApi({ connections: 4, patienceMs, signal: stop.signal, onTrouble: (what) => troubles.push(what) })
  t.teardown(() => api.close())
  return { api, stop, troubles }
}

const booked: Answering = (_, response) => response.writeHead(201, { 'idempotent-replayed': 'true' }).end('{"id":"1"}')
const reset: Answering = (request) => request.socket.resetAndDestroy()

test('a service that is away, starts, is overloaded or still at it is asked again, until it answers', async (t) => {
  const { url, calls } = await serve(
    t,
    reset,
    (_, response) => problem(response, 503, 'unavailable'),
    (_, response) => problem(response, 429, 'rate-limited', { 'retry-after': '0' }),
    (_, response) => problem(response, 409, 'idempotency-in-progress', { 'retry-after': '0' }),
    (_, response) => problem(response, 500, 'internal'),
    booked,
  )
  const { api, troubles } = apiOf(t)
  const answer = await api.call({ method: 'POST', url, key: 'k', body: {} })
  t.match(answer, { status: 201, body: { id: '1' }, headers: { 'idempotent-replayed': 'true' } })
  t.equal(calls(), 6)
  t.equal(troubles.length, 5)
  t.equal(api.repeated, 5)
})

test('it waits as long as the service says', async (t) => {
  const started: number[] = []
  const at: Answering = () => started.push(monotonic())
  const { url } = await serve(
    t,
    (request, response) => {
      at(request, response)
      problem(response, 429, 'rate-limited', { 'retry-after': '1' })
    },
    (request, response) => {
      at(request, response)
      booked(request, response)
    },
  )
  await apiOf(t).api.call({ method: 'POST', url, key: 'k' })
  const [first = 0, second = 0] = started
  t.ok(second - first >= 990)
})

test('a refusal is an answer', async (t) => {
  for (const [status, type] of [
    [400, 'invalid-request'],
    [403, 'forbidden'],
    [409, 'slot-unavailable'],
    [422, 'idempotency-key-reused'],
  ] as const) {
    const { url, calls } = await serve(t, (_, response) => problem(response, status, type))
    const answer = await apiOf(t).api.call({ method: 'POST', url, key: 'k', body: {} })
    t.equal(answer.status, status)
    t.equal(problemOf(answer), type)
    t.equal(calls(), 1)
  }
})

test('an internal error that stays is an answer in the end', async (t) => {
  const { url, calls } = await serve(t, (_, response) => problem(response, 500, 'internal'))
  t.equal((await apiOf(t).api.call({ method: 'POST', url, key: 'k' })).status, 500)
  t.equal(calls(), 5)
})

test('patience has an end, and what failed is said', async (t) => {
  const { url } = await serve(t, reset)
  await t.rejects(apiOf(t, 300).api.call({ method: 'POST', url, key: 'k' }), { code: 3, message: /has failed for/ })
})

test('told to stop, it makes no further try', async (t) => {
  const { url, calls } = await serve(t, (_, response) => problem(response, 503, 'unavailable', { 'retry-after': '60' }))
  const { api, stop, troubles } = apiOf(t, 100_000)
  const call = api.call({ method: 'POST', url, key: 'k' })
  const rejected = t.rejects(call, { name: 'Stopped' })
  while (troubles.length === 0) await new Promise(setImmediate)
  stop.abort()
  await rejected
  t.equal(calls(), 1)
  await t.rejects(api.call({ method: 'POST', url, key: 'k' }), { name: 'Stopped' })
  t.equal(calls(), 1)
})

test('work is done for every item, never more at once than allowed, and items are taken when there is room', async (t) => {
  let [taken, running, most] = [0, 0, 0]
  async function* items() {
    for (let item = 0; item < 50; item++) {
      taken++
      yield item
    }
  }
  const done: number[] = []
  await inParallel(4, items(), async (item) => {
    most = Math.max(most, ++running)
    t.ok(taken <= done.length + 8)
    await new Promise(setImmediate)
    running--
    done.push(item)
  })
  t.equal(done.length, 50)
  t.equal(most, 4)
})

test('the first failure ends it, after those under way', async (t) => {
  const begun: number[] = []
  await t.rejects(
    inParallel(2, [1, 2, 3, 4, 5], async (item) => {
      begun.push(item)
      await new Promise(setImmediate)
      if (item === 2) throw new Error('no')
    }),
    { message: 'no' },
  )
  t.ok(begun.length < 5)
})
