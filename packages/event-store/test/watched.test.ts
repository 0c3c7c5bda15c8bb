import { createMetrics, parseTraceparent, traced, traceparent } from '@visita/runtime'
import { recordSpans } from '@visita/runtime/testing'
import { startEventStore } from '@visita/testing'
import { test } from 'tap'
import { type CommandContext, connect, createHandler, Outage } from '../src/index.ts'
import { jar, jarEvents, logger, marble } from './harness.ts'

const { eventStore, faults, stop } = await startEventStore()
const metrics = createMetrics('test')
const store = connect({
  connectionString: eventStore,
  catalogue: jarEvents,
  logger,
  connectionName: 'test',
  metrics,
  attempts: 2,
})
const handlerOf = () =>
  createHandler({
    ...{ store, decider: jar, cacheSize: 100, monotonic: () => 0, now: () => '2026-03-02T09:00:00Z' },
  })
const context: CommandContext = {
  ...{ tenant: 'demo', actor: 'key:test', role: 'channel', channel: 'api', correlationId: 'req' },
}
const red = { type: 'Add', colour: 'red' } as const
const figure = async (line: string) => {
  const found = (await metrics.text()).split('\n').find((one) => one.startsWith(`${line},service="test"}`))
  return found === undefined ? undefined : Number(found.split(' ').at(-1))
}
const commands = (outcome: string) => figure(`visita_commands_total{category="jar",outcome="${outcome}"`)

test('what becomes of commands is counted, and what the store was asked', async (t) => {
  const [mine, other] = [handlerOf(), handlerOf()]
  t.equal(await commands('failed'), 0, 'from 0 on')
  await mine.execute('jar-demo_1', red, context)
  await other.execute('jar-demo_1', red, context)
  await mine.execute('jar-demo_1', { ...red, times: 2 }, context)
  t.equal(await commands('accepted'), 2)
  t.equal(await commands('rejected'), 1)
  await mine.execute('jar-demo_1', { type: 'Add', colour: 'blue' }, context)
  await other.execute('jar-demo_1', { type: 'Add', colour: 'blue' }, context)
  t.equal(await figure('visita_append_conflicts_total{category="jar"'), 2, 'neither had seen the other’s')
  const text = await metrics.text()
  t.match(text, 'visita_event_store_duration_seconds_count{service="test",operation="append"} 6', 'the lost ones too')
  t.match(text, /visita_event_store_duration_seconds_count\{service="test",operation="read"\} [1-9]/)
})

test('a store that does not answer is counted: each try, and what was given up', async (t) => {
  const handler = handlerOf()
  await handler.load('jar-demo_away')
  faults().inject({ kind: 'drop', stream: 'jar-demo_away', times: 2 })
  await t.rejects(handler.execute('jar-demo_away', red, context), Outage)
  t.equal(await figure('visita_event_store_retries_total{operation="append"'), 1)
  t.equal(await figure('visita_event_store_outages_total{operation="append"'), 1)
  t.equal(await commands('failed'), 1)
})

test('commands that are decided together are each of their own trace, and the append tells of all of them', async (t) => {
  const recording = await recordSpans()
  t.teardown(recording.stop)
  const handler = handlerOf()
  await handler.load('jar-demo_traced')
  const colours = ['red', 'blue', 'green']
  const requests = await Promise.all(
    colours.map((colour) =>
      traced(`request ${colour}`, { parent: null }, async () => {
        await handler.execute('jar-demo_traced', { type: 'Add', colour }, context)
        return parseTraceparent(traceparent())?.traceId
      }),
    ),
  )
  t.equal(new Set(requests).size, 3)
  const written = (await store.read('jar-demo_traced')).map(({ meta }) => parseTraceparent(meta.traceparent))
  t.same(
    written.map((at) => at?.traceId),
    requests,
  )
  // Whoever goes on because of what the stream says, finds the newest: whoever wrote it, and whoever only read it.
  const newest = (await store.read('jar-demo_traced')).at(-1)?.meta.traceparent
  t.ok(newest)
  t.equal((await handler.load('jar-demo_traced')).traceparent, newest)
  t.equal((await handlerOf().load('jar-demo_traced')).traceparent, newest)
  const spans = recording.spans()
  const commandsOf = spans.filter(({ name }) => name === 'jar command')
  t.same(
    written.map((at) => at?.spanId),
    commandsOf.map((span) => span.spanContext().spanId),
  )
  const linked = spans
    .filter(({ name }) => name === 'append jar')
    .flatMap(({ links }) => links.map(({ context: at }) => at.traceId))
  t.same([...new Set(linked)].sort(), [...requests].sort())
  // What nobody asked for in a trace makes none.
  const before = recording.spans().length
  await store.read('jar-demo_traced')
  await store.append('jar-demo_traced', [marble('white')], 'any')
  t.equal(recording.spans().length, before)
})

test('end', async () => {
  await store.close()
  await stop()
})
