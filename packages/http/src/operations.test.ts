import { test } from 'tap'
import { checkAll } from './index.ts'
import { bodyOf, keys, startApp } from './testing.ts'

test('ready tells the state of each dependency, and 503 when one is away', async (t) => {
  const state = { store: { ok: true }, postgres: { ok: true } as { ok: boolean; detail?: string } }
  const { app } = await startApp(t, { ready: async () => state })
  t.equal((await app.inject('/health/live')).statusCode, 200)
  t.match(bodyOf(await app.inject('/health/ready')), { status: 'ok', checks: state })
  state.postgres = { ok: false, detail: 'refused' }
  const reply = await app.inject('/health/ready')
  t.equal(reply.statusCode, 503)
  t.match(bodyOf(reply), { status: 'unavailable', checks: state })
})

test('those who ask at once whether it is ready share one look, and who asks later has another', async (t) => {
  let [looks, asking] = [0, 0]
  const answer = Promise.withResolvers<void>()
  const all = Promise.withResolvers<void>()
  const ready = async () => {
    looks += 1
    await answer.promise
    return { store: { ok: true } }
  }
  const { app } = await startApp(t, { ready }, false)
  app.addHook('preHandler', (_request, _reply, done) => {
    asking += 1
    if (asking === 20) all.resolve()
    done()
  })
  const asked = Array.from({ length: 20 }, () => app.inject('/health/ready'))
  await all.promise
  answer.resolve()
  t.ok((await Promise.all(asked)).every(({ statusCode }) => statusCode === 200))
  t.equal(looks, 1)
  await app.inject('/health/ready')
  t.equal(looks, 2)
})

test('a readiness check that throws counts as unavailable, and tells nothing', async (t) => {
  const { app } = await startApp(t, {
    ready: async () => {
      throw new Error('password=hunter2')
    },
  })
  const reply = await app.inject('/health/ready')
  t.equal(reply.statusCode, 503)
  t.notMatch(reply.payload, 'hunter2')
})

test('who does not answer is told by name, also when it hangs, and the others are not held up', async (t) => {
  const { app } = await startApp(t, {
    ready: () =>
      checkAll({
        postgres: () => new Promise<void>(() => undefined),
        eventStore: (): Promise<void> => Promise.reject(new Error('password=hunter2')),
        readModels: async () => ({ ok: false, detail: 'not built yet' }),
        cache: async (): Promise<void> => undefined,
      }),
  })
  t.same(bodyOf(await app.inject('/health/ready')).checks, {
    postgres: { ok: false, detail: 'does not answer' },
    eventStore: { ok: false, detail: 'does not answer' },
    readModels: { ok: false, detail: 'not built yet' },
    cache: { ok: true },
  })
  t.match((await app.inject('/metrics')).payload, 'visita_ready{check="postgres",service="test"} 0')
})

test('metrics count requests by method, route and status, and never by id', async (t) => {
  const { app } = await startApp(t)
  const headers = { 'x-api-key': keys.operator }
  await app.inject({ url: '/v1/things?limit=3', headers })
  await app.inject({ method: 'POST', url: '/v1/things/secret-id', headers, payload: {} })
  await app.inject({ method: 'GET', url: '/nowhere/else' })
  const reply = await app.inject('/metrics')
  t.match(reply.headers['content-type'], 'text/plain')
  t.match(
    reply.payload,
    'http_request_duration_seconds_count{service="test",method="GET",route="/v1/things",status="200"} 1',
  )
  t.match(reply.payload, '_count{service="test",method="POST",route="/v1/things/:id",status="400"} 1')
  t.match(reply.payload, '_count{service="test",method="any",route="none",status="404"} 1')
  t.match(reply.payload, 'visita_problems_total{route="/v1/things/:id",problem="invalid-request",service="test"} 1')
  t.match(reply.payload, 'visita_ready{check="store",service="test"} 1')
  t.match(reply.payload, 'nodejs_eventloop_lag_seconds')
  t.notMatch(reply.payload, /secret-id|nowhere/)
})

test('each request leaves one line, without anything personal', async (t) => {
  const { app, lines } = await startApp(t)
  const headers = { 'x-api-key': keys.operator, 'x-request-id': 'r-1', 'idempotency-key': 'phone-56911112222' }
  await app.inject({ url: '/v1/things?resourceId=Ana', headers })
  await app.inject({ method: 'POST', url: '/v1/things/9', headers, payload: { customer: { name: 'Ana' } } })
  await app.inject('/health/live')
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  t.match(entries, [
    { msg: 'request', requestId: 'r-1', method: 'GET', route: '/v1/things', status: 200, tenant: 'demo', ms: Number },
    { msg: 'request', method: 'POST', route: '/v1/things/:id', status: 400 },
  ])
  t.equal(lines.length, 2, 'a healthy health check is not worth a line')
  t.notMatch(lines.join(''), /Ana|5691|vk_/)
})

test('a bug is logged with its stack and its request id', async (t) => {
  const { app, lines } = await startApp(t)
  const headers = { 'x-api-key': keys.operator, 'x-request-id': 'r-7' }
  await app.inject({ method: 'POST', url: '/v1/bug', headers, payload: {} })
  t.match(JSON.parse(lines[0] ?? '{}'), {
    level: 'error',
    requestId: 'r-7',
    err: { type: 'TypeError', stack: /testing\.ts/ },
  })
})

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> }
}
interface Operation {
  security: unknown[]
  responses: Record<string, { content?: Record<string, unknown> }>
  parameters?: { name: string; required: boolean }[]
  description?: string
}

test('the OpenAPI document describes every route with its roles, key and problems', async (t) => {
  const { app } = await startApp(t)
  const document = (await app.inject('/openapi.json')).json<OpenApi>()
  t.match(document.openapi, /^3\.1/)
  t.ok(document.components.schemas.Problem)
  t.same(Object.keys(document.components.securitySchemes), ['bearer', 'apiKey'])
  const operation = document.paths['/v1/things/{id}']?.post
  t.match(operation, { security: [{ bearer: [] }, { apiKey: [] }], description: /Roles: operator/ })
  t.match(operation?.responses['4XX']?.content, { 'application/problem+json': {} })
  t.match(
    operation?.parameters?.find((parameter) => parameter.name === 'idempotency-key'),
    { required: true },
  )
  const limit = document.paths['/v1/things']?.get?.parameters?.find(({ name }) => name === 'limit')
  t.match(limit, { required: false }, 'what has a default need not be sent')
  t.same(document.paths['/health/ready']?.get?.security, [], 'open routes ask for no key')
  t.notOk(
    Object.keys(document.paths).some((path) => path.startsWith('/docs')),
    'the page does not describe itself',
  )
})

test('the documentation page is served from here and from nowhere else', async (t) => {
  const { app } = await startApp(t)
  const page = await app.inject('/docs')
  t.equal(page.statusCode, 200)
  t.match(page.headers['content-security-policy'], /default-src 'none'/)
  const linked = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  t.ok(linked.length >= 4, 'it links its scripts and styles')
  for (const url of linked) {
    t.ok(url.startsWith('/docs/') || url.startsWith('./'), url)
    t.equal((await app.inject(url)).statusCode, 200, url)
  }
  t.notMatch((await app.inject('/docs/static/swagger-initializer.js')).payload, /["'`]https?:/)
})

test('answers carry the security headers', async (t) => {
  const { app } = await startApp(t)
  t.match((await app.inject('/health/live')).headers, {
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'content-security-policy': /default-src 'none'/,
  })
})
