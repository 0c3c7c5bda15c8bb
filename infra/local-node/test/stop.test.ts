import { EventStoreDBClient } from '@eventstore/db-client'
import { test } from 'tap'
import { DataDirError, ListenError, startNode } from '../src/index.ts'
import { collect, event, events, failure, foreign, open, revisions, temporaryDirectory, unique } from './entry.ts'

const entry = await open()
const { client, node } = entry

test('stopping ends every running call with CANCELLED, so that nobody waits for ever', {
  skip: foreign,
}, async (t) => {
  if (!node) return
  const stream = unique('stop')
  await client.appendToStream(stream, events(3))
  const subscriptions = [client.subscribeToAll(), client.subscribeToStream(stream)]
  const errors = subscriptions.map((one) => new Promise((resolve) => one.once('error', resolve)))
  await Promise.all(subscriptions.map((one) => new Promise((resolve) => one.once('caughtUp', resolve).resume())))
  node.faults.inject({ kind: 'delay', delayMs: 5000 })
  const pending = failure(client.appendToStream(stream, event()))
  while (node.faults.pending() > 0) await new Promise((wake) => setImmediate(wake))
  const queued = client.appendToStream(stream, event())
  await new Promise((wake) => setTimeout(wake, 20))
  const started = Date.now()
  await Promise.all([node.stop(), node.stop()])
  t.ok(Date.now() - started < 2500)
  for (const error of await Promise.all(errors)) t.match(error, { type: 'cancelled' })
  t.match(await pending, { type: 'cancelled' })
  t.equal((await queued).nextExpectedRevision, 3n, 'what had arrived was still written and answered')
  t.match(await failure(client.appendToStream(stream, event())), { code: 14 })
  await entry.close()
})

test('a client that holds its connection does not keep the node from stopping', { skip: foreign }, async (t) => {
  const dir = await temporaryDirectory()
  const node = await startNode({ dataDir: dir.path })
  const client = EventStoreDBClient.connectionString(node.connectionString)
  await client.appendToStream('a', event())
  await collect(client.readAll())
  await node.stop()
  const again = await startNode({ dataDir: dir.path, port: node.port })
  const retry = async (): Promise<number[]> => revisions(client.readStream('a'))
  t.strictSame(await retry().catch(retry), [0], 'and the same client goes on with the next one')
  await client.dispose()
  await again.stop()
  await dir.remove()
})

test('a data directory or a port that is taken is named plainly', { skip: foreign }, async (t) => {
  const [one, two] = [await temporaryDirectory(), await temporaryDirectory()]
  const node = await startNode({ dataDir: one.path })
  const inUse = await failure(startNode({ dataDir: one.path }))
  t.type(inUse, DataDirError)
  t.match(inUse.message, `data directory ${one.path} is in use by another node`)
  const taken = await failure(startNode({ dataDir: two.path, port: node.port }))
  t.type(taken, ListenError)
  t.match(taken.message, `port ${node.port} on 127.0.0.1 is taken`)
  t.type(await failure(startNode({ dataDir: two.path, host: '192.0.2.1' })), ListenError)
  await node.stop()
  const next = await startNode({ dataDir: one.path })
  await next.stop()
  const freed = await startNode({ dataDir: two.path })
  await freed.stop()
  await one.remove()
  await two.remove()
})
