import { binaryEvent, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { test } from 'tap'
import { classic, collect, event, events, failure, open, revisions, unique } from './entry.ts'

const entry = await open()
const { client } = entry
test('appending', async (t) => {
  t.teardown(() => entry.close())

  for (const [way, options] of [
    ['BatchAppend', {}],
    ['Append', classic],
  ] as const) {
    const append = (
      stream: string,
      what: Parameters<EventStoreDBClient['appendToStream']>[1],
      expectedRevision?: Expected,
    ) =>
      client.appendToStream(stream, what, expectedRevision === undefined ? options : { ...options, expectedRevision })

    await t.test(`${way}: what was appended is what is read`, async (t) => {
      const stream = unique('content')
      const id = crypto.randomUUID()
      const before = Date.now()
      await append(stream, [
        jsonEvent({ id: id.toUpperCase(), type: 'Ünïcode 🎈', data: { text: 'é🎈' }, metadata: { by: 'me' } }),
        binaryEvent({ type: 'Bytes', data: new Uint8Array([0, 255, 1]), metadata: new Uint8Array([9]) }),
        jsonEvent({ type: 'Empty', data: null as never }),
      ])
      const [first, second, third] = (await collect(client.readStream(stream))).map(({ event }) => event)
      t.match(first, { id, streamId: stream, revision: 0n, type: 'Ünïcode 🎈', isJson: true, metadata: { by: 'me' } })
      t.strictSame(first?.data, { text: 'é🎈' })
      t.ok((first?.created.getTime() ?? 0) >= before - 1 && (first?.created.getTime() ?? 0) <= Date.now())
      t.equal(second?.isJson, false)
      t.strictSame(Buffer.from(second?.data as Uint8Array), Buffer.from([0, 255, 1]))
      t.equal(third?.data, null)
    })

    await t.test(`${way}: an answer names the last event's revision and position`, async (t) => {
      const stream = unique('answer')
      const one = await append(stream, events(3), 'no_stream')
      t.equal(one.nextExpectedRevision, 2n)
      const two = await append(stream, event(), 2n)
      t.equal(two.nextExpectedRevision, 3n)
      const read = await collect(client.readStream(stream))
      t.strictSame(read[2]?.event?.position, one.position)
      t.strictSame(read[3]?.event?.position, two.position)
    })

    await t.test(`${way}: an append that expects another revision is refused with the one there is`, async (t) => {
      const stream = unique('expected')
      const none = await failure(append(stream, event(), 0n))
      t.match(none, {
        type: 'wrong-expected-version',
        streamName: stream,
        expectedVersion: 0n,
        actualVersion: 'no_stream',
      })
      t.match(await failure(append(stream, event(), 'stream_exists')), { type: 'wrong-expected-version' })
      await append(stream, events(2), 'no_stream')
      t.match(await failure(append(stream, event(), 'no_stream')), { expectedVersion: 'no_stream', actualVersion: 1n })
      t.match(await failure(append(stream, event(), 0n)), { expectedVersion: 0n, actualVersion: 1n })
      t.match(await failure(append(stream, event(), 9n)), { expectedVersion: 9n, actualVersion: 1n })
      const huge = 2n ** 62n + 1n
      t.match(await failure(append(stream, event(), huge)), { expectedVersion: huge, actualVersion: 1n })
      await append(stream, event(), 'stream_exists')
      await append(stream, event(), 'any')
      t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2, 3])
    })

    await t.test(`${way}: an append of several events is written whole or not at all`, async (t) => {
      const stream = unique('atomic')
      await append(stream, event())
      await failure(append(stream, events(5), 'no_stream'))
      t.strictSame(await revisions(client.readStream(stream)), [0])
    })

    await t.test(`${way}: an empty append succeeds, writes nothing and tells where the stream is`, async (t) => {
      const stream = unique('empty')
      t.equal((await append(stream, [], 'any')).success, true)
      t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
      await append(stream, events(2))
      t.equal((await append(stream, [], 'any')).nextExpectedRevision, 1n)
      t.equal((await append(stream, [], 1n)).nextExpectedRevision, 1n)
      t.match(await failure(append(stream, [], 7n)), { type: 'wrong-expected-version' })
      t.strictSame(await revisions(client.readStream(stream)), [0, 1])
    })

    await t.test(`${way}: a stream without a name, an event without a type and a nil id are refused`, async (t) => {
      for (const name of ['', '$$']) t.ok(await failure(append(name, event())), `"${name}"`)
      t.ok(await failure(append(unique('type'), jsonEvent({ type: '', data: {} }))))
      const nil = '00000000-0000-0000-0000-000000000000'
      t.ok(await failure(append(unique('id'), event(0, nil))))
    })

    await t.test(`${way}: an append above the limit is refused as such, one at the limit is written`, async (t) => {
      const stream = unique('size')
      const limit = 1_048_576
      // Data, metadata and twice the type, over the whole append.
      const sized = (bytes: number) =>
        binaryEvent({ type: 'T', data: new Uint8Array(bytes - 2 - 10), metadata: new Uint8Array(10) })
      const tooLarge = { type: 'maximum-append-size-exceeded', maxAppendSize: limit }
      t.match(await failure(append(stream, [sized(limit / 2), sized(limit / 2 + 1)])), tooLarge)
      t.match(await failure(append(stream, sized(limit * 3))), tooLarge, 'in several frames')
      await append(stream, [sized(limit / 2), sized(limit / 2)])
      t.strictSame(await revisions(client.readStream(stream)), [0, 1])
    })

    await t.test(
      `${way}: with an exact revision, the same append again is the same answer, and writes nothing`,
      async (t) => {
        const stream = unique('exact')
        const batch = events(3)
        const first = await append(stream, batch, 'no_stream')
        await append(stream, events(2), 2n)
        t.strictSame(await append(stream, batch, 'no_stream'), first)
        t.strictSame(await append(stream, batch.slice(1), 0n), { ...first })
        t.strictSame((await append(stream, batch.slice(0, 2), 'no_stream')).nextExpectedRevision, 1n)
        t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2, 3, 4])
      },
    )

    await t.test(`${way}: with an exact revision, ids that are there only in part are a conflict`, async (t) => {
      const stream = unique('half-exact')
      const batch = events(3)
      await append(stream, batch, 'no_stream')
      const wrong = { type: 'wrong-expected-version', actualVersion: 2n }
      t.match(await failure(append(stream, [...batch, event()], 'no_stream')), wrong, 'more than were written')
      t.match(await failure(append(stream, [...batch.slice(0, 2), event()], 'no_stream')), wrong, 'another last one')
      t.match(await failure(append(stream, [...batch].reverse(), 'no_stream')), wrong, 'another order')
      t.match(await failure(append(stream, [event(), ...batch.slice(1)], 'no_stream')), wrong, 'another first one')
    })

    await t.test(`${way}: without a revision, the same ids again are the same answer, and write nothing`, async (t) => {
      const stream = unique('any')
      const batch = events(3)
      const first = await append(stream, batch, 'any')
      await append(stream, event(), 'any')
      t.strictSame(await append(stream, batch, 'any'), first)
      t.strictSame(await append(stream, batch, 'stream_exists'), first)
      t.strictSame(await append(stream, batch.slice(0, 1), 'any').then((r) => r.nextExpectedRevision), 0n)
      t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2, 3])
    })

    await t.test(
      `${way}: without a revision, ids that are there only in part are a conflict when the first is`,
      async (t) => {
        const stream = unique('half-any')
        const batch = events(2)
        await append(stream, batch, 'any')
        t.match(await failure(append(stream, [...batch, event()], 'any')), { type: 'wrong-expected-version' })
        await append(stream, [event(), ...batch], 'any')
        t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2, 3, 4], 'a new first id: everything is new')
      },
    )

    await t.test(`${way}: the same id in another stream is another event`, async (t) => {
      const same = event()
      for (const name of ['a', 'b']) t.equal((await append(unique(name), same, 'any')).nextExpectedRevision, 0n)
    })
  }

  await t.test('of many writers at one revision exactly one wins', async (t) => {
    const stream = unique('race')
    await client.appendToStream(stream, event())
    const results = await Promise.allSettled(
      events(50).map((one) => client.appendToStream(stream, one, { expectedRevision: 0n })),
    )
    t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
    t.strictSame(await revisions(client.readStream(stream)), [0, 1])
  })

  await t.test('the same append twice at once is one event and twice the same answer', async (t) => {
    const stream = unique('twice')
    const one = event()
    const [a, b] = await Promise.all(
      [1, 2].map(() => client.appendToStream(stream, one, { expectedRevision: 'no_stream' })),
    )
    t.strictSame(a, b)
    t.strictSame(await revisions(client.readStream(stream)), [0])
  })

  await t.test('an append in many frames arrives whole and in order', async (t) => {
    const stream = unique('frames')
    const many = Array.from({ length: 300 }, (_, n) =>
      jsonEvent({ type: 'Many', data: { n, filler: 'x'.repeat(2000) } }),
    )
    await client.appendToStream(stream, many, { batchAppendSize: 10_000 })
    const read = await collect(client.readStream(stream))
    t.strictSame(
      read.map(({ event }) => Object(event?.data).n),
      many.map((_, n) => n),
    )
  })

  await t.test('positions grow along the log, with gaps, from far above zero', async (t) => {
    const streams = [unique('p'), unique('q')]
    const first = await client.appendToStream(streams[0] ?? '', event())
    for (let n = 0; n < 20; n++) await client.appendToStream(streams[n % 2] ?? '', event(n))
    const positions = (await collect(client.readAll())).map(({ event }) => event?.position.commit ?? 0n)
    t.ok((positions[0] ?? 0n) >= 0n && (first.position?.commit ?? 0n) > 1000n)
    t.ok(positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? 0n) + 1n))
    const ours = (await collect(client.readAll())).filter(({ event }) => streams.includes(event?.streamId ?? ''))
    t.ok(ours.every(({ event }) => event?.position.commit === event?.position.prepare))
    t.equal(ours.length, 21)
  })
})

type Expected = 'any' | 'no_stream' | 'stream_exists' | bigint
