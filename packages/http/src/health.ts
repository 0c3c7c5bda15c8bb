import { Type } from '@sinclair/typebox'
import type { Metrics } from '@visita/runtime'
import type { FastifyInstance } from 'fastify'

/** The state of each thing that a service cannot work without. `detail` is for operators; no credentials, no URLs. */
export type Readiness = Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>

const ReadinessSchema = Type.Object({
  status: Type.String({ enum: ['ok', 'unavailable'] }),
  checks: Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
})

const patience = 2000
/** Shorter, so that it is told which of them it is that does not answer. */
const checkPatience = 1500

type Check = Readiness[string]

/** Asks all of them at once. Whoever fails, or does not answer in time, does not answer; a check may say more itself. */
export async function checkAll(
  checks: Readonly<Record<string, () => Promise<Check> | Promise<void>>>,
): Promise<Readiness> {
  const asked = Object.entries(checks).map(async ([name, check]): Promise<[string, Check]> => {
    const { promise: late, resolve } = Promise.withResolvers<Check>()
    const timer = setTimeout(resolve, checkPatience, { ok: false, detail: 'does not answer' })
    try {
      return [name, (await Promise.race([check(), late])) ?? { ok: true }]
    } catch {
      return [name, { ok: false, detail: 'does not answer' }]
    } finally {
      clearTimeout(timer)
    }
  })
  return Object.fromEntries(await Promise.all(asked))
}

/** Asks for readiness, but never waits longer than an orchestrator would. */
async function ask(ready: () => Promise<Readiness>): Promise<Readiness> {
  const timer = Promise.withResolvers<Readiness>()
  const late = setTimeout(() => timer.resolve({ checks: { ok: false, detail: 'did not answer in time' } }), patience)
  try {
    return await Promise.race([ready(), timer.promise])
  } catch {
    return { checks: { ok: false, detail: 'failed' } }
  } finally {
    clearTimeout(late)
  }
}

/** `/health/live` (the process turns), `/health/ready` (it can do its work) and `/metrics`. */
export function registerHealth(app: FastifyInstance, ready: () => Promise<Readiness>, metrics: Metrics): void {
  const tags = ['operations']
  const quiet = { logLevel: 'warn' } as const
  const readiness = metrics.gauge('visita_ready', 'Whether what the service needs is there (1) or not (0)', ['check'])
  // Anybody may ask, and a look costs the stores a question each: whoever asks during one has its answer.
  let looking: Promise<Readiness> | null = null
  const look = (): Promise<Readiness> => {
    looking ??= ask(ready).finally(() => {
      looking = null
    })
    return looking
  }
  metrics.beforeReading(async () => {
    const checks = await look()
    readiness.reset()
    for (const [check, { ok }] of Object.entries(checks)) readiness.set({ check }, ok ? 1 : 0)
  })
  app.get(
    '/health/live',
    {
      ...quiet,
      config: { open: true },
      schema: { tags, summary: 'Whether the process runs', response: { 200: Type.Object({ status: Type.String() }) } },
    },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/health/ready',
    {
      ...quiet,
      config: { open: true },
      schema: {
        tags,
        summary: 'Whether the service can do its work, with the state of each dependency',
        response: { 200: ReadinessSchema, 503: ReadinessSchema },
      },
    },
    async (_request, reply) => {
      const checks = await look()
      const ok = Object.values(checks).every((check) => check.ok)
      return reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'unavailable', checks })
    },
  )
  app.get(
    '/metrics',
    {
      ...quiet,
      config: { open: true },
      schema: {
        ...{ tags, summary: 'Prometheus metrics' },
        response: { 200: { description: 'What it tells', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.text()),
  )
}
