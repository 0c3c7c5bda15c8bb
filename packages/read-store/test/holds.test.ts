import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { type Test, test } from 'tap'
import { connectPostgres, createHolds, createRequests, type Holds, type NotedHold } from '../src/index.ts'
import { createTestDatabase } from '../src/testing.ts'

const logger = pino({ level: 'silent' })
const [now, later] = ['2026-03-02T12:00:00Z', '2026-03-02T12:01:00Z']
const limits = { mostOfCustomer: 3, now, sweepBefore: '2026-03-01T12:00:00Z' }

async function opened(t: Test) {
  const { url } = await createTestDatabase()
  const store = connectPostgres({ url, role: 'visita_writer', logger, applicationName: 'test' })
  t.teardown(() => store.end())
  return store
}

const hold = (more: Partial<NotedHold> = {}): NotedHold => ({
  holdId: randomUUID(),
  typeId: 'viewing',
  start: '2026-03-03T15:00:00Z',
  seats: 1,
  places: [{ resourceId: 'ana', date: '2026-03-03' }],
  chosen: [],
  heldBy: 'key:1',
  customerDigest: null,
  expiresAt: later,
  ...more,
})

test('a hold is found as it was noted, and where it lies can change', async (t) => {
  const holds = createHolds(await opened(t))
  const noted = hold({ customerDigest: 'ab', chosen: ['ana'], expiresAt: '2026-03-02T12:01:00.120Z' })
  t.equal(await holds.note('demo', noted, limits), null)
  t.same(await holds.find('demo', noted.holdId), noted)
  const moved = { ...noted, places: [{ resourceId: 'ben', date: '2026-03-03' }], chosen: ['ben'] }
  t.equal(await holds.note('demo', moved, limits), null)
  t.same(await holds.find('demo', noted.holdId), moved)
  t.equal(await holds.find('demo', randomUUID()), null)
  t.equal(await holds.find('other', noted.holdId), null, 'another tenant’s is none')
})

test('a customer has so many live holds at once, and one that ended or ran out makes room', async (t) => {
  const holds = createHolds(await opened(t))
  const ofCustomer = (more: Partial<NotedHold> = {}) => hold({ customerDigest: 'ab', ...more })
  const [first, second] = [ofCustomer({ expiresAt: '2026-03-02T12:00:30Z' }), ofCustomer()]
  for (const one of [first, second, ofCustomer()]) t.equal(await holds.note('demo', one, limits), null)
  t.equal(await holds.note('demo', ofCustomer(), limits), '2026-03-02T12:00:30Z', 'says when there is room again')
  t.equal(await holds.note('demo', second, limits), null, 'one that is noted again is not one more')
  t.equal(await holds.note('demo', hold({ customerDigest: 'cd' }), limits), null, 'another customer has their own')
  t.equal(await holds.note('other', ofCustomer(), limits), null, 'and another tenant’s')
  t.equal(await holds.note('demo', ofCustomer(), { ...limits, now: '2026-03-02T12:00:30Z' }), null, 'one ran out')
  await holds.end('demo', second.holdId)
  t.equal(await holds.note('demo', ofCustomer(), limits), '2026-03-02T12:00:30Z')
  await holds.end('demo', first.holdId)
  t.equal(await holds.note('demo', ofCustomer(), limits), null, 'two ended')
})

test('many for one customer at once: no more than may be', async (t) => {
  const store = await opened(t)
  const holds: Holds = createHolds(store)
  for (let round = 0; round < 15; round++) {
    const customerDigest = `ab${round}`
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => holds.note('demo', hold({ customerDigest }), limits)),
    )
    t.equal(answers.filter((until) => until === null).length, 3)
  }
})

test('what ran out long ago is swept', async (t) => {
  const holds = createHolds(await opened(t))
  const old = hold({ expiresAt: '2026-03-01T11:59:59Z' })
  await holds.note('demo', old, { ...limits, now: '2026-03-01T11:00:00Z', sweepBefore: '2026-02-28T11:00:00Z' })
  const recent = hold({ expiresAt: '2026-03-01T12:00:00Z' })
  await holds.note('demo', recent, limits)
  t.equal(await holds.find('demo', old.holdId), null)
  t.ok(await holds.find('demo', recent.holdId))
})

test('a request that is worked on has one id, and another once it was refused', async (t) => {
  const requests = createRequests(await opened(t))
  const begin = async () => {
    const begun = await requests.begin('demo', 'key', 'fingerprint')
    if (begun.kind !== 'begun') throw new Error(begun.kind)
    return begun
  }
  const first = await begin()
  t.match(first, { again: false })
  t.same(await begin(), { ...first, again: true })
  await requests.forget('demo', 'key')
  const anew = await begin()
  t.match(anew, { again: false })
  t.not(anew.id, first.id)
})
