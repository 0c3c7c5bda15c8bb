import { test } from 'tap'
import { type CommandContext, createHandler, type EventStore } from '../src/index.ts'
import { jar, startStore } from './harness.ts'

const running = await startStore()
const { store } = running

/** Counts what reaches the store, so that "costs no read" can be checked. */
function counted(inner: EventStore) {
  const calls = { reads: 0, appends: 0 }
  const store: EventStore = {
    ...inner,
    read: (...args) => {
      calls.reads++
      return inner.read(...args)
    },
    append: (...args) => {
      calls.appends++
      return inner.append(...args)
    },
  }
  return { store, calls }
}

let clock = 0
const handlerOn = (over: EventStore, freshMs = 100) =>
  createHandler({
    store: over,
    decider: jar,
    cacheSize: 100,
    monotonic: () => clock,
    now: () => '2026-03-02T09:00:00Z',
    freshMs,
  })
const context = (more: Partial<CommandContext> = {}): CommandContext => ({
  tenant: 'demo',
  actor: 'key:test',
  role: 'channel',
  channel: 'api',
  correlationId: 'req',
  ...more,
})
let jars = 0
const newJar = () => `jar-demo_${jars++}`

test('a command on a stream in use costs one append and no read', async (t) => {
  const { store: watched, calls } = counted(store)
  const handler = handlerOn(watched)
  const stream = newJar()
  await handler.execute(stream, { type: 'Add', colour: 'red' }, context())
  t.same(calls, { reads: 1, appends: 1 }, 'the first one reads')
  clock += 1_000_000
  const outcome = await handler.execute(stream, { type: 'Add', colour: 'blue' }, context())
  t.same(calls, { reads: 1, appends: 2 }, 'the second one does not, however old the memory')
  t.match(outcome, { kind: 'accepted', revision: 1n, state: { marbles: ['red', 'blue'] } })
})

test('a stream that was told of from its first event on is decided upon without a read, and never against the store', async (t) => {
  const { store: watched, calls } = counted(store)
  const writer = handlerOn(store)
  const stream = newJar()
  await writer.execute(stream, { type: 'Add', colour: 'red' }, context())
  const handler = handlerOn(watched)
  t.equal(handler.peek(stream), null)
  handler.adopt(await store.read(stream, { from: 1n }))
  t.equal(handler.peek(stream), null, 'what has no beginning is nothing')
  handler.adopt(await store.read(stream))
  t.match(handler.peek(stream), { revision: 0n, state: { marbles: ['red'] } })
  await handler.execute(stream, { type: 'Add', colour: 'blue' }, context())
  t.same(calls, { reads: 0, appends: 1 })

  const other = newJar()
  await writer.execute(other, { type: 'Add', colour: 'red' }, context())
  handler.adopt(await store.read(other))
  await writer.execute(other, { type: 'Add', colour: 'green' }, context())
  const outcome = await handler.execute(other, { type: 'Add', colour: 'blue' }, context())
  t.match(outcome, { kind: 'accepted', revision: 2n, state: { marbles: ['red', 'green', 'blue'] } })
  handler.adopt(await store.read(other, { limit: 1 }))
  t.match(handler.peek(other), { revision: 2n }, 'what is known already stays')
  clock += 1_000_000
  handler.adopt(await store.read(stream))
  t.match(await handler.load(other, 0), { revision: 2n })
})

test('an answer never rests on what was told alone', async (t) => {
  const writer = handlerOn(store)
  const stream = newJar()
  await writer.execute(stream, { type: 'Add', colour: 'red' }, context())
  const handler = handlerOn(store)
  handler.adopt(await store.read(stream))
  await writer.execute(stream, { type: 'Add', colour: 'green' }, context())
  t.match(await handler.load(stream), { revision: 1n, state: { marbles: ['red', 'green'] } })
})

