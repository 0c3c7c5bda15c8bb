import type { RecordedEvent } from '@visita/event-store'
import { isTracing, openSpan, parseTraceparent, traced } from '@visita/runtime'

/**
 * A batch as a span of its own, with a link to each trace that its events are of; and in each of these traces a span as
 * long as the batch, so that whoever looks at a request sees when its rows were there.
 */
export async function traceBatch(batch: readonly RecordedEvent[], work: () => Promise<void>): Promise<void> {
  if (!isTracing()) return work()
  const traces = new Map<string, string>()
  for (const { meta } of batch) {
    const at = parseTraceparent(meta.traceparent)
    if (at && meta.traceparent && !traces.has(at.traceId)) traces.set(at.traceId, meta.traceparent)
  }
  if (traces.size === 0) return work()
  const parents = [...traces.values()]
  const attributes = { 'visita.events': batch.length }
  await traced(
    'apply batch',
    { kind: 'consumer', parent: null, links: parents.slice(0, 128), attributes },
    async () => {
      const spans = parents.map((parent) => openSpan('apply', { kind: 'consumer', parent, attributes }))
      try {
        await work()
        for (const span of spans) span?.end()
      } catch (error) {
        for (const span of spans) span?.end(error instanceof Error ? error.name : 'error')
        throw error
      }
    },
  )
}
