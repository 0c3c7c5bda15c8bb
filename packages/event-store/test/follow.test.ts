import { until } from '@visita/testing'
import { test } from 'tap'
import { InvalidEvent, type RecordedEvent } from '../src/index.ts'
import { marble, startStore } from './harness.ts'

const running = await startStore()
const { store } = running

const colours = (events: readonly RecordedEvent[]) => events.map(({ data }) => (data as { colour: string }).colour)

test('events come in order, one batch at a time, from the position that was handled last', async (t) => {
  for (let i = 0; i < 30; i++) await store.append(`jar-a_${i % 3}`, [marble(`c${i}`), marble(`d${i}`)], 'any')
  const stop = new AbortController()
  const seen: RecordedEvent[] = []
  const checkpoints: bigint[] = []
  let busy = 0
  const following = store.follow({
    name: 'test',
    from: null,
    prefixes: ['jar-a_'],
    maxBatch: 7,
    signal: stop.signal,
    async handle(batch, checkpoint) {
      t.equal(++busy, 1, 'no two batches at once')
      t.ok(batch.length <= 7)
      await new Promise(setImmediate)
      seen.push(...batch)
      checkpoints.push(checkpoint)
      busy--
    },
  })
  await until('all sixty have come', () => seen.length === 60)
  stop.abort()
  await following
  t.same(colours(seen), Array.from({ length: 30 }, (_, i) => [`c${i}`, `d${i}`]).flat())
  t.same(
    [...checkpoints].sort((a, b) => (a < b ? -1 : 1)),
    checkpoints,
    'checkpoints only go forward',
  )

  const again = new AbortController()
  const rest: RecordedEvent[] = []
  const from = seen[39]?.position ?? null
  const resumed = store.follow({
    name: 'test',
    from,
    prefixes: ['jar-a_'],
    signal: again.signal,
    handle: async (batch) => void rest.push(...batch),
  })
  await until('the rest has come', () => rest.length === 20)
  again.abort()
  await resumed
  t.same(colours(rest), colours(seen.slice(40)))
})

test('of the types that are named, and of no type that merely begins or ends like one', async (t) => {
  await store.append('jar-t_1', [marble('red'), { ...marble('red'), type: 'JarSealed', data: {} }], 'any')
  await store.append('jar-t_1', [marble('blue')], 'any')
  for (const [types, wanted] of [
    [['JarSealed'], ['JarSealed']],
    [
      ['JarSealed', 'MarbleAdded'],
      ['MarbleAdded', 'JarSealed', 'MarbleAdded'],
    ],
    [['Jar', 'Added', 'Sealed'], []],
  ] as const) {
    const seen: string[] = []
    const done = new AbortController()
    await store.follow({
      name: 'types',
      from: null,
      types,
      signal: done.signal,
      onCaughtUp: () => done.abort(),
      handle: async (batch) => {
        for (const { stream, type } of batch) if (stream === 'jar-t_1') seen.push(type)
      },
    })
    t.same(seen, wanted)
  }
})

test('on a stretch where nothing concerns it, the checkpoint moves all the same', async (t) => {
  const stop = new AbortController()
  const checkpoints: bigint[] = []
  let caughtUp = false
  const following = store.follow({
    name: 'quiet',
    from: await store.head(),
    prefixes: ['jar-quiet_'],
    signal: stop.signal,
    onCaughtUp: () => {
      caughtUp = true
    },
    handle: async (batch, checkpoint) => {
      t.equal(batch.length, 0)
      checkpoints.push(checkpoint)
    },
  })
  await until('it has caught up', () => caughtUp)
  const before = checkpoints.at(-1) ?? 0n
  for (let i = 0; i < 100; i++) await store.append('jar-noise_1', [marble('grey')], 'any')
  await until('the checkpoint has moved', () => (checkpoints.at(-1) ?? 0n) > before)
  stop.abort()
  await following
})

test('a restart of the store is survived: every event once, in order', async (t) => {
  const stop = new AbortController()
  const seen: RecordedEvent[] = []
  let brokenOff = 0
  const following = store.follow({
    name: 'restart',
    from: await store.head(),
    prefixes: ['jar-r_'],
    signal: stop.signal,
    onBrokenOff: () => brokenOff++,
    handle: async (batch) => void seen.push(...batch),
  })
  await store.append('jar-r_1', [marble('before')], 'any')
  await until('the first has come', () => seen.length === 1)
  await running.restart()
  await store.append('jar-r_1', [marble('after'), marble('later')], 'any')
  await until('all three have come', () => seen.length === 3)
  stop.abort()
  await following
  t.same(colours(seen), ['before', 'after', 'later'])
  t.ok(brokenOff > 0)
})

test('when handling fails the line stops with that error, and nothing is skipped', async (t) => {
  await store.append('jar-f_1', [marble('one'), marble('two')], 'any')
  let calls = 0
  const following = store.follow({
    name: 'failing',
    from: null,
    prefixes: ['jar-f_'],
    signal: new AbortController().signal,
    handle: async () => {
      calls++
      throw new Error('the table is gone')
    },
  })
  await t.rejects(following, /the table is gone/)
  t.equal(calls, 1)
})

test('an event that cannot be read stops the line', async (t) => {
  await running.writeRaw('jar-poison_1', 'MarbleAdded', { color: 'misspelt' })
  await t.rejects(
    store.follow({
      name: 'poison',
      from: null,
      prefixes: ['jar-poison_'],
      signal: new AbortController().signal,
      handle: async () => {},
    }),
    InvalidEvent,
  )
})

test('a slow reader is not flooded, and an abort ends it at once', async (t) => {
  const stop = new AbortController()
  let handled = 0
  const following = store.follow({
    name: 'slow',
    from: null,
    signal: stop.signal,
    maxBatch: 10,
    handle: async (batch) => {
      handled += batch.length
      if (handled >= 20) stop.abort()
    },
  })
  await following
  t.ok(handled < 100, `it stopped after ${handled} events`)
})

test('end', async () => running.stop())
