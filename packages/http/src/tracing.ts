import { isTracing, type OpenSpan, openSpan } from '@visita/runtime'
import type { FastifyInstance } from 'fastify'
import { callerOf } from './auth.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is recorded of it, while somebody traces. */
    span: OpenSpan | null
  }
}

/**
 * One span for each request, named by its route's pattern, as part of the caller's trace where `traceparent` names one.
 * Health and metrics are left out. Without tracing there are no hooks.
 */
export function registerTracing(app: FastifyInstance): void {
  app.decorateRequest('span', null)
  if (!isTracing()) return

  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.logLevel === 'warn') return done()
    const { traceparent } = request.headers
    const [method, route] = request.is404 ? ['any', 'none'] : [request.method, request.routeOptions.url ?? 'none']
    const span = openSpan(`${method} ${route}`, {
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : null,
      attributes: { 'http.request.method': method, 'http.route': route },
    })
    request.span = span
    return span ? span.run(done) : done()
  })
  // The body comes in by events of the socket, which know nothing of the request: from here on it is known again.
  app.addHook('preValidation', (request, _reply, done) => (request.span ? request.span.run(done) : done()))

  app.addHook('onResponse', (request, reply, done) => {
    const tenant = callerOf(request)?.tenant
    request.span?.note({
      'http.response.status_code': reply.statusCode,
      ...(tenant ? { 'visita.tenant': tenant } : {}),
      ...(request.problem === null ? {} : { 'visita.problem': request.problem }),
    })
    request.span?.end(reply.statusCode >= 500 ? (request.problem ?? 'failed') : undefined)
    done()
  })
}
