import { test } from 'tap'
import { InvalidEvent, type ReadBatch, type ReadLogOptions, type RecordedEvent, readLog } from '../src/index.ts'
import { marble, startStore } from './harness.ts'

const running = await startStore()
const { store } = running
const signal = new AbortController().signal

const colours = (events: readonly RecordedEvent[]) => events.map(({ data }) => (data as { colour: string }).colour)

async function all(options: Omit<ReadLogOptions, 'name' | 'signal'>): Promise<ReadBatch[]> {
  const batches: ReadBatch[] = []
  for await (const batch of readLog(store, { name: 'test', signal, ...options })) batches.push(batch)
  return batches
}

test('a stretch is read in order, from after one position up to another, and no further', async (t) => {
  t.same(await all({ until: 0n }), [], 'of an empty log there is nothing')
  const positions: bigint[] = []
  for (let i = 0; i < 20; i++) {
    positions.push((await store.append(`jar-a_${i % 2}`, [marble(`a${i}`)], 'any')).position)
    await store.append('jar-b_0', [marble(`b${i}`)], 'any')
  }
  const head = await store.head()
  const prefixes = ['jar-a_']
  const whole = await all({ until: head, prefixes, maxBatch: 3 })
  t.same(
    colours(whole.flatMap(({ events }) => events)),
    Array.from({ length: 20 }, (_, i) => `a${i}`),
  )
  t.ok(whole.every(({ events }) => events.length <= 3))
  const [third, tenth] = [positions[2] ?? null, positions[9] ?? 0n]
  const part = await all({ after: third, until: tenth, prefixes })
  t.same(
    colours(part.flatMap(({ events }) => events)),
    Array.from({ length: 7 }, (_, i) => `a${i + 3}`),
  )
  t.equal(part.at(-1)?.checkpoint, tenth)
  t.same(await all({ after: tenth, until: tenth }), [])
  t.same(await all({ until: head, prefixes: ['jar-none_'] }).then((none) => none.flatMap(({ events }) => events)), [])
})

test('whoever is slow makes the store wait, and whoever leaves leaves nothing behind', async (t) => {
  let held = 0
  const counted: typeof store = {
    ...store,
    follow: (options) =>
      store.follow({
        ...options,
        handle: async (batch, checkpoint) => {
          t.equal(++held, 1, 'no batch before the one before has been dealt with')
          await options.handle(batch, checkpoint)
          held--
        },
      }),
  }
  const reading = readLog(counted, { name: 'test', until: await store.head(), maxBatch: 2, signal })
  await reading.next()
  await reading.next()
  await reading.return()
  t.equal(held, 0)
  t.match(await reading.next(), { done: true })
})

test('the signal ends it where it is', async (t) => {
  const stop = new AbortController()
  let batches = 0
  for await (const _ of readLog(store, {
    ...{ name: 'test', until: await store.head(), maxBatch: 2 },
    signal: stop.signal,
  })) {
    batches++
    stop.abort()
  }
  t.equal(batches, 1)
})

test('an event that cannot be read ends it with an error', async (t) => {
  await running.writeRaw('jar-poison_0', 'MarbleAdded', { colour: 'red' })
  await t.rejects(all({ until: await store.head(), prefixes: ['jar-poison_'] }), InvalidEvent)
})

test('end', async () => running.stop())
