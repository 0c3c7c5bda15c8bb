import { jsonEvent } from '@eventstore/db-client'
import { test } from 'tap'
import { after, collect, event, events, failure, open, revisions, unique } from './entry.ts'

const entry = await open()
const { client } = entry

test('reading', async (t) => {
  t.teardown(() => entry.close())

  await t.test('a stream is read from any revision, both ways, the first included', async (t) => {
    const stream = unique('ways')
    await client.appendToStream(stream, events(6))
    t.strictSame(await revisions(client.readStream(stream)), [0, 1, 2, 3, 4, 5])
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 4n })), [4, 5])
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 1n, maxCount: 2 })), [1, 2])
    const backwards = { direction: 'backwards' } as const
    t.strictSame(await revisions(client.readStream(stream, { ...backwards, fromRevision: 'end' })), [5, 4, 3, 2, 1, 0])
    t.strictSame(await revisions(client.readStream(stream, { ...backwards, fromRevision: 2n })), [2, 1, 0])
    t.strictSame(await revisions(client.readStream(stream, { ...backwards, fromRevision: 2n, maxCount: 1 })), [2])
    t.strictSame(await revisions(client.readStream(stream, { ...backwards, fromRevision: 99n })), [5, 4, 3, 2, 1, 0])
    t.strictSame(await revisions(client.readStream(stream, { ...backwards, fromRevision: 'start' })), [0])
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 99n })), [], 'beyond the end: empty')
    t.strictSame(await revisions(client.readStream(stream, { fromRevision: 'end' })), [])
  })

  await t.test('a stream that is not there is not found', async (t) => {
    const stream = unique('missing')
    t.match(await failure(collect(client.readStream(stream))), { type: 'stream-not-found', streamName: stream })
  })

  await t.test('a long stream is read whole, page by page, by a slow reader too', async (t) => {
    const stream = unique('long')
    for (let n = 0; n < 5; n++) await client.appendToStream(stream, events(400))
    const expected = Array.from({ length: 2000 }, (_, n) => n)
    t.strictSame(await revisions(client.readStream(stream)), expected)
    const slow: number[] = []
    for await (const { event } of client.readStream(stream)) {
      if (slow.push(Number(event?.revision)) % 200 === 0) await new Promise((wake) => setTimeout(wake, 5))
    }
    t.strictSame(slow, expected)
    const back = await revisions(client.readStream(stream, { direction: 'backwards', fromRevision: 'end' }))
    t.strictSame(back, expected.reverse())
  })

  await t.test('large events are read like small ones', async (t) => {
    const stream = unique('large')
    const data = { text: 'x'.repeat(500_000) }
    for (let n = 0; n < 6; n++) await client.appendToStream(stream, jsonEvent({ type: 'Large', data }))
    const read = await collect(client.readStream(stream))
    t.equal(read.length, 6)
    t.ok(read.every(({ event }) => Object(event?.data).text === data.text))
  })

  await t.test('$all has everything in the order in which it was written, over all streams', async (t) => {
    const [a, b] = [unique('order-a'), unique('order-b')]
    const start = await client.appendToStream(a, event())
    const written: bigint[] = []
    for (let n = 0; n < 10; n++) {
      const { position } = await client.appendToStream(n % 3 ? a : b, event(n))
      written.push(position?.commit ?? 0n)
    }
    const rest = (await after(client, start.position ?? never())).filter(({ event }) => ours([a, b], event?.streamId))
    t.strictSame(
      rest.map(({ event }) => event?.position.commit),
      written,
    )
    t.strictSame(
      rest.map(({ event }) => Object(event?.data).n),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    )
  })

  await t.test('$all is read forwards from a position with it, backwards without it', async (t) => {
    const stream = unique('inclusive')
    const first = (await client.appendToStream(stream, event())).position ?? never()
    const second = (await client.appendToStream(stream, event())).position ?? never()
    const [forward] = await collect(client.readAll({ fromPosition: second, maxCount: 1 }))
    t.strictSame(forward?.event?.position, second)
    const options = { direction: 'backwards', fromPosition: second, maxCount: 1 } as const
    const [backward] = await collect(client.readAll(options))
    t.strictSame(backward?.event?.position, first)
    const [last] = await collect(client.readAll({ direction: 'backwards', fromPosition: 'end', maxCount: 1 }))
    t.strictSame(last?.event?.position, second)
    t.strictSame(await collect(client.readAll({ direction: 'backwards', fromPosition: 'start' })), [])
    t.strictSame(await collect(client.readAll({ fromPosition: 'end' })), [])
  })

  await t.test('$all is never empty and holds system events', async (t) => {
    const all = await collect(client.readAll({ maxCount: 20 }))
    t.ok(all.some(({ event }) => event?.type.startsWith('$')))
  })

  await t.test('a position that no event begins at is refused', async (t) => {
    const { position } = await client.appendToStream(unique('boundary'), event())
    const commit = (position?.commit ?? 0n) + 1n
    t.ok(await failure(collect(client.readAll({ fromPosition: { commit, prepare: commit } }))))
    const beyond = 2n ** 60n
    t.ok(await failure(collect(client.readAll({ fromPosition: { commit: beyond, prepare: beyond } }))))
    const ahead = { commit: position?.commit ?? 0n, prepare: commit }
    t.ok(await failure(collect(client.readAll({ fromPosition: ahead }))), 'prepare ahead of commit')
  })

  await t.test('links lead to their targets when asked to', async (t) => {
    const [stream, links] = [unique('target'), unique('links')]
    await client.appendToStream(stream, events(2))
    const gone = unique('gone')
    await client.appendToStream(gone, event())
    const link = (data: string) => ({
      ...jsonEvent({ type: '$>', data: {} }),
      contentType: 'application/octet-stream',
      data: Buffer.from(data),
    })
    const payloads = [`1@${stream}`, `9@${stream}`, `0@${gone}`, 'no link', `0@${unique('never')}`]
    await client.appendToStream(links, payloads.map(link) as never)
    await client.deleteStream(gone)
    const plain = await collect(client.readStream(links))
    t.ok(plain.every(({ event, link }) => event?.type === '$>' && !link))
    const resolved = await collect(client.readStream(links, { resolveLinkTos: true }))
    t.match(resolved[0], { event: { streamId: stream, revision: 1n }, link: { streamId: links, revision: 0n } })
    for (const index of [1, 2, 4]) {
      t.equal(resolved[index]?.event, undefined)
      t.match(resolved[index], { link: { streamId: links } })
    }
    t.match(resolved[3], { event: { streamId: links, type: '$>' } }, 'a malformed link is an ordinary event')
    t.equal(resolved[3]?.link, undefined)
  })

  await t.test('several reads at once do not get in one another’s way', async (t) => {
    const stream = unique('parallel')
    await client.appendToStream(stream, events(300))
    const reads = await Promise.all(Array.from({ length: 20 }, () => revisions(client.readStream(stream))))
    t.ok(reads.every((read) => read.length === 300 && read.every((revision, n) => revision === n)))
  })
})

const never = (): never => {
  throw new Error('an append that wrote something answers with its position')
}

const ours = (streams: string[], stream: string | undefined): boolean => streams.includes(stream ?? '')
