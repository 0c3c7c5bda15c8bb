import { jsonEvent } from '@eventstore/db-client'
import { test } from 'tap'
import { classic, collect, event, events, failure, open, revisions, unique } from './entry.ts'

const entry = await open()
const { client } = entry

test('deleting and tombstoning', async (t) => {
  t.teardown(() => entry.close())

  await t.test('a deleted stream reads as not found, and stays in $all', async (t) => {
    const stream = unique('deleted')
    const written = await client.appendToStream(stream, events(3))
    const { position } = await client.deleteStream(stream)
    t.ok((position?.commit ?? 0n) > (written.position?.commit ?? 0n))
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
    const all = await collect(client.readAll())
    t.equal(all.filter(({ event }) => event?.streamId === stream).length, 3)
    const metadata = all.find(({ event }) => event?.position.commit === position?.commit)?.event
    t.match(metadata, { streamId: `$$${stream}`, type: '$metadata' })
  })

  await t.test('a deleted stream can be deleted again', async (t) => {
    const stream = unique('deleted-twice')
    await client.appendToStream(stream, event())
    const first = await client.deleteStream(stream)
    const second = await client.deleteStream(stream)
    t.ok((second.position?.commit ?? 0n) > (first.position?.commit ?? 0n))
  })

  await t.test('a stream that never was cannot be deleted; one that only has metadata can', async (t) => {
    const stream = unique('never')
    t.match(await failure(client.deleteStream(stream)), { type: 'wrong-expected-version', actualVersion: -1n })
    await client.setStreamMetadata(stream, { maxCount: 3 })
    t.ok((await client.deleteStream(stream)).position)
  })

  await t.test('a delete that expects another revision is refused with both', async (t) => {
    const stream = unique('delete-expected')
    await client.appendToStream(stream, events(2))
    const wrong = { type: 'wrong-expected-version', streamName: stream, expectedVersion: 0n, actualVersion: 1n }
    t.match(await failure(client.deleteStream(stream, { expectedRevision: 0n })), wrong)
    t.match(await failure(client.deleteStream(stream, { expectedRevision: 'no_stream' })), { actualVersion: 1n })
    t.match(await failure(client.tombstoneStream(stream, { expectedRevision: 0n })), wrong)
    await client.deleteStream(stream, { expectedRevision: 1n })
  })

  for (const expectedRevision of ['any', 'no_stream', 'exact'] as const) {
    await t.test(
      `a deleted stream is recreated by an append (${expectedRevision}); its numbering goes on`,
      async (t) => {
        const stream = unique('recreated')
        await client.setStreamMetadata(stream, { maxAge: 3600, color: 'red' } as never)
        await client.appendToStream(stream, events(3))
        await client.deleteStream(stream)
        const options = expectedRevision === 'exact' ? { expectedRevision: 2n } : { expectedRevision }
        const again = await client.appendToStream(stream, events(2), options)
        t.equal(again.nextExpectedRevision, 4n)
        t.strictSame(await revisions(client.readStream(stream)), [3, 4])
        t.strictSame(
          await revisions(client.readStream(stream, { direction: 'backwards', fromRevision: 'end' })),
          [4, 3],
        )
        const { metadata } = await client.getStreamMetadata(stream)
        t.strictSame(metadata, { truncateBefore: 3 }, 'the delete replaced all former metadata')
        await client.appendToStream(stream, event())
        t.strictSame(await revisions(client.readStream(stream)), [3, 4, 5])
      },
    )
  }

  await t.test('appends that expect a deleted stream to exist are told that it is deleted', async (t) => {
    const stream = unique('deleted-exists')
    await client.appendToStream(stream, event())
    await client.deleteStream(stream)
    const deleted = { type: 'stream-deleted', streamName: stream }
    const options = { expectedRevision: 'stream_exists' } as const
    t.match(await failure(client.appendToStream(stream, event(), options)), deleted)
    t.match(await failure(client.appendToStream(stream, event(), { ...options, ...classic })), deleted)
  })

  await t.test('an append to a deleted stream at a wrong revision is a conflict, and leaves it deleted', async (t) => {
    const stream = unique('deleted-wrong')
    await client.appendToStream(stream, events(2))
    await client.deleteStream(stream)
    t.match(await failure(client.appendToStream(stream, event(), { expectedRevision: 0n })), { actualVersion: 1n })
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
  })

  await t.test('an append repeated after the delete is still the same append', async (t) => {
    const stream = unique('deleted-again')
    const batch = events(2)
    const first = await client.appendToStream(stream, batch, { expectedRevision: 'no_stream' })
    await client.deleteStream(stream)
    t.strictSame(await client.appendToStream(stream, batch, { expectedRevision: 'no_stream' }), first)
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found' })
  })

  await t.test('metadata written by hand brings a deleted stream back, empty', async (t) => {
    const stream = unique('undeleted')
    await client.appendToStream(stream, events(2))
    await client.deleteStream(stream)
    await client.setStreamMetadata(stream, { maxCount: 5 })
    const { metadata } = await client.getStreamMetadata(stream)
    t.match(metadata, { maxCount: 5, truncateBefore: 2 })
    t.strictSame(await revisions(client.readStream(stream)), [])
    await client.appendToStream(stream, event(), { expectedRevision: 1n })
    t.strictSame(await revisions(client.readStream(stream)), [2])
  })

  await t.test('a tombstoned stream answers everything with stream-deleted, its metadata too', async (t) => {
    const stream = unique('tombstoned')
    await client.setStreamMetadata(stream, { maxCount: 5 })
    await client.appendToStream(stream, event())
    await client.tombstoneStream(stream)
    const deleted = { type: 'stream-deleted', streamName: stream }
    t.match(await failure(collect(client.readStream(stream))), deleted)
    t.match(await failure(collect(client.readStream(stream, { direction: 'backwards', fromRevision: 'end' }))), deleted)
    for (const options of [{}, classic]) {
      t.match(await failure(client.appendToStream(stream, event(), options)), deleted)
      t.match(await failure(client.appendToStream(stream, [], { ...options, expectedRevision: 0n })), deleted)
      t.ok((await client.appendToStream(stream, [], options)).success, 'an empty append does no harm')
      const meta = jsonEvent({ type: '$metadata', data: {} })
      t.match(await failure(client.appendToStream(`$$${stream}`, meta, options)), { type: 'stream-deleted' })
    }
    t.match(await failure(client.deleteStream(stream)), deleted)
    t.match(await failure(client.tombstoneStream(stream)), deleted)
    t.match(await failure(client.getStreamMetadata(stream)), { type: 'stream-deleted' })
    const subscription = client.subscribeToStream(stream)
    t.match(await failure(collect(subscription)), { type: 'stream-deleted' })
    const all = await collect(client.readAll())
    const tombstone = all.find(({ event }) => event?.streamId === stream && event.type === '$streamDeleted')?.event
    t.equal(tombstone?.revision, 9223372036854775807n)
  })

  await t.test('a stream that never was can be tombstoned, and never begins', async (t) => {
    const stream = unique('stillborn')
    await client.tombstoneStream(stream, { expectedRevision: 'no_stream' })
    t.match(await failure(client.appendToStream(stream, event())), { type: 'stream-deleted' })
  })

  await t.test('a stream whose name is not ASCII is named in errors all the same', async (t) => {
    const stream = unique('gelöscht 🎈')
    await client.tombstoneStream(stream)
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-deleted' })
    t.match(await failure(client.appendToStream(stream, event())), { type: 'stream-deleted', streamName: stream })
  })
})
