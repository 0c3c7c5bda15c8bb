import { context, type Tracer } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import type { TracingOptions } from './tracing.ts'

/** How long the end of a process waits for the spans that are left. */
const patienceMs = 1_000

/** The way that spans take out of the process. At most 4,096 wait for it; more are dropped. */
export function openExport({ service, to, ratio = 1 }: TracingOptions): {
  readonly tracer: Tracer
  close(): Promise<void>
} {
  const byTraceId = new TraceIdRatioBasedSampler(ratio)
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `visita-${service}` }),
    // Callers say whether they record, and cannot make us: what is theirs is recorded no oftener than what is ours.
    sampler: new ParentBasedSampler({ root: byTraceId, remoteParentSampled: byTraceId }),
    spanProcessors: [
      typeof to === 'string'
        ? new BatchSpanProcessor({
            exporter: new OTLPTraceExporter({ url: `${to.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 5_000 }),
            maxQueueSize: 4_096,
          })
        : new SimpleSpanProcessor({ exporter: to }),
    ],
  })
  const contexts = new AsyncLocalStorageContextManager()
  context.setGlobalContextManager(contexts.enable())
  return {
    tracer: provider.getTracer('visita'),
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, patienceMs)
      await Promise.race([provider.shutdown().catch(() => undefined), late])
      clearTimeout(timer)
      context.disable()
    },
  }
}
