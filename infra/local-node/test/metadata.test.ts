import { binaryEvent, jsonEvent } from '@eventstore/db-client'
import { test } from 'tap'
import { collect, event, events, failure, open, revisions, unique } from './entry.ts'

const entry = await open()
const { client } = entry
const backwards = { direction: 'backwards', fromRevision: 'end' } as const

test('stream metadata', async (t) => {
  t.teardown(() => entry.close())

  await t.test('what was set is what is got; a stream without metadata has none', async (t) => {
    const stream = unique('metadata')
    t.strictSame((await client.getStreamMetadata(stream)).metadata, undefined)
    await client.setStreamMetadata(stream, { maxCount: 2, owner: 'ops' } as never)
    await client.setStreamMetadata(stream, { maxCount: 3 })
    const { metadata, metastreamRevision } = await client.getStreamMetadata(stream)
    t.strictSame(metadata, { maxCount: 3 })
    t.ok(metastreamRevision)
    t.strictSame(await revisions(client.readStream(`$$${stream}`)), [1], 'a metastream shows its last event')
  })

  await t.test('$maxCount leaves the last events, read either way', async (t) => {
    const stream = unique('max-count')
    await client.appendToStream(stream, events(10))
    await client.setStreamMetadata(stream, { maxCount: 3 })
    t.strictSame(await revisions(client.readStream(stream)), [7, 8, 9])
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 8n })), [8, 9])
    t.strictSame(await revisions(client.readStream(stream, { maxCount: 2 })), [7, 8])
    t.strictSame(await revisions(client.readStream(stream, backwards)), [9, 8, 7])
    await client.appendToStream(stream, event())
    t.strictSame(await revisions(client.readStream(stream)), [8, 9, 10])
  })

  await t.test('$tb cuts off the beginning; everything cut off is empty, not missing', async (t) => {
    const stream = unique('truncated')
    await client.appendToStream(stream, events(5))
    await client.setStreamMetadata(stream, { truncateBefore: 3 })
    t.strictSame(await revisions(client.readStream(stream)), [3, 4])
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 1n })), [3, 4])
    t.strictSame(await revisions(client.readStream(stream, backwards)), [4, 3])
    await client.setStreamMetadata(stream, { truncateBefore: 5 })
    t.strictSame(await revisions(client.readStream(stream)), [])
    t.strictSame(await revisions(client.readStream(stream, backwards)), [])
    await client.appendToStream(stream, event(), { expectedRevision: 4n })
    t.strictSame(await revisions(client.readStream(stream)), [5])
    const all = await collect(client.readAll())
    t.equal(all.filter(({ event }) => event?.streamId === stream).length, 6, '$all keeps them')
  })

  await t.test('$maxAge drops what is older, at the moment of reading', async (t) => {
    const stream = unique('max-age')
    await client.setStreamMetadata(stream, { maxAge: 1 })
    await client.appendToStream(stream, events(2))
    t.strictSame(await revisions(client.readStream(stream)), [0, 1])
    while ((await revisions(client.readStream(stream))).length > 0) await new Promise((wake) => setTimeout(wake, 50))
    await client.appendToStream(stream, event())
    t.strictSame(await revisions(client.readStream(stream)), [2])
    t.strictSame(await revisions(client.readStream(stream, backwards)), [2])
    await client.setStreamMetadata(stream, { maxAge: 3600 })
    t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2], 'nothing was lost')
  })

  await t.test('metadata that is broken, of wrong types, or zero or less counts as none', async (t) => {
    const stream = unique('broken')
    await client.appendToStream(stream, events(3))
    const metadata = [
      binaryEvent({ type: '$metadata', data: Buffer.from('{"$maxCount":1}') }),
      binaryEvent({ type: '$metadata', data: Buffer.from('no json') }),
      jsonEvent({ type: '$metadata', data: { $maxCount: 'two', $tb: true, $maxAge: {} } }),
      jsonEvent({ type: '$metadata', data: { $maxCount: 0, $tb: -1, $maxAge: 0 } }),
      jsonEvent({ type: '$metadata', data: [1] as never }),
    ]
    for (const one of metadata) {
      await client.appendToStream(`$$${stream}`, one)
      t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2])
    }
  })

  await t.test('a stream that only has metadata exists for an append, and is not found by a read', async (t) => {
    const stream = unique('only-metadata')
    await client.setStreamMetadata(stream, { maxCount: 2 })
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
    const written = await client.appendToStream(stream, event(), { expectedRevision: 'stream_exists' })
    t.equal(written.nextExpectedRevision, 0n)
  })

  await t.test('metadata has revisions of its own to expect', async (t) => {
    const stream = unique('metadata-expected')
    await client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 'no_stream' })
    const wrong = client.setStreamMetadata(stream, { maxCount: 2 }, { expectedRevision: 'no_stream' })
    t.match(await failure(wrong), { type: 'wrong-expected-version', actualVersion: 0n })
    await client.setStreamMetadata(stream, { maxCount: 3 }, { expectedRevision: 0n })
  })
})
