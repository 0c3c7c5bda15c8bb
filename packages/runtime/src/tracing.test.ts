import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'tap'
import { continuing, isRecorded, openSpan, parseTraceparent, startTracing, traced, traceparent } from './index.ts'
import { recordSpans } from './testing.ts'

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

test('while nobody traces there are no spans, and nothing to go on with', async (t) => {
  t.equal(openSpan('work', { parent: theirs }), null)
  t.equal(await traced('work', {}, async () => traceparent()), undefined)
  t.equal(
    continuing(theirs, () => traceparent()),
    undefined,
  )
})

test('what is begun in a span belongs to it, also much later and far away', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  const written = await traced('request', { parent: theirs, attributes: { 'visita.events': 1 } }, async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return traced('command', {}, async () => traceparent())
  })
  t.ok(isRecorded(written))
  await traced('fulfil', { parent: written }, async () => undefined)
  await traced('batch', { parent: null, links: [written ?? '', 'nonsense'] }, async () => undefined)
  const [command, request, fulfil, batch] = spans()
  const traceId = parseTraceparent(theirs)?.traceId
  t.same(
    [command, request, fulfil].map((span) => span?.spanContext().traceId),
    [traceId, traceId, traceId],
  )
  t.equal(command?.parentSpanContext?.spanId, request?.spanContext().spanId)
  t.equal(fulfil?.parentSpanContext?.spanId, command?.spanContext().spanId)
  t.not(batch?.spanContext().traceId, traceId)
  t.same(
    batch?.links.map(({ context }) => context.spanId),
    [command?.spanContext().spanId],
  )
})

test('what is noted of it while it goes on is told with it', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  await traced('work', { parent: theirs }, async (span) => span?.note({ 'visita.outcome': 'fulfilled' }))
  t.match(spans()[0]?.attributes, { 'visita.outcome': 'fulfilled' })
})

test('of an error only its name is told', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  const quoting = traced('work', {}, () => Promise.reject(new TypeError('ana@example.org is no number')))
  await t.rejects(quoting, /no number/)
  t.match(spans()[0]?.status, { message: 'TypeError' })
  t.notMatch(JSON.stringify([spans()[0]?.status, spans()[0]?.attributes, spans()[0]?.events]), /ana@/)
})

test('who says that a trace is not recorded is believed, and whoever goes on with it does not record it either', async (t) => {
  const { spans, stop } = await recordSpans()
  t.teardown(stop)
  const written = await traced('request', { parent: theirs.replace(/01$/, '00') }, async () => traceparent())
  t.notOk(isRecorded(written))
  await traced('command', { parent: written }, async () => undefined)
  t.same(spans(), [])
})

test('only W3C’s form is taken', async (t) => {
  const wrong = [
    '',
    'nonsense',
    theirs.toUpperCase(),
    `${theirs}-00`,
    theirs.replace(/^00/, 'ff'),
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    [theirs],
    undefined,
  ]
  for (const text of wrong) t.equal(parseTraceparent(text), null, String(text))
  t.match(parseTraceparent(theirs), { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' })
})

test('spans reach a collector', async (t) => {
  const arrived = Promise.withResolvers<Buffer>()
  const server = createServer(async (request, response) => {
    t.equal(request.url, '/v1/traces')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    response.end()
    arrived.resolve(Buffer.concat(chunks))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const stop = await startTracing({ service: 'command-api', to })
  await traced('request', { parent: theirs }, async () => undefined)
  await stop()
  const sent = await arrived.promise
  t.ok(sent.includes(Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex')))
  t.ok(sent.includes('visita-command-api'))
})

test('a collector that is away, or never answers, costs nothing but the spans', async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => {
    silent.closeAllConnections()
    silent.close()
  })
  for (const to of ['http://127.0.0.1:1', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`]) {
    const stop = await startTracing({ service: 'command-api', to })
    // More than may wait to be sent.
    let done = 0
    for (let i = 0; i < 5_000; i++) done += await traced('request', {}, async () => 1)
    t.equal(done, 5_000)
    await stop()
  }
  t.equal(openSpan('afterwards'), null)
})
