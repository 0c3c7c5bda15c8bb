import { parseTraceparent, traced } from '@visita/runtime'
import { recordSpans } from '@visita/runtime/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { startBoth } from './both-halves.ts'
import { hour, phone } from './stage.ts'

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const traceId = parseTraceparent(theirs)?.traceId

test('a message', async (t) => {
  const stage = await startBoth(t)
  const { clock, fakes, request, settled, happened, eventsOf } = stage
  stage.start()
  const recording = await recordSpans()
  t.teardown(recording.stop)
  /** What is recorded from now on of the trace of the request. */
  const since = () => {
    const before = recording.spans().length
    return () =>
      recording
        .spans()
        .slice(before)
        .filter((span) => span.spanContext().traceId === traceId)
  }
  const asked = (wish: Parameters<typeof request>[0] = {}) => traced('request', { parent: theirs }, () => request(wish))
  const tracesIn = async (id: Awaited<ReturnType<typeof request>>) =>
    new Set((await eventsOf(id)).map(({ meta }) => parseTraceparent(meta.traceparent)?.traceId))

  t.test('is one trace, from the request that it comes of to what its provider tells of it', async (t) => {
    const recorded = since()
    const id = await asked()
    for (const type of ['NotificationSent', 'NotificationDelivered', 'NotificationRead']) await happened(id, type)
    const statusesOf = () =>
      recorded().flatMap(({ name, attributes }) => (name === 'apply status' ? [attributes['visita.status']] : []))
    const found = (name: string) => recorded().find((span) => span.name === name)
    await until('all is done', async () => statusesOf().length === 3 && found('dispatch whatsapp') !== undefined)
    t.same([...(await tracesIn(id))], [traceId])
    const [dispatch, gates, limits, attempt] = ['dispatch whatsapp', 'gates', 'limits', 'attempt whatsapp'].map(found)
    t.match(dispatch?.attributes, {
      ...{ 'visita.tenant': 'demo', 'visita.channel': 'whatsapp', 'visita.priority': 'normal' },
      ...{ 'visita.taken_over': false, 'visita.outcome': 'fulfilled' },
    })
    t.match(gates?.attributes, { 'visita.gate': 'address', 'visita.verdict': 'pass' })
    t.match(limits?.attributes, { 'visita.gate': 'rate', 'visita.verdict': 'pass' })
    t.match(attempt?.attributes, {
      ...{ 'visita.tenant': 'demo', 'visita.channel': 'whatsapp', 'visita.provider': 'whatsapp-cloud' },
      ...{ 'visita.attempt': 1, 'visita.outcome': 'accepted', 'http.response.status_code': 200 },
      'visita.latency_ms': Number,
    })
    for (const span of [gates, limits, attempt])
      t.equal(span?.parentSpanContext?.spanId, dispatch?.spanContext().spanId, 'part of the work')
    t.same(statusesOf().sort(), ['delivered', 'read', 'sent'])
  })

  t.test('that is asked to wait goes on in the same trace, once its time has come', async (t) => {
    const recorded = since()
    const id = await asked({ dueAt: clock.now() + hour })
    clock.set(clock.now() + hour)
    t.equal((await settled(id)).status, 'sent')
    await until('it is told of', async () => recorded().some(({ name }) => name === 'dispatch whatsapp'))
  })

  t.test('that is refused, or that a gate stops, is told of by kinds, and by nothing of anybody’s', async (t) => {
    const recorded = since()
    fakes.behave({ provider: 'twilio', mode: 'error', code: 21211, times: 1 })
    await settled(await asked({ channel: 'sms' }))
    const late = await asked({ dueAt: clock.now() + 3 * hour, notAfter: clock.now() + 4 * hour })
    clock.set(clock.now() + 5 * hour)
    await settled(late)
    const told = (name: string) =>
      until(`${name} is told of`, async () => recorded().some((span) => span.name === name))
    for (const name of ['dispatch sms', 'dispatch whatsapp']) await told(name)
    const refused = recorded().find(({ name }) => name === 'attempt sms')
    t.match(refused?.attributes, { 'visita.outcome': 'refused', 'visita.class': 'unreachable' })
    t.match(refused?.status, { message: 'unreachable' })
    const stopped = recorded().filter(({ name }) => name === 'gates')
    t.match(stopped.at(-1)?.attributes, {
      ...{ 'visita.gate': 'not-after', 'visita.verdict': 'stop', 'visita.follows': 'ExpireNotification' },
    })
    const all = JSON.stringify(recording.spans().map(({ name, attributes, status }) => [name, attributes, status]))
    t.notMatch(all, new RegExp(`Ana|example\\.com|${phone.slice(1)}|wamid`))
  })
})

test('without tracing no event of a message says anything of a trace', async (t) => {
  const stage = await startBoth(t)
  stage.start()
  const id = await stage.request()
  await stage.happened(id, 'NotificationRead')
  t.same(
    (await stage.eventsOf(id)).filter(({ meta }) => meta.traceparent !== undefined),
    [],
  )
})
