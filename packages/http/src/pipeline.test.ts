import { test } from 'tap'
import { bodyOf, keys, startApp } from './testing.ts'

const good = { start: '2026-03-02T09:00:00Z', seats: 2 }
const post = { method: 'POST', url: '/v1/things/7' } as const

test('a good request passes with its tenant, caller and request id', async (t) => {
  const { app } = await startApp(t)
  for (const headers of [{ authorization: `Bearer ${keys.operator}` }, { 'x-api-key': keys.operator }]) {
    const reply = await app.inject({ ...post, headers: { ...headers, 'x-request-id': 'form-42' }, payload: good })
    t.equal(reply.statusCode, 201)
    t.match(reply.json(), { id: '7', tenant: 'demo', actor: /^key:/, ms: Date.UTC(2026, 2, 2, 9) })
    t.equal(reply.headers['x-request-id'], 'form-42')
  }
})

test('each kind of bad request meets its problem document, and none reaches the route', async (t) => {
  const { app, seen } = await startApp(t)
  const json = { 'content-type': 'application/json' }
  const cases: [string, number, string, object][] = [
    ['unknown field', 400, 'invalid-request', { payload: { ...good, colour: 'red' } }],
    ['unknown nested field', 400, 'invalid-request', { payload: { ...good, customer: { id: 'a', age: 3 } } }],
    ['a date that does not exist', 400, 'invalid-request', { payload: { ...good, start: '2026-02-30T09:00:00Z' } }],
    ['an instant without offset', 400, 'invalid-request', { payload: { ...good, start: '2026-03-02T09:00:00' } }],
    ['a number as text', 400, 'invalid-request', { payload: { ...good, seats: '2' } }],
    ['a missing field', 400, 'invalid-request', { payload: { seats: 2 } }],
    ['no body', 400, 'invalid-request', {}],
    ['an empty JSON body', 400, 'invalid-request', { payload: '', headers: json }],
    ['bad JSON', 400, 'invalid-request', { payload: '{"start":', headers: json }],
    ['a prototype', 400, 'invalid-request', { payload: '{"__proto__":{"x":1}}', headers: json }],
    ['bytes that are not UTF-8', 400, 'invalid-request', { payload: Buffer.from([0x22, 0xff, 0x22]), headers: json }],
    ['a NUL', 400, 'invalid-request', { payload: { ...good, note: 'a\0b' } }],
    ['a NUL in the path', 400, 'invalid-request', { url: '/v1/things/%00', payload: good }],
    ['a path that is not UTF-8', 400, 'invalid-request', { url: '/v1/things/%ff', payload: good }],
    ['a body that is too large', 413, 'body-too-large', { payload: { ...good, note: 'x'.repeat(262_144) } }],
    [
      'another content type',
      415,
      'unsupported-media-type',
      { payload: 'a=b', headers: { 'content-type': 'text/plain' } },
    ],
    ['no key', 401, 'unauthenticated', { payload: good, key: null }],
    ['a key nobody has', 401, 'unauthenticated', { payload: good, key: keys.operator.replace(/.$/, 'z') }],
    ['a wrong secret', 401, 'unauthenticated', { payload: good, key: `${keys.operator.slice(0, -4)}0000` }],
    ['a revoked key', 401, 'unauthenticated', { payload: good, key: keys.revoked }],
    [
      "another tenant's name on a key",
      401,
      'unauthenticated',
      { payload: good, key: keys.operator.replace('demo', 'none') },
    ],
    ['another role', 403, 'forbidden', { payload: good, key: keys.auditor }],
    ['a platform key where it is not listed', 403, 'forbidden', { payload: good, key: keys.platform }],
    ['an unknown route', 404, 'not-found', { url: '/v1/thngs/7', payload: good }],
    ['another method', 405, 'method-not-allowed', { method: 'PUT', payload: good }],
    ['a thrown problem', 409, 'slot-unavailable', { url: '/v1/refuse', payload: {} }],
    ['a store that is away', 503, 'unavailable', { url: '/v1/outage', payload: {} }],
    ['a bug', 500, 'internal', { url: '/v1/bug', payload: {} }],
  ]
  for (const [what, status, slug, { key = keys.operator, headers = {}, ...options }] of cases as [
    string,
    number,
    string,
    { key?: string | null; headers?: object },
  ][]) {
    const auth = key === null ? {} : { authorization: `Bearer ${key}` }
    const reply = await app.inject({ ...post, ...options, headers: { ...auth, ...headers } })
    t.equal(reply.statusCode, status, what)
    t.match(reply.headers['content-type'], 'application/problem+json', what)
    t.match(
      bodyOf(reply),
      { type: `/problems/${slug}`, status, title: String, instance: `/requests/${reply.headers['x-request-id']}` },
      what,
    )
    t.notMatch(reply.payload, /secret detail|node_modules|at .*\.ts/, `${what}: nothing of the inside`)
  }
  t.equal(seen.length, 0, 'the route never ran')
})

test('a malformed body names every fault and where it is', async (t) => {
  const { app } = await startApp(t)
  const reply = await app.inject({
    ...post,
    headers: { 'x-api-key': keys.operator },
    payload: { start: 'soon', seats: 0, customer: { 'a/b': 1 }, mode: 'later' },
  })
  const faults = bodyOf(reply).errors as { in: string; path: string; message: string }[]
  t.same(
    faults.map((fault) => `${fault.in} ${fault.path} ${fault.message.slice(0, 24)}`).sort(),
    [
      'body /customer/a~1b is not a known field',
      'body /customer/id is required',
      'body /mode must be one of now, call',
      'body /seats must be >= 1',
      'body /start must be an RFC 3339 inst',
    ].sort(),
  )
})

