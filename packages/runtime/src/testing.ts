import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace'
import { startTracing } from './tracing.ts'

/** Records every span of this process in memory until it is stopped. */
export async function recordSpans(): Promise<{ spans(): readonly ReadableSpan[]; stop(): Promise<void> }> {
  const exporter = new InMemorySpanExporter()
  const stop = await startTracing({ service: 'test', to: exporter })
  return { spans: () => exporter.getFinishedSpans(), stop }
}
