import type { AllStreamSubscription, Filter, Position } from '@eventstore/db-client'
import { eventTypeFilter, excludeSystemEvents, jsonEvent, streamNameFilter } from '@eventstore/db-client'
import { test } from 'tap'
import { after, collect, event, events, failure, open, unique } from './entry.ts'

const entry = await open()
const { client } = entry

type Step = { event: bigint } | { checkpoint: bigint } | 'caught-up'

/** Everything that a subscription delivers, in order; `until` resolves when a step satisfies it. */
const follow = (options: { fromPosition: 'start' | 'end' | Position; filter?: Filter }) => {
  const steps: Step[] = []
  const waiting: { wanted: (step: Step) => boolean; resolve: () => void }[] = []
  const note = (step: Step): void => {
    steps.push(step)
    for (const { wanted, resolve } of waiting) if (wanted(step)) resolve()
  }
  const filter = options.filter && {
    ...options.filter,
    checkpointReached: async (_: AllStreamSubscription, { commit }: Position) => note({ checkpoint: commit }),
  }
  const subscription = client.subscribeToAll({ fromPosition: options.fromPosition, ...(filter ? { filter } : {}) })
  subscription.on('data', ({ event }) => note({ event: event?.position.commit ?? 0n }))
  subscription.on('caughtUp', () => note('caught-up'))
  return {
    steps,
    until: (wanted: (step: Step) => boolean): Promise<void> => {
      if (steps.some(wanted)) return Promise.resolve()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.push({ wanted, resolve })
      subscription.once('error', reject)
      return promise
    },
    stop: () => subscription.unsubscribe(),
  }
}

const isCaughtUp = (step: Step): boolean => step === 'caught-up'
const at =
  (position: Position | undefined) =>
  (step: Step): boolean =>
    step !== 'caught-up' && 'event' in step && step.event === position?.commit

const checkpoints = (steps: readonly Step[]): bigint[] =>
  steps.flatMap((step) => (step !== 'caught-up' && 'checkpoint' in step ? [step.checkpoint] : []))

const write = async (stream: string, count: number): Promise<Position> => {
  const { position } = await client.appendToStream(stream, events(count))
  if (!position) throw new Error('an append that wrote something answers with its position')
  return position
}

