import { parseTraceparent, traceparent } from '@visita/runtime'
import { recordSpans } from '@visita/runtime/testing'
import { test } from 'tap'
import { keys, startApp } from './testing.ts'

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const headers = { authorization: `Bearer ${keys.operator}` }
const post = { method: 'POST', url: '/v1/things/ana-rojas', headers } as const

test('a request is a span of its caller’s trace, named by its route; what the route does belongs to it, body or not', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  const seen: (string | undefined)[] = []
  const { app, lines } = await startApp(t, {}, false)
  app.addHook('preHandler', async () => void seen.push(traceparent()))
  await app.listen({ host: '127.0.0.1', port: 0 })
  // Over a socket: there, a body arrives by events that know nothing of the request.
  const reply = await fetch(`${app.listeningOrigin}/v1/things/ana-rojas?q=ana`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', traceparent: theirs },
    body: JSON.stringify({ start: '2026-03-02T09:00:00Z', seats: 1 }),
  })
  t.equal(reply.status, 201)
  await app.inject({ url: '/v1/things', headers: { ...headers, traceparent: 'nonsense' } })
  await app.inject({ ...post, payload: {} })
  await app.inject('/nowhere/ana-rojas')
  await app.inject('/health/live')
  await app.inject('/metrics')
  const all = spans()
  t.same(
    all.map(({ name }) => name),
    ['POST /v1/things/:id', 'GET /v1/things', 'POST /v1/things/:id', 'any none'],
  )
  const [first, second, refused] = all
  t.match(first?.attributes, {
    'http.route': '/v1/things/:id',
    'http.response.status_code': 201,
    'visita.tenant': 'demo',
  })
  t.match(refused?.attributes, { 'http.response.status_code': 400, 'visita.problem': 'invalid-request' })
  t.equal(first?.spanContext().traceId, '0af7651916cd43dd8448eb211c80319c')
  t.equal(first?.parentSpanContext?.spanId, 'b7ad6b7169203331')
  t.same(
    seen.slice(0, 2).map((at) => parseTraceparent(at)?.spanId),
    [first?.spanContext().spanId, second?.spanContext().spanId],
  )
  t.notOk(second?.parentSpanContext, 'nonsense begins a trace')
  t.match(lines.join(''), '"traceId":"0af7651916cd43dd8448eb211c80319c"')
  t.notMatch(JSON.stringify(all.map(({ name, attributes, status }) => [name, attributes, status])), /ana/)
})

test('what fails is said to have failed, and not with what', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  const { app } = await startApp(t)
  await app.inject({ method: 'POST', url: '/v1/bug', headers })
  t.match(spans()[0]?.status, { message: 'internal' })
  t.notMatch(JSON.stringify(spans().map(({ attributes, status }) => [attributes, status])), 'secret')
})

test('without tracing a request has no span', async (t) => {
  const { app, lines } = await startApp(t)
  await app.inject({ url: '/v1/things', headers: { ...headers, traceparent: theirs } })
  t.notMatch(lines.join(''), 'traceId')
})
