import { ResourceId, StreamName } from '@visita/domain'
import { parseTraceparent, traced } from '@visita/runtime'
import { recordSpans } from '@visita/runtime/testing'
import { until } from '@visita/testing'
import { test } from 'tap'
import { reservation } from '../src/policies/reservation.ts'
import { dieAt, Killed, minute, startStage, tenant } from './stage.ts'

const stage = await startStage()
const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const traceId = parseTraceparent(theirs)?.traceId
const day = (date: string) => StreamName.slot(tenant, ResourceId.parse('ana'), date)
const tracesIn = async (stream: StreamName) =>
  (await stage.store.read(stream)).map(({ type, meta }) => [type, parseTraceparent(meta.traceparent)?.traceId])

/** A booking that dies between its two steps: the reactor has to undo it. */
async function halfBooked(key: string, date: string): Promise<void> {
  const dying = stage.newAgenda(dieAt('reserved'))
  await stage.book(key, `${date}T10:00:00Z`, {}, dying).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
}
const undone = (date: string) =>
  stage.withReactors([reservation], async () => {
    await until('it is known', async () => (await stage.owed()).length > 0)
    stage.clock.set(stage.clock.now() + minute)
    await until('it is undone', async () => (await stage.eventsOf(day(date))).includes('SlotReleased'))
    await stage.settled()
  })

test('what the reactor writes is of the trace of the request that it finishes, whenever it gets there', async (t) => {
  const recording = await recordSpans()
  t.teardown(recording.stop)
  await traced('request', { parent: theirs }, () => halfBooked('half', '2026-03-03'))
  await undone('2026-03-03')
  t.same(await tracesIn(day('2026-03-03')), [
    ['SlotReserved', traceId],
    ['SlotReleased', traceId],
  ])
  await until('the work is told of', () => recording.spans().some(({ name }) => name === 'fulfil reservation'))
  const spans = recording.spans().filter(({ name }) => name.startsWith('fulfil') || name === 'append visit')
  t.same([...new Set(spans.map((span) => span.spanContext().traceId))], [traceId])
})

test('without tracing no event says anything of a trace, and the reactor does its work', async (t) => {
  await halfBooked('plain', '2026-03-04')
  await undone('2026-03-04')
  t.same(await tracesIn(day('2026-03-04')), [
    ['SlotReserved', undefined],
    ['SlotReleased', undefined],
  ])
})

test('end', () => stage.stop())