test('what must be nothing to do now, and not only lately, is looked up before it is believed', async (t) => {
  const { store: watched, calls } = counted(store)
  const handler = handlerOn(watched)
  const stream = newJar()
  const seal = (options = {}) => handler.execute(stream, { type: 'Seal' }, context(), options)
  await seal({ fresh: true })
  t.same(calls, { reads: 1, appends: 1 }, 'what is written is checked by the store')
  t.match(await seal(), { kind: 'accepted', events: [] })
  t.equal(calls.reads, 1, 'it was sealed a moment ago')
  await Promise.all([seal({ fresh: true }), seal({ fresh: true })])
  t.equal(calls.reads, 2, 'those that ask together are told together')
})

test('a stream that is believed to be new is appended to without a read', async (t) => {
  const { store: watched, calls } = counted(store)
  const outcome = await handlerOn(watched).execute(newJar(), { type: 'Add', colour: 'red' }, context(), {
    assumeNew: true,
  })
  t.same(calls, { reads: 0, appends: 1 })
  t.match(outcome, { kind: 'accepted', revision: 0n })
})

test('a stream that was believed to be new and is not is read, and the command decided again', async (t) => {
  const stream = newJar()
  await handlerOn(store).execute(stream, { type: 'Add', colour: 'red', times: 3 }, context())
  const outcome = await handlerOn(store).execute(stream, { type: 'Add', colour: 'red' }, context(), { assumeNew: true })
  t.match(outcome, { kind: 'rejected', rejection: { type: 'full' } })
})

test('commands that wait for one stream are decided together, in order, into one append', async (t) => {
  const { store: watched, calls } = counted(store)
  const handler = handlerOn(watched)
  const stream = newJar()
  await handler.load(stream)
  const outcomes = await Promise.all(
    Array.from({ length: 60 }, () => handler.execute(stream, { type: 'Add', colour: 'red' }, context())),
  )
  t.equal(outcomes.filter(({ kind }) => kind === 'accepted').length, 3)
  t.equal(outcomes.filter(({ kind }) => kind === 'rejected').length, 57)
  t.ok(calls.appends <= 2, 'the losers cost no append')
  t.equal((await store.read(stream)).length, 3)
  const revisions = outcomes.flatMap((outcome) => (outcome.kind === 'accepted' ? [outcome.revision] : []))
  t.same([...revisions].sort(), [0n, 1n, 2n], 'each winner knows its own revision')
})

test('two handlers racing for one stream never exceed what the stream allows', async (t) => {
  const stream = newJar()
  const handlers = [handlerOn(store), handlerOn(store), handlerOn(store)]
  const outcomes = await Promise.all(
    Array.from({ length: 90 }, (_, i) =>
      handlers[i % 3]?.execute(
        stream,
        { type: 'Add', colour: ['red', 'blue', 'green', 'white'][i % 4] ?? '' },
        context(),
      ),
    ),
  )
  t.equal(outcomes.filter((outcome) => outcome?.kind === 'accepted').length, 10)
  const recorded = await store.read(stream)
  t.equal(recorded.length, 10)
  const state = recorded.reduce((folded, event) => jar.evolve(folded, event as never), jar.initial)
  for (const colour of ['red', 'blue', 'green', 'white']) {
    t.ok(state.marbles.filter((each) => each === colour).length <= 3, `${colour} stays within its bound`)
  }
})

test('a refusal from memory is checked against the store once the memory is old', async (t) => {
  const stream = newJar()
  const [mine, other] = [handlerOn(store), handlerOn(store)]
  await mine.execute(stream, { type: 'Seal' }, context())
  await other.load(stream)
  t.match(await other.execute(stream, { type: 'Add', colour: 'red' }, context()), { kind: 'rejected' })
  const { store: watched, calls } = counted(store)
  const third = handlerOn(watched)
  await third.load(stream)
  await third.execute(stream, { type: 'Add', colour: 'red' }, context())
  t.equal(calls.reads, 1, 'fresh: from memory')
  clock += 101
  await third.execute(stream, { type: 'Add', colour: 'red' }, context())
  t.equal(calls.reads, 2, 'old: read once more')
})

