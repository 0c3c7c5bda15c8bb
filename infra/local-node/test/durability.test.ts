import { EventStoreDBClient, type Position } from '@eventstore/db-client'
import { test } from 'tap'
import { runNode } from './child.ts'
import { collect, event, events, failure, foreign, revisions, temporaryDirectory, unique } from './entry.ts'

const WRITERS = 64
const ROUNDS = 5

test('kill -9 under 64 writers, again and again: what was acknowledged is there, unaltered, once', {
  skip: foreign,
}, async (t) => {
  const dir = await temporaryDirectory()
  let node = await runNode(['--port', '0', '--data-dir', dir.path])
  const { port } = node
  const client = EventStoreDBClient.connectionString(node.url)

  interface Writer {
    stream: string
    /** Every append that was acknowledged, in order: its number and where it is. */
    acknowledged: { id: string; n: number; position: Position | undefined }[]
    /** The append whose outcome is unknown, to be asked again with the same id. */
    unknown: { id: string; n: number } | null
  }
  const writers: Writer[] = Array.from({ length: WRITERS }, () => ({
    stream: unique('kill'),
    acknowledged: [],
    unknown: null,
  }))
  let retried = 0

  const append = async (writer: Writer, attempt: { id: string; n: number }): Promise<void> => {
    const expectedRevision = attempt.n === 0 ? 'no_stream' : BigInt(attempt.n - 1)
    const { position } = await client.appendToStream(writer.stream, event(attempt.n, attempt.id), { expectedRevision })
    writer.acknowledged.push({ ...attempt, position })
    writer.unknown = null
  }
  const write = async (writer: Writer, stopped: () => boolean): Promise<void> => {
    while (!stopped()) {
      const attempt = writer.unknown ?? { id: crypto.randomUUID(), n: writer.acknowledged.length }
      if (writer.unknown) retried++
      writer.unknown = attempt
      try {
        await append(writer, attempt)
      } catch {
        return
      }
    }
  }
  /** Everything that the writers know, against everything that the log has. */
  const compare = async (): Promise<void> => {
    const all = await collect(client.readAll())
    const byStream = Map.groupBy(all, ({ event }) => event?.streamId ?? '')
    const wrong: string[] = []
    for (const { stream, acknowledged, unknown } of writers) {
      const stored = (byStream.get(stream) ?? []).map(({ event }) => event)
      const extra = stored.length - acknowledged.length
      if (extra < 0 || extra > (unknown ? 1 : 0))
        wrong.push(`${stream}: ${acknowledged.length} acknowledged, ${stored.length} stored`)
      for (const [n, { id, position }] of acknowledged.entries()) {
        const found = stored[n]
        const same = found?.id === id && found.revision === BigInt(n) && Object(found.data).n === n
        if (!same || found.position.commit !== position?.commit) wrong.push(`${stream}: event ${n}`)
      }
    }
    t.strictSame(wrong, [])
  }

  for (let round = 0; round < ROUNDS; round++) {
    let killed = false
    const writing = Promise.all(writers.map((writer) => write(writer, () => killed)))
    const target = writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0) + 500 + round * 77
    while (writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0) < target) {
      await new Promise((wake) => setTimeout(wake, 3))
    }
    const { signal } = await node.kill('SIGKILL')
    killed = true
    t.equal(signal, 'SIGKILL')
    await writing
    node = await runNode(['--port', String(port), '--data-dir', dir.path])
    await compare()
  }
  // The unknown ones are asked again: each is there once afterwards, whichever way it had gone.
  await Promise.all(writers.map(async (writer) => writer.unknown && append(writer, writer.unknown)))
  t.ok(writers.every(({ unknown }) => unknown === null))
  await compare()
  t.ok(retried > 0, `${retried} outcomes were unknown`)
  await client.dispose()
  t.strictSame(await node.kill('SIGTERM'), { code: 0, signal: null })
  await dir.remove()
})

test('a node started again has everything as it was', { skip: foreign }, async (t) => {
  const dir = await temporaryDirectory()
  const first = await runNode(['--port', '0', '--data-dir', dir.path])
  const client = EventStoreDBClient.connectionString(first.url)
  const [plain, deleted, tombstoned] = [unique('plain'), unique('deleted'), unique('tombstoned')]
  const batch = events(3)
  const written = await client.appendToStream(plain, batch, { expectedRevision: 'no_stream' })
  await client.setStreamMetadata(plain, { maxCount: 2 })
  await client.appendToStream(deleted, events(2))
  await client.deleteStream(deleted)
  await client.appendToStream(tombstoned, events(2))
  await client.tombstoneStream(tombstoned)
  const before = await collect(client.readAll())
  await first.kill('SIGTERM')
  const second = await runNode(['--port', String(first.port), '--data-dir', dir.path])
  await failure(client.appendToStream(plain, [])).catch(() => {})
  t.strictSame(await collect(client.readAll()), before)
  t.strictSame(await revisions(client.readStream(plain)), [1, 2])
  t.match(await failure(collect(client.readStream(deleted))), { type: 'stream-not-found' })
  t.match(await failure(collect(client.readStream(tombstoned))), { type: 'stream-deleted' })
  const again = await client.appendToStream(plain, batch, { expectedRevision: 'no_stream' })
  t.strictSame(again, written, 'an exact revision is idempotent across restarts')
  const next = await client.appendToStream(plain, event(), { expectedRevision: 2n })
  t.ok((next.position?.commit ?? 0n) > (before.at(-1)?.event?.position.commit ?? 0n))
  t.equal((await client.appendToStream(deleted, event())).nextExpectedRevision, 2n)
  await client.dispose()
  await second.kill('SIGTERM')
  await dir.remove()
})

test('an append whose connection was cut after the commit survives the death that follows', {
  skip: foreign,
}, async (t) => {
  const dir = await temporaryDirectory()
  const first = await runNode(['--port', '0', '--data-dir', dir.path])
  const client = EventStoreDBClient.connectionString(first.url)
  const stream = unique('cut')
  const batch = events(2)
  const attempt = () => client.appendToStream(stream, batch, { expectedRevision: 'no_stream' })
  await client.appendToStream(unique('before'), event())
  await first.inject({ kind: 'drop', stream })
  await failure(attempt())
  await first.kill('SIGKILL')
  const second = await runNode(['--port', String(first.port), '--data-dir', dir.path])
  t.strictSame(await revisions(client.readStream(stream)), [0, 1])
  t.equal((await attempt()).nextExpectedRevision, 1n)
  t.strictSame(await revisions(client.readStream(stream)), [0, 1])
  await client.dispose()
  await second.kill('SIGTERM')
  await dir.remove()
})
