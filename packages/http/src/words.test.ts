import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { test } from 'tap'
import {
  createKey,
  createKeyDirectory,
  decodeCursor,
  decodePosition,
  encodeCursor,
  encodePosition,
  etag,
  fingerprint,
  formatKeyHash,
  hashSecret,
  idempotencyKey,
  ifMatch,
  parseKey,
  parseKeyHash,
  requestPosition,
} from './index.ts'

/** What a function refuses with. */
function refusal(fn: () => unknown): unknown {
  try {
    return fn()
  } catch (error) {
    return error
  }
}

const withHeaders = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest

test('a position survives its token, and a token that was altered is refused', async (t) => {
  for (const position of [0n, 1n, 12_345_678_901n, 2n ** 63n - 1n])
    t.equal(decodePosition(encodePosition(position)), position)
  const token = encodePosition(4711n)
  t.match(token, /^[\w-]+$/)
  for (const wrong of ['', 'x', token.slice(1), `${token}A`, `B${token.slice(1)}`, `${token}=`, `${token} `]) {
    t.match(
      refusal(() => decodePosition(wrong)),
      { slug: 'position-invalid', status: 400 },
      JSON.stringify(wrong),
    )
  }
  t.equal(requestPosition(withHeaders({ 'visita-min-position': token })), 4711n)
  t.equal(requestPosition(withHeaders({})), null)
})

test('an idempotency key has 1 to 255 visible characters', async (t) => {
  t.equal(idempotencyKey(withHeaders({ 'idempotency-key': 'import:7/b!~' })), 'import:7/b!~')
  t.equal(idempotencyKey(withHeaders({ 'idempotency-key': 'x'.repeat(255) })).length, 255)
  t.match(
    refusal(() => idempotencyKey(withHeaders({}))),
    { slug: 'idempotency-key-missing', status: 400 },
  )
  for (const wrong of ['', 'a b', 'é', 'x'.repeat(256), '\t']) {
    t.match(
      refusal(() => idempotencyKey(withHeaders({ 'idempotency-key': wrong }))),
      { slug: 'idempotency-key-invalid' },
    )
  }
})

test('the order of members does not count in a fingerprint, everything else does', async (t) => {
  const print = (body: unknown) => fingerprint('POST', '/v1/visits', 'demo', body)
  t.match(print({ a: 1 }), /^[0-9a-f]{64}$/)
  t.equal(print({ a: 1, b: { c: [1, 2], d: null } }), print({ b: { d: null, c: [1, 2] }, a: 1 }))
  const others = [{ a: 2 }, { a: '1' }, { a: [1] }, { b: 1 }, {}, null, { a: 1, b: null }].map(print)
  t.equal(new Set([print({ a: 1 }), ...others]).size, 8)
  t.not(print({}), fingerprint('POST', '/v1/visits', 'other', {}))
  t.not(print({}), fingerprint('PUT', '/v1/visits', 'demo', {}))
  t.not(print({}), fingerprint('POST', '/v1/holds', 'demo', {}))
})

test('If-Match asks for one revision, for anything, or for nothing that can be', async (t) => {
  t.equal(etag(7n), '"7"')
  t.equal(ifMatch(withHeaders({ 'if-match': '"7"' })), 7n)
  t.equal(ifMatch(withHeaders({})), null)
  t.equal(ifMatch(withHeaders({ 'if-match': '*' })), null)
  for (const tag of ['W/"7"', '"seven"', '7', '"-1"']) {
    t.match(
      refusal(() => ifMatch(withHeaders({ 'if-match': tag }))),
      { status: 412, slug: 'precondition-failed' },
      tag,
    )
  }
  t.match(
    refusal(() => ifMatch(withHeaders({ 'if-match': '"1", "2"' }))),
    { status: 400 },
  )
})

test('a cursor comes back as it was, and another list or a typed one is refused', async (t) => {
  const schema = Type.Tuple([Type.String(), Type.Integer()])
  t.same(decodeCursor(encodeCursor(['2026-03-02', 7]), schema), ['2026-03-02', 7])
  for (const wrong of ['', 'zzz', encodeCursor(['a']), encodeCursor({ a: 1 })]) {
    t.match(
      refusal(() => decodeCursor(wrong, schema)),
      { status: 400, slug: 'invalid-request' },
      wrong,
    )
  }
})

test('keys are taken apart, and what is kept of them is a hash', async (t) => {
  const made = createKey('barberia-cali')
  const parts = parseKey(made.key)
  t.match(parts, { tenant: 'barberia-cali', keyId: made.keyId })
  t.equal(hashSecret(parts?.secret ?? ''), made.secretHash)
  t.not(createKey('barberia-cali').key, made.key)
  t.same(parseKeyHash(formatKeyHash(made)), { keyId: made.keyId, secretHash: made.secretHash })
  for (const wrong of ['', 'vk_', 'vk_a_b_c', `${made.key}0`, made.key.toUpperCase(), ` ${made.key}`])
    t.equal(parseKey(wrong), null)
  t.equal(parseKeyHash('short:abc'), null)
})

test('a key is looked for in the store only when memory does not know it, and a revoked one is refused at once', async (t) => {
  const [old, young] = [createKey('demo'), createKey('demo')]
  const entry = ({ keyId, secretHash }: { keyId: string; secretHash: string }, revoked = false) =>
    [keyId, { role: 'channel' as const, secretHash, revoked }] as const
  const memory = new Map([entry(old)])
  const asked: boolean[] = []
  const directory = createKeyDirectory(async (_, fresh) => {
    asked.push(fresh)
    return fresh ? new Map([entry(old), entry(young)]) : memory
  })
  t.match(await directory.find(old.key), { tenant: 'demo', role: 'channel', actor: `key:${old.keyId}` })
  t.same(asked.splice(0), [false])
  t.match(await directory.find(young.key), { role: 'channel' }, 'one that was issued a moment ago')
  t.same(asked.splice(0), [false, true])
  t.equal(await directory.find(createKey('demo').key), null)
  t.same(asked.splice(0), [false, true])
  const forged = `${old.key.slice(0, -4)}0000`
  t.equal(await directory.find(forged), null)
  asked.splice(0)
  t.equal(await directory.find(forged), null)
  t.same(asked, [], 'refused lately: refused without asking')
  const revoked = createKeyDirectory(async () => new Map([entry(old, true)]))
  t.equal(await revoked.find(old.key), null)
})

test('an outage while loading keys is not remembered as an answer', async (t) => {
  const made = createKey('demo')
  let away = true
  const directory = createKeyDirectory(async () => {
    if (away) throw new Error('away')
    return new Map([[made.keyId, { role: 'channel' as const, secretHash: made.secretHash, revoked: false }]])
  })
  await t.rejects(directory.find(made.key), { message: 'away' })
  away = false
  t.match(await directory.find(made.key), { role: 'channel' })
})

test('a tenant cannot hand out the role of the platform, nor the platform that of a tenant', async (t) => {
  for (const [tenant, role] of [
    ['demo', 'platform'],
    ['platform', 'admin'],
  ] as const) {
    const made = createKey(tenant)
    const directory = createKeyDirectory(
      async () => new Map([[made.keyId, { role, secretHash: made.secretHash, revoked: false }]]),
    )
    t.equal(await directory.find(made.key), null, `${role} of ${tenant}`)
  }
})
