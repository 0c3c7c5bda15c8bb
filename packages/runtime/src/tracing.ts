import {
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'

export type Attributes = Readonly<Record<string, string | number | boolean>>

export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'consumer'
  /** The traceparent of what caused it; what is going on unless it says so; `null` begins a trace of its own. */
  readonly parent?: string | null | undefined
  /** Traceparents of what else led to it. */
  readonly links?: readonly string[]
  /** Kinds and counts; never anything of a person, never a text that somebody wrote. */
  readonly attributes?: Attributes
}

/** Something that is going on, until it is ended. */
export interface OpenSpan {
  readonly traceId: string
  /** What is begun in there belongs to it. */
  run<T>(work: () => T): T
  note(attributes: Attributes): void
  /** With the name of a failure, it has failed. No error's message: it may quote anything. */
  end(failure?: string): void
}

export interface TracingOptions {
  readonly service: string
  /** Where an OpenTelemetry collector takes OTLP over HTTP, such as `http://127.0.0.1:4318`; or, for a test, what takes the spans. */
  readonly to: string | SpanExporter
  /** How many of all traces are recorded, from 0 to 1. Whatever a trace touches agrees on it, since its id decides. */
  readonly ratio?: number
}

// One for the process, as OpenTelemetry has it: who appends an event and who serves the request know nothing of each other.
let tracer: Tracer | null = null

/**
 * Begins to record spans and to send them off, in the background: a collector that is away costs spans and nothing else.
 * Gives what ends it, which waits a second at most for those that are left.
 */
export async function startTracing(options: TracingOptions): Promise<() => Promise<void>> {
  // Late, since it is a good deal of code that nobody needs who does not trace.
  const { openExport } = await import('./trace-export.ts')
  const exporting = openExport(options)
  tracer = exporting.tracer
  return async () => {
    tracer = null
    await exporting.close()
  }
}

export const isTracing = (): boolean => tracer !== null

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER }

/** Null while nobody traces. */
export function openSpan(name: string, { kind, parent, links, attributes }: SpanOptions = {}): OpenSpan | null {
  if (tracer === null) return null
  const within = parent === undefined ? context.active() : contextOf(parent)
  const span = tracer.startSpan(
    name,
    {
      kind: kind ? kinds[kind] : SpanKind.INTERNAL,
      ...(links ? { links: linksTo(links) } : {}),
      ...(attributes ? { attributes: { ...attributes } } : {}),
    },
    within,
  )
  const inside = trace.setSpan(within, span)
  return {
    traceId: span.spanContext().traceId,
    run: (work) => context.with(inside, work),
    note: (more) => void span.setAttributes({ ...more }),
    end(failure) {
      if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure })
      span.end()
    },
  }
}

/** Runs it as a span; just runs it while nobody traces. */
export async function traced<T>(
  name: string,
  options: SpanOptions,
  work: (span: OpenSpan | null) => Promise<T>,
): Promise<T> {
  const span = openSpan(name, options)
  if (!span) return work(null)
  try {
    const result = await span.run(() => work(span))
    span.end()
    return result
  } catch (error) {
    span.end(error instanceof Error ? error.name : 'error')
    throw error
  }
}

/** Runs it as part of what the traceparent tells of, and not of what happens to be going on. */
export const continuing = <T>(parent: string | undefined, work: () => T): T =>
  tracer === null ? work() : context.with(contextOf(parent ?? null), work)

/** What is going on, in W3C's form, for whoever goes on with it; absent where nothing is, or nobody traces. */
export function traceparent(): string | undefined {
  if (tracer === null) return undefined
  const at = trace.getSpanContext(context.active())
  return at && `00-${at.traceId}-${at.spanId}-${at.traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`
}

/** Whether what a traceparent of ours tells of is recorded, and so worth writing down. */
export const isRecorded = (of: string | undefined): of is string => of?.endsWith('-01') ?? false

const contextOf = (parent: string | null): Context => {
  const at = parent === null ? null : parseTraceparent(parent)
  return at ? trace.setSpanContext(ROOT_CONTEXT, at) : ROOT_CONTEXT
}

const linksTo = (parents: readonly string[]): Link[] =>
  parents.flatMap((parent) => {
    const at = parseTraceparent(parent)
    return at ? [{ context: at }] : []
  })

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/

/** Null for whatever is not W3C's `traceparent`, version 00: it is not worth an error to anybody. */
export function parseTraceparent(text: unknown): SpanContext | null {
  const [, traceId, spanId, flags] = (typeof text === 'string' && form.exec(text)) || []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true }
}