test('the same idempotency key with the same body is replayed, with another body refused, also by another instance', async (t) => {
  const stream = newJar()
  const first = context({ idempotency: { key: 'k1', fingerprint: 'f1' } })
  const done = await handlerOn(store).execute(stream, { type: 'Add', colour: 'red', times: 2 }, first)
  t.match(done, { kind: 'accepted', revision: 1n })
  const later = handlerOn(store)
  await later.execute(stream, { type: 'Add', colour: 'blue' }, context())
  const again = await later.execute(stream, { type: 'Add', colour: 'red', times: 2 }, first)
  t.match(again, { kind: 'replayed', revision: 1n }, 'it names the revision of its own last event')
  const other = await later.execute(
    stream,
    { type: 'Seal' },
    context({ idempotency: { key: 'k1', fingerprint: 'f2' } }),
  )
  t.same(other, { kind: 'key-reused' })
  t.match(await later.loadAt(stream, 1n), { state: { marbles: ['red', 'red'] }, revision: 1n })
  t.match(await later.recall(stream, 'k1'), { fingerprint: 'f1', revision: 1n })
  t.equal(await later.recall(stream, 'k2'), null)
  t.equal((await store.read(stream)).length, 3, 'nothing was written twice')
})

test('a command for a revision that has passed is not decided', async (t) => {
  const stream = newJar()
  const handler = handlerOn(store)
  await handler.execute(stream, { type: 'Add', colour: 'red' }, context())
  t.match(await handler.execute(stream, { type: 'Seal' }, context(), { ifMatch: 5n }), {
    kind: 'precondition-failed',
    revision: 0n,
  })
  t.match(await handler.execute(stream, { type: 'Seal' }, context(), { ifMatch: 0n }), { kind: 'accepted' })
})

for (const [what, fault] of [
  ['the connection was lost after the commit', { kind: 'drop' }],
  ['the answer was a timeout, and it was written', { kind: 'timeout', afterCommit: true }],
  ['the answer was a timeout, and it was not written', { kind: 'timeout' }],
  ['the node was not the leader', { kind: 'not-leader' }],
] as const) {
  test(`an append of unknown outcome is asked for again and written once: ${what}`, async (t) => {
    const stream = newJar()
    const handler = handlerOn(store)
    await handler.execute(stream, { type: 'Add', colour: 'red' }, context())
    running.faults().inject({ ...fault, stream })
    const outcome = await handler.execute(stream, { type: 'Add', colour: 'blue' }, context())
    t.match(outcome, { kind: 'accepted', revision: 1n })
    t.equal(running.faults().pending(), 0, 'the fault has struck')
    t.equal((await store.read(stream)).length, 2)
  })
}

test('what a live subscription brings keeps the memory current without reads', async (t) => {
  const { store: watched, calls } = counted(store)
  const stream = newJar()
  const follower = handlerOn(watched)
  await follower.load(stream)
  follower.setLive(true)
  await follower.load(stream, 0)
  calls.reads = 0
  await handlerOn(store).execute(stream, { type: 'Add', colour: 'red', times: 2 }, context())
  clock += 1_000_000
  for (const event of await store.read(stream)) follower.observe(event)
  t.match(await follower.load(stream, 0), { state: { marbles: ['red', 'red'] }, revision: 1n })
  t.equal(calls.reads, 0)

  await handlerOn(store).execute(stream, { type: 'Add', colour: 'blue', times: 2 }, context())
  const [, , , last] = await store.read(stream)
  if (last) follower.observe(last)
  t.match(await follower.load(stream, 0), { revision: 3n }, 'a gap is noticed and read')
  t.equal(calls.reads, 1)
  follower.setLive(false)
  clock += 1
  await follower.load(stream, 0)
  t.equal(calls.reads, 2, 'without a live subscription the age counts again')
})

test('while the store is away a command fails with an outage, and works again afterwards', async (t) => {
  const stream = newJar()
  const handler = handlerOn(store)
  await handler.execute(stream, { type: 'Add', colour: 'red' }, context())
  const waiting: Promise<unknown>[] = []
  await running.restart(async () => {
    waiting.push(handler.execute(stream, { type: 'Add', colour: 'blue' }, context()))
    await new Promise((resolve) => setTimeout(resolve, 100))
  })
  t.match(await Promise.all(waiting), [{ kind: 'accepted', revision: 1n }], 'a short absence is waited out')
  t.equal((await store.read(stream)).length, 2)
})

test('end', async () => running.stop())