test('queries are coerced to their types and still checked', async (t) => {
  const { app } = await startApp(t)
  const headers = { 'x-api-key': keys.operator }
  t.same((await app.inject({ url: '/v1/things?limit=7&resourceId=a', headers })).json(), {
    limit: 7,
    resourceId: ['a'],
  })
  t.same((await app.inject({ url: '/v1/things?resourceId=a&resourceId=b', headers })).json(), {
    limit: 50,
    resourceId: ['a', 'b'],
  })
  const refused = await app.inject({ url: '/v1/things?limit=900&zone=Mars/Olympus&date=2026-02-29', headers })
  t.equal(refused.statusCode, 400)
  t.match(bodyOf(refused).errors, [
    { in: 'query', path: '/limit' },
    { in: 'query', path: '/zone', message: /IANA/ },
    { in: 'query', path: '/date', message: /date that exists/ },
  ])
  const zones = ['Europe/Madrid', 'UTC', 'America/Argentina/Buenos_Aires']
  for (const zone of zones)
    t.equal((await app.inject({ url: `/v1/things?zone=${zone}`, headers })).statusCode, 200, zone)
  t.equal((await app.inject({ url: '/v1/things?zone=%2B02:00', headers })).statusCode, 400, 'an offset is no zone')
})

test('405 says what is allowed', async (t) => {
  const { app } = await startApp(t)
  const reply = await app.inject({ method: 'DELETE', url: '/v1/things/7?x=1' })
  t.equal(reply.statusCode, 405)
  t.equal(reply.headers.allow, 'POST')
  t.equal((await app.inject({ method: 'PATCH', url: '/v1/things' })).headers.allow, 'GET, HEAD')
})

test('401 tells how to authenticate', async (t) => {
  const { app } = await startApp(t)
  t.equal((await app.inject(post)).headers['www-authenticate'], 'Bearer')
})

test('a platform key names its tenant, and must', async (t) => {
  const { app } = await startApp(t)
  const headers = { authorization: `Bearer ${keys.platform}` }
  const url = '/v1/platform/thing'
  t.match(bodyOf(await app.inject({ url, headers })), { status: 400, type: '/problems/tenant-missing' })
  t.match(bodyOf(await app.inject({ url, headers: { ...headers, 'x-visita-tenant': 'No!' } })), { status: 400 })
  t.same(bodyOf(await app.inject({ url, headers: { ...headers, 'x-visita-tenant': 'barberia' } })), {
    tenant: 'barberia',
  })
})

test('a request id that could do harm in a log or a header is replaced', async (t) => {
  const { app } = await startApp(t)
  for (const id of ['a b', 'é', 'x'.repeat(129), '']) {
    const reply = await app.inject({ url: '/health/live', headers: { 'x-request-id': id } })
    t.match(reply.headers['x-request-id'], /^[0-9a-f-]{36}$/, JSON.stringify(id.slice(0, 5)))
  }
})

test('beyond the limit a key is refused with retry-after, and another key is not', async (t) => {
  const { app } = await startApp(t, { limits: { perKey: 3, perStranger: 2 } })
  const ask = (key: string) => app.inject({ url: '/v1/things', headers: { 'x-api-key': key } })
  for (let i = 0; i < 3; i++) t.equal((await ask(keys.operator)).statusCode, 200)
  const refused = await ask(keys.operator)
  t.match(bodyOf(refused), { status: 429, type: '/problems/rate-limited' })
  const seconds = Number(refused.headers['retry-after'])
  t.ok(seconds >= 1 && seconds <= 60, `retry-after ${seconds}`)
  t.equal((await ask(keys.auditor)).statusCode, 403, 'the other key is still heard')
  await ask('wrong')
  await ask('wrong')
  t.equal((await ask('wrong again')).statusCode, 429, 'strangers are counted by their address')
  t.equal((await app.inject('/health/live')).statusCode, 200, 'open routes are not counted')
})

test('a link that needs no key is counted by itself, and whoever tries many of them by their address', async (t) => {
  const { app } = await startApp(t, { limits: { perLink: 2, perStranger: 5 } })
  const open = (token: string) => app.inject({ url: `/v1/links/${token}` })
  for (let i = 0; i < 2; i++) t.equal((await open('one')).statusCode, 200)
  const refused = await open('one')
  t.match(bodyOf(refused), { status: 429, type: '/problems/rate-limited' })
  t.ok(Number(refused.headers['retry-after']) >= 1)
  for (const token of ['two', 'three']) t.equal((await open(token)).statusCode, 200)
  t.equal((await open('four')).statusCode, 429)
})

test('a route that says nothing of roles, or leaves its body open, does not start', async (t) => {
  const { app, openBody } = await startApp(t, {}, false)
  t.throws(() => app.get('/v1/forgotten', async () => ''), /neither which roles/)
  t.throws(() => app.post('/v1/loose', { config: { roles: ['admin'] }, schema: { body: openBody } }, async () => ''), {
    message: /additionalProperties/,
  })
})
