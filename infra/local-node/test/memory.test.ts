import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'tap'
import { startNode } from '../src/index.ts'
import { temporaryDirectory } from './entry.ts'
import { anyOf, batch, empty, message, nested, number, proposed, readAll, text, typed, uuid } from './messages.ts'
import { callWith, connectRaw, framed, openCall, STREAMS } from './raw.ts'

test('a hundred thousand streams fit into a heap of 32 MB', async (t) => {
  // With unbounded caches this ends in "heap out of memory".
  const program = fileURLToPath(new URL('./bench/many-streams.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=32', program, '100000'])
  t.match(stdout, 'opened again')
})

test('subscribers who do not read cost the node little, and nobody else anything', async (t) => {
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path })
  const writer = await connectRaw(node.port)
  const big = () => nested(0x12, uuid(0x0a), ...typed('Big'), text(0x22, 'x'.repeat(100_000)))
  for (let n = 0; n < 60; n++) {
    const begin = message(nested(0x0a, ...anyOf('big')))
    const call = callWith(writer, `${STREAMS}/Append`, [begin, ...Array.from({ length: 5 }, () => message(big()))])
    t.equal((await call.end).status, 0)
  }
  const lazy = await connectRaw(node.port)
  const before = process.memoryUsage.rss()
  const subscriptions = Array.from({ length: 40 }, () => {
    const call = callWith(lazy, `${STREAMS}/Read`, [readAll(empty(0x32))])
    call.stream.pause()
    return call
  })
  // Each could be sent 30 MB. Appends that are answered meanwhile show that the node goes on.
  let peak = before
  for (let n = 0; n < 100; n++) {
    const end = callWith(writer, `${STREAMS}/Append`, [
      message(nested(0x0a, ...anyOf('small'))),
      message(proposed(0x12)),
    ])
    t.equal((await end.end).status, 0)
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const grown = (peak - before) / 1e6
  t.ok(grown < 150, `${grown.toFixed(0)} MB for 40 subscriptions to 30 MB`)
  for (const { stream } of subscriptions) stream.destroy()
  lazy.destroy()
  writer.close()
  await node.stop()
  await dir.remove()
})

test('a client that sends appends and does not take the answers is made to wait', async (t) => {
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path })
  const session = await connectRaw(node.port)
  const reader = await connectRaw(node.port)
  const call = openCall(session, `${STREAMS}/BatchAppend`)
  call.stream.pause()
  const count = 20_000
  for (let n = 0; n < count; n++) {
    const frame = batch(crypto.randomUUID(), nested(0x12, ...anyOf('greedy')), proposed(0x1a), number(0x20, 1))
    call.stream.write(framed(frame))
  }
  call.stream.end()
  const written = async (): Promise<number> => {
    const read = callWith(reader, `${STREAMS}/Read`, [readAll(number(0x28, 1_000_000))])
    await read.end
    return read.messages.length
  }
  let before = -1
  for (let now = await written(); now !== before; now = await written()) {
    before = now
    await new Promise((wake) => setTimeout(wake, 100))
  }
  t.ok(before < count, `${before} of ${count} written`)
  call.stream.resume()
  t.equal((await call.end).status, 0)
  t.equal(call.messages.length, count)
  session.close()
  reader.close()
  await node.stop()
  await dir.remove()
})

test('a reader that falls asleep gets everything when it wakes up, and the status behind it', async (t) => {
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path })
  const session = await connectRaw(node.port)
  const big = () => nested(0x12, uuid(0x0a), ...typed('Big'), text(0x22, 'x'.repeat(100_000)))
  for (let n = 0; n < 4; n++) {
    const events = Array.from({ length: 10 }, () => message(big()))
    await callWith(session, `${STREAMS}/Append`, [message(nested(0x0a, ...anyOf('big'))), ...events]).end
  }
  // Small enough that the node has sent its status long before anybody reads, large enough to fill the window.
  const calls = [1, 40].map((count) => callWith(session, `${STREAMS}/Read`, [fromEnd(count)]))
  for (const { stream } of calls) stream.pause()
  await new Promise((wake) => setTimeout(wake, 1500))
  for (const { stream } of calls) stream.resume()
  for (const { end } of calls) t.equal((await end).status, 0)
  t.strictSame(
    calls.map(({ messages }) => messages.length),
    [1, 40],
  )
  session.close()
  await node.stop()
  await dir.remove()
})

/** A read of the last events of $all. */
const fromEnd = (count: number): Buffer =>
  message(nested(0x0a, nested(0x12, empty(0x1a)), number(0x18, 1), number(0x28, count)))
