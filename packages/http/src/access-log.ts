import type { Metrics } from '@visita/runtime'
import type { FastifyInstance } from 'fastify'
import { callerOf } from './auth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer goes on for as long as somebody listens: how long that was is no figure of ours. */
    lasting?: boolean
  }
  interface FastifyRequest {
    /** The slug of the problem that it was answered with, for the count of them. */
    problem: string | null
  }
}

/**
 * One line and one measurement per request. The line has the route's pattern and never the URL, whose query may hold a
 * name; who asked is a key id. Liveness, readiness and metrics are only logged when they fail.
 */
export function registerAccessLog(app: FastifyInstance, metrics: Metrics): void {
  const duration = metrics.histogram('http_request_duration_seconds', 'Time to answer, in seconds', [
    'method',
    'route',
    'status',
  ])
  const problems = metrics.counter('visita_problems_total', 'Requests answered with a problem', ['route', 'problem'])
  app.decorateRequest('problem', null)
  // Looking a child up by its labels costs more than observing it, and there are few.
  const children = new Map<string, ReturnType<typeof duration.labels>>()

  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none')
    const status = reply.statusCode
    const ms = reply.elapsedTime
    // An unknown method would be a label that callers choose.
    const name = `${request.is404 ? 'any' : method} ${route} ${status}`
    let child = children.get(name)
    if (!child) {
      child = duration.labels(request.is404 ? 'any' : method, route, String(status))
      children.set(name, child)
    }
    if (!request.routeOptions.config.lasting || status >= 400) child.observe(ms / 1000)
    if (request.problem !== null) problems.inc({ route, problem: request.problem })
    const caller = callerOf(request)
    const line = {
      requestId: request.id,
      method,
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(request.span ? { traceId: request.span.traceId } : {}),
      ...(caller ? { keyId: caller.keyId, tenant: caller.tenant ?? 'platform' } : {}),
    }
    const { logLevel } = request.routeOptions
    if (status >= 500) app.log.error(line, 'request')
    else if (logLevel !== 'warn') app.log.info(line, 'request')
    done()
  })
}