test('subscribing', async (t) => {
  t.teardown(() => entry.close())

  await t.test(
    'history and the present follow each other without a gap or a double, while writers go on',
    async (t) => {
      const stream = unique('seam')
      const start = await write(stream, 1)
      let writing = true
      const writer = (async () => {
        for (let n = 0; n < 100; n++) await client.appendToStream(stream, events(5))
        writing = false
      })()
      await write(stream, 300)
      const followed = follow({ fromPosition: start, filter: streamNameFilter({ prefixes: [stream] }) })
      await writer
      const last = await write(stream, 1)
      await followed.until(at(last))
      const seen = followed.steps.flatMap((step) => (step !== 'caught-up' && 'event' in step ? [step.event] : []))
      const written = (await after(client, start)).filter(({ event }) => event?.streamId === stream)
      t.equal(writing, false)
      t.strictSame(
        seen,
        written.map(({ event }) => event?.position.commit),
      )
      await followed.stop()
    },
  )

  await t.test(
    'a position is where a subscription goes on behind, the start has everything, the end only what comes',
    async (t) => {
      const stream = unique('from')
      const filter = streamNameFilter({ prefixes: [stream] })
      const first = await write(stream, 1)
      const second = await write(stream, 1)
      const all = [
        follow({ fromPosition: 'start', filter }),
        follow({ fromPosition: first, filter }),
        follow({ fromPosition: 'end', filter }),
      ]
      await Promise.all(all.map((one) => one.until(isCaughtUp)))
      const third = await write(stream, 1)
      await Promise.all(all.map((one) => one.until(at(third))))
      const seen = all.map(({ steps }) =>
        steps.flatMap((step) => (step !== 'caught-up' && 'event' in step ? [step.event] : [])),
      )
      t.strictSame(seen, [[first.commit, second.commit, third.commit], [second.commit, third.commit], [third.commit]])
      t.ok(
        all.every(({ steps }) => steps.filter(isCaughtUp).length === 1),
        'caught up once',
      )
      await Promise.all(all.map((one) => one.stop()))
    },
  )

  await t.test(
    'while catching up, a checkpoint comes at full pages behind the interval, and before caught up',
    async (t) => {
      const stream = unique('checkpoints')
      const start = await write(stream, 1)
      await write(stream, 100)
      const considered = (await after(client, start)).map(({ event }) => event?.position.commit ?? 0n)
      const nth = (n: number): bigint => considered[n - 1] ?? 0n
      const last = considered.at(-1) ?? 0n
      for (const [window, multiplier, expected] of [
        [1, 1, [nth(32), nth(64), nth(96), last]],
        [20, 2, [nth(64), last]],
        [32, 2, [nth(64), last]],
        [500, 1, [last]],
      ] as const) {
        const filter = streamNameFilter({
          prefixes: ['nothing-'],
          maxSearchWindow: window,
          checkpointInterval: multiplier,
        })
        const followed = follow({ fromPosition: start, filter })
        await followed.until(isCaughtUp)
        t.strictSame(checkpoints(followed.steps), expected, `${window} times ${multiplier}`)
        t.equal(followed.steps.at(-1), 'caught-up')
        await followed.stop()
      }
    },
  )

  await t.test('live, a checkpoint comes with every so many events, whether they match or not', async (t) => {
    const [stream, other] = [unique('live'), unique('other')]
    const filter = streamNameFilter({ prefixes: [stream], maxSearchWindow: 5, checkpointInterval: 2 })
    const start = await write(other, 1)
    const followed = follow({ fromPosition: 'end', filter })
    await followed.until(isCaughtUp)
    t.strictSame(followed.steps, ['caught-up'], 'from the end there is nothing to catch up with')
    for (let n = 0; n < 12; n++) await write(n % 2 ? stream : other, 3)
    const last = await write(stream, 1)
    await followed.until(at(last))
    const considered = (await after(client, start)).map(({ event }) => event?.position.commit ?? 0n)
    t.strictSame(
      checkpoints(followed.steps),
      considered.filter((_, index) => (index + 1) % 10 === 0),
    )
    await followed.stop()
  })

  await t.test('a checkpoint never repeats and never goes back, and resuming at one loses nothing', async (t) => {
    const stream = unique('resume')
    const start = await write(stream, 1)
    await write(unique('noise'), 70)
    const filter = streamNameFilter({ prefixes: [stream] })
    const quiet = follow({ fromPosition: start, filter })
    await quiet.until(isCaughtUp)
    for (let n = 0; n < 5; n++) await write(unique('noise'), 32)
    await quiet.until((step) => step !== 'caught-up' && 'checkpoint' in step && checkpoints(quiet.steps).length >= 5)
    const passed = checkpoints(quiet.steps)
    t.ok(passed.every((position, index) => index === 0 || position > (passed[index - 1] ?? 0n)))
    await quiet.stop()
    const last = await write(stream, 1)
    const commit = passed.at(-1) ?? 0n
    const resumed = follow({ fromPosition: { commit, prepare: commit }, filter })
    await resumed.until(at(last))
    t.strictSame(resumed.steps.filter((step) => step !== 'caught-up' && 'event' in step).length, 1)
    await resumed.stop()
  })

  await t.test('the last event is a position to resume at, with its own checkpoint', async (t) => {
    const position = await write(unique('head'), 1)
    const followed = follow({ fromPosition: position, filter: streamNameFilter({ prefixes: ['nothing-'] }) })
    await followed.until(isCaughtUp)
    t.strictSame(followed.steps, [{ checkpoint: position.commit }, 'caught-up'])
    await followed.stop()
  })

  await t.test('filters go by stream or event type, by prefixes or expression', async (t) => {
    const tag = crypto.randomUUID()
    const start = await write(unique('filters'), 1)
    for (const [stream, type] of [
      [`apple-${tag}`, `Alpha-${tag}`],
      [`banana-${tag}`, `Beta-${tag}`],
      [`cherry-${tag}`, `Gamma-${tag}`],
      [`kirsche 🍒-${tag}`, `Délta-${tag}`],
    ] as const) {
      await client.appendToStream(stream, jsonEvent({ type, data: {} }))
    }
    await client.setStreamMetadata(`apple-${tag}`, { maxCount: 9 })
    const end = await client.appendToStream(`end-${tag}`, jsonEvent({ type: `End-${tag}`, data: {} }))
    const last = end.position?.commit
    const names = (await after(client, start)).map(({ event }) => event)
    for (const [name, filter, wanted] of [
      [
        'prefixes of streams',
        streamNameFilter({ prefixes: ['apple-', 'kirsche 🍒', 'end-'] }),
        /^(apple-|kirsche 🍒|end-)/u,
      ],
      ['prefixes of types', eventTypeFilter({ prefixes: ['Al', 'Dél', 'End'] }), null],
      ['an expression over streams', streamNameFilter({ regex: `^(b|c|k|e)[^-]+-${tag}$` }), /^(b|c|k|e)/u],
      ['an expression over types', eventTypeFilter({ regex: `^\\p{Lu}[^$]+-${tag}` }), /^[^$]/u],
      ['excludeSystemEvents', excludeSystemEvents(), /^[^$]/u],
    ] as const) {
      const followed = follow({ fromPosition: start, filter })
      await followed.until((step) => step !== 'caught-up' && 'event' in step && step.event === last)
      const expected = names.filter((event) =>
        wanted ? wanted.test(event?.streamId ?? '') : /^(Al|Dél|End)/u.test(event?.type ?? ''),
      )
      t.strictSame(
        followed.steps.flatMap((step) => (step !== 'caught-up' && 'event' in step ? [step.event] : [])),
        expected.map((event) => event?.position.commit),
        name,
      )
      await followed.stop()
    }
  })

  await t.test(
    'a filter that cannot be used, or a position that is none, ends the subscription with an error',
    async (t) => {
      for (const regex of ['(', '[a', '\\k<no>', '(?<a>.)(?<a>.)']) {
        const subscription = client.subscribeToAll({ filter: streamNameFilter({ regex }) })
        t.ok(await failure(collect(subscription)), regex)
      }
      const { commit } = await write(unique('odd'), 1)
      const nowhere = { commit: commit + 1n, prepare: commit + 1n }
      t.ok(await failure(collect(client.subscribeToAll({ fromPosition: nowhere }))))
    },
  )

  await t.test('a stream subscription starts behind a revision, also before the stream begins', async (t) => {
    const stream = unique('stream')
    const early = client.subscribeToStream(stream)
    const seen: bigint[] = []
    early.on('data', ({ event }) => seen.push(event?.revision ?? -1n))
    await new Promise((resolve) => early.once('caughtUp', resolve))
    await write(stream, 5)
    const later = client.subscribeToStream(stream, { fromRevision: 2n })
    const behind: bigint[] = []
    for await (const { event } of later) {
      behind.push(event?.revision ?? -1n)
      if (behind.length === 2) break
    }
    t.strictSame(behind, [3n, 4n])
    const ending = client.subscribeToStream(stream, { fromRevision: 'end' })
    await new Promise((resolve) => ending.once('caughtUp', resolve).resume())
    const next = new Promise((resolve) => ending.once('data', resolve))
    await write(stream, 1)
    t.match(await next, { event: { revision: 5n } })
    while (seen.length < 6) await new Promise((wake) => early.once('data', wake))
    t.strictSame(seen, [0n, 1n, 2n, 3n, 4n, 5n])
    await early.unsubscribe()
    await ending.unsubscribe()
  })

  await t.test('a live stream subscription gets the tombstone, then the error', async (t) => {
    const stream = unique('dying')
    await write(stream, 1)
    const subscription = client.subscribeToStream(stream)
    const types: string[] = []
    subscription.on('data', ({ event }) => types.push(event?.type ?? ''))
    const error = new Promise((resolve) => subscription.once('error', resolve))
    await new Promise((resolve) => subscription.once('caughtUp', resolve))
    await client.tombstoneStream(stream)
    t.match(await error, { type: 'stream-deleted', streamName: stream })
    t.strictSame(types, ['Tested', '$streamDeleted'])
  })

  await t.test('a live subscription gets what was appended even when it was cut off at once', async (t) => {
    const stream = unique('cut')
    const subscription = client.subscribeToStream(stream)
    const seen: bigint[] = []
    subscription.on('data', ({ event }) => seen.push(event?.revision ?? -1n))
    await new Promise((resolve) => subscription.once('caughtUp', resolve))
    await client.setStreamMetadata(stream, { maxCount: 1 })
    await Promise.all([write(stream, 10), client.deleteStream(stream, { expectedRevision: 'any' }).catch(() => {})])
    while (seen.length < 10) await new Promise((wake) => subscription.once('data', wake))
    t.strictSame(seen, [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n])
    await subscription.unsubscribe()
  })

  await t.test('history is cut by metadata, what follows is not', async (t) => {
    const stream = unique('history')
    await write(stream, 6)
    await client.setStreamMetadata(stream, { maxCount: 2 })
    const subscription = client.subscribeToStream(stream)
    const seen: bigint[] = []
    subscription.on('data', ({ event }) => seen.push(event?.revision ?? -1n))
    await new Promise((resolve) => subscription.once('caughtUp', resolve))
    t.strictSame(seen, [4n, 5n])
    await write(stream, 3)
    while (seen.length < 5) await new Promise((wake) => subscription.once('data', wake))
    t.strictSame(seen, [4n, 5n, 6n, 7n, 8n])
    await subscription.unsubscribe()
  })

  await t.test('a slow subscriber holds nobody up and misses nothing', async (t) => {
    const stream = unique('slow')
    const start = await write(stream, 1)
    const subscription = client.subscribeToAll({
      fromPosition: start,
      filter: streamNameFilter({ prefixes: [stream] }),
    })
    const big = () => jsonEvent({ type: 'Big', data: { text: 'x'.repeat(20_000) } })
    for (let n = 0; n < 30; n++) await client.appendToStream(stream, Array.from({ length: 20 }, big))
    let count = 0
    for await (const _ of subscription) {
      if (++count === 600) break
      if (count % 100 === 0) await new Promise((wake) => setTimeout(wake, 10))
    }
    t.equal(count, 600)
    await client.appendToStream(stream, event())
  })
})
