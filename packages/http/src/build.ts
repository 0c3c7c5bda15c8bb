import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { Logger, Metrics } from '@visita/runtime'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { registerAccessLog } from './access-log.ts'
import { registerAuth } from './auth.ts'
import { defaultBodyLimit, registerBodies } from './body.ts'
import { isDocs, openDocs, registerDocs } from './docs.ts'
import { problemOf, registerErrors, sendProblem } from './errors.ts'
import { type Readiness, registerHealth } from './health.ts'
import type { KeyDirectory } from './key-directory.ts'
import { invalidRequest } from './problem.ts'
import { createAdmission, defaultRateLimits, type RateLimits } from './rate-limit.ts'
import { registerTracing } from './tracing.ts'
import { createValidatorCompiler, requireClosedObjects } from './validation.ts'

export interface HttpOptions {
  readonly service: string
  readonly title: string
  readonly logger: Logger
  readonly metrics: Metrics
  /** How callers reach the service; for the documentation. */
  readonly publicUrl?: string
  readonly auth: KeyDirectory
  /** Whether there is an API to document, at `/docs` and `/openapi.json`; there is unless it says no. */
  readonly docs?: boolean
  readonly ready: () => Promise<Readiness>
  readonly limits?: Partial<RateLimits> & { readonly bodyBytes?: number }
}

/** A Fastify instance whose route schemas are TypeBox. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

const saneRequestId = /^[\x21-\x7e]{1,128}$/

/** The caller's `x-request-id` when it is one that may stand in a log line and a header, or else a new one. */
function requestId(raw: IncomingMessage): string {
  const given = raw.headers['x-request-id']
  return typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID()
}

/** One access line is written by access-log.ts; Fastify's two would say it again, with the whole URL. */
class QuietRequests extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(): void {}
  override routeNotFound(): void {}
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
}

/**
 * The pipeline that every route of every service stands in: request ids, keys and roles, rate limits, validation,
 * problem documents, health, metrics, documentation. Add routes to what it gives, then `listen`.
 *
 * A route says `config: { roles: [...] }` or `config: { open: true }`, and closes its body schema; it is refused at
 * start otherwise.
 */
export async function buildHttp(options: HttpOptions): Promise<HttpApp> {
  const { logger, limits = {} } = options
  const app: FastifyInstance = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new QuietRequests({ requestIdLogLabel: 'requestId' }),
    requestIdHeader: false,
    genReqId: requestId,
    bodyLimit: limits.bodyBytes ?? defaultBodyLimit,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, problemOf(error)),
  })
  app.setValidatorCompiler(createValidatorCompiler())
  registerErrors(app)
  registerBodies(app)

  registerTracing(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    // The documentation page brings its own policy, which lets its own scripts and styles run.
    if (!isDocs(request.routeOptions.url ?? '')) reply.headers(securityHeaders)
    // A NUL can stand in a path or a query only escaped; no store takes it, and no id has one.
    if (request.url.includes('%00')) throw invalidRequest([{ in: 'path', path: '', message: 'has a NUL character' }])
  })
  registerAccessLog(app, options.metrics)
  openDocs(app)
  registerAuth(app, options.auth, await createAdmission(app, { ...defaultRateLimits, ...limits }))
  if (options.docs ?? true) await registerDocs(app, options.title, options.publicUrl)
  app.addHook('onRoute', ({ schema, method, url }) => {
    if (schema?.body) requireClosedObjects(schema.body, `${String(method)} ${url}`)
  })
  registerHealth(app, options.ready, options.metrics)
  return app.withTypeProvider<TypeBoxTypeProvider>()
}
