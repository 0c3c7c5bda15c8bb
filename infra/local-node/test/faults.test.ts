import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { test } from 'tap'
import { startNode } from '../src/index.ts'
import {
  classic,
  collect,
  event,
  events,
  failure,
  foreign,
  open,
  revisions,
  temporaryDirectory,
  unique,
} from './entry.ts'

const entry = await open()
const { client, node } = entry

test('fault switches', { skip: foreign }, async (t) => {
  if (!node) return
  const { faults } = node

  for (const [way, options] of [
    ['BatchAppend', {}],
    ['Append', classic],
  ] as const) {
    await t.test(`${way}: a wrong expected version is made up once, and nothing is written`, async (t) => {
      const stream = unique('made-up')
      await client.appendToStream(stream, event(), options)
      faults.inject({ kind: 'wrong-expected-version', stream })
      const one = event()
      const attempt = () => client.appendToStream(stream, one, { ...options, expectedRevision: 0n })
      t.match(await failure(attempt()), { type: 'wrong-expected-version', expectedVersion: 0n, actualVersion: 0n })
      t.equal(faults.pending(), 0)
      t.equal((await attempt()).nextExpectedRevision, 1n)
    })

    await t.test(`${way}: a timeout is answered without a write, or after it`, async (t) => {
      const stream = unique('timeout')
      const one = event()
      const attempt = () => client.appendToStream(stream, one, { ...options, expectedRevision: 'no_stream' })
      faults.inject({ kind: 'timeout', stream })
      t.match(await failure(attempt()), { type: way === 'Append' ? 'timeout' : 'deadline-exceeded' })
      t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
      faults.inject({ kind: 'timeout', stream, afterCommit: true })
      await failure(attempt())
      t.strictSame(await revisions(client.readStream(stream)), [0], 'written all the same')
      t.equal((await attempt()).nextExpectedRevision, 0n, 'asked again, it is the same append')
      t.strictSame(await revisions(client.readStream(stream)), [0])
    })

    await t.test(`${way}: a delay holds one write up, not the others; a long one becomes a timeout`, async (t) => {
      const stream = unique('delay')
      const order: string[] = []
      faults.inject({ kind: 'delay', stream, delayMs: 100 })
      const slow = client.appendToStream(stream, event(), options).then(() => order.push('slow'))
      await client.appendToStream(unique('quick'), event(), options).then(() => order.push('quick'))
      await slow
      t.strictSame(order, ['quick', 'slow'])
      if (way === 'Append') return
      faults.inject({ kind: 'delay', stream, delayMs: 2100 })
      t.match(await failure(client.appendToStream(stream, event(), options)), { type: 'deadline-exceeded' })
      t.strictSame(await revisions(client.readStream(stream)), [0])
    })

    await t.test(
      `${way}: a connection dropped after the commit leaves an outcome that asking again finds out`,
      async (t) => {
        const stream = unique('drop')
        const batch = events(3)
        const attempt = () => client.appendToStream(stream, batch, { ...options, expectedRevision: 'no_stream' })
        faults.inject({ kind: 'drop', stream })
        t.match(await failure(attempt()), { type: 'unavailable' })
        t.equal((await attempt()).nextExpectedRevision, 2n)
        t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2])
      },
    )

    await t.test(`${way}: not being the leader is told with the leader's address`, async (t) => {
      const stream = unique('leader')
      faults.inject({ kind: 'not-leader', stream })
      const error = await failure(client.appendToStream(stream, event(), options))
      t.match(error, { type: 'not-leader', leader: { port: node.port } })
      t.ok((await client.appendToStream(stream, event(), options)).success)
    })
  }

  await t.test(
    'switches strike as often as they were told, only where they were told, and can be cleared',
    async (t) => {
      const stream = unique('counted')
      faults.inject({ kind: 'wrong-expected-version', times: 2, stream })
      await client.appendToStream(unique('elsewhere'), event())
      for (let n = 0; n < 2; n++) await failure(client.appendToStream(stream, event()))
      await client.appendToStream(stream, event())
      faults.inject({ kind: 'timeout', times: 100 })
      t.equal(faults.pending(), 100)
      faults.clear()
      await client.appendToStream(stream, event())
    },
  )

  await t.test('a commit that fails is acknowledged to nobody, and leaves nothing behind', async (t) => {
    const streams = Array.from({ length: 20 }, () => unique('commit'))
    await client.appendToStream(streams[0] ?? '', event(0), { expectedRevision: 'no_stream' })
    const subscription = client.subscribeToAll({ fromPosition: 'end' })
    const seen: string[] = []
    subscription.on('data', ({ event }) => seen.push(event?.streamId ?? ''))
    await new Promise((resolve) => subscription.once('caughtUp', resolve))
    const ids = streams.map(() => crypto.randomUUID())
    const attempt = () =>
      Promise.allSettled(
        streams.map((stream, n) =>
          client.appendToStream(stream, event(n, ids[n]), { expectedRevision: n === 0 ? 0n : 'no_stream' }),
        ),
      )
    // More than there can be groups: every one of these appends fails.
    faults.inject({ kind: 'commit-failure', times: 20 })
    t.ok((await attempt()).every(({ status }) => status === 'rejected'))
    t.match(await failure(client.appendToStream(unique('one-more'), event(), classic)), { type: 'unavailable' })
    t.match(await failure(client.deleteStream(streams[0] ?? '')), { type: 'unavailable' })
    t.strictSame(await revisions(client.readStream(streams[0] ?? '')), [0])
    t.match(await failure(collect(client.readStream(streams[1] ?? ''))), { type: 'stream-not-found' })
    faults.clear()
    t.ok((await attempt()).every(({ status }) => status === 'fulfilled'))
    t.strictSame(await revisions(client.readStream(streams[0] ?? '')), [0, 1])
    while (seen.length < 20) await new Promise((wake) => subscription.once('data', wake))
    t.strictSame(seen.sort(), [...streams].sort(), 'subscribers saw only what was committed, once')
    await subscription.unsubscribe()
  })

  await entry.close()
})

test('a full disk fails appends, not the node', { skip: foreign }, async (t) => {
  const dir = await temporaryDirectory()
  const problems: unknown[] = []
  const full = await startNode({ dataDir: dir.path, maxPages: 60, log: (_message, error) => problems.push(error) })
  // A client of its own, after the other one is gone: two of them in one process are not safe.
  const client = EventStoreDBClient.connectionString(full.connectionString)
  const stream = unique('full')
  const acknowledged: bigint[] = []
  const big = () => jsonEvent({ type: 'Big', data: { text: 'x'.repeat(5000) } })
  const fill = async (): Promise<Error> => {
    for (;;) acknowledged.push((await client.appendToStream(stream, big())).nextExpectedRevision)
  }
  t.match(await failure(fill()), { type: 'deadline-exceeded' })
  t.ok(acknowledged.length > 10)
  t.strictSame(await revisions(client.readStream(stream)), acknowledged.map(Number), 'reads go on')
  t.match(await failure(client.appendToStream(stream, big(), classic)), { type: 'unavailable' })
  t.match(String(problems[0]), /full/, 'and the operator is told')
  await client.dispose()
  await full.stop()

  const roomy = await startNode({ dataDir: dir.path })
  const again = EventStoreDBClient.connectionString(roomy.connectionString)
  await again.appendToStream(stream, big(), { expectedRevision: acknowledged.at(-1) ?? 0n })
  t.equal((await revisions(again.readStream(stream))).length, acknowledged.length + 1)
  await again.dispose()
  await roomy.stop()
  await dir.remove()
})
