import { InvalidId } from '@visita/domain'
import { InvalidInstant } from '@visita/runtime'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidRequest, ProblemError, problemDocument } from './problem.ts'
import { validationProblem } from './validation.ts'

/** Fastify's own refusals, by their codes. What is not here and not ours is a bug, and shows nothing of itself. */
const refusals: Readonly<Record<string, () => ProblemError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new ProblemError(413, 'body-too-large', 'The body is too large'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () =>
    new ProblemError(415, 'unsupported-media-type', 'The body must be application/json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ProblemError(400, 'invalid-request', 'The request is malformed', { detail: 'content-length is wrong' }),
  FST_ERR_CTP_INVALID_JSON_BODY: () => malformedJson(),
  FST_ERR_BAD_URL: () =>
    new ProblemError(400, 'invalid-request', 'The request is malformed', { detail: 'The path is not valid UTF-8' }),
  FST_ERR_MAX_PARAM_LENGTH: () => new ProblemError(404, 'not-found', 'There is no such thing'),
}

/** 400 for a body that is not JSON. The parser's own words quote the body, so they stay out of the answer. */
export const malformedJson = (message = 'is not valid JSON'): ProblemError =>
  invalidRequest([{ in: 'body', path: '', message }])

/** What the doors to EventStoreDB and to Postgres call it when their store cannot be reached. */
const outages: ReadonlySet<string> = new Set(['Outage', 'StoreUnavailable'])

/** A store is away. The caller may try again with the same idempotency key. */
const unavailable = () =>
  new ProblemError(503, 'unavailable', 'The service cannot reach its store', {}, { 'retry-after': '1' })

/** The problem that an error is to the outside. Everything unforeseen is 500 with nothing but a title. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof Error) {
    const { validation, validationContext, code } = error as Partial<FastifyError>
    if (validation) return validationProblem(validation, validationContext)
    const refusal = code === undefined ? undefined : refusals[code]
    if (refusal) return refusal()
    if (error instanceof InvalidId || error instanceof InvalidInstant) {
      return new ProblemError(400, 'invalid-request', 'The request is malformed', { detail: error.message, errors: [] })
    }
    // By name and not by class: each store's door has its own, and this room does not know the stores.
    if (outages.has(error.name)) return unavailable()
  }
  return new ProblemError(500, 'internal', 'Something went wrong here')
}

/** Answers with a problem document. The text is made here so that no route's response schema can cut members off. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  request.problem = problem.slug
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value)
  // A request whose path cannot be read never meets the hook that echoes its id.
  reply.header('x-request-id', request.id)
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemDocument(problem, request.id)))
}

/** Registers the answers to errors, unknown routes and wrong methods. Call it before any route is added. */
export function registerErrors(app: FastifyInstance): void {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = routes.get(url) ?? { pattern: patternOf(url), methods: new Set() }
    for (const one of [method].flat()) known.methods.add(one)
    routes.set(url, known)
  })

  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, problem.title)
    return sendProblem(request, reply, problem)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const allowed = new Set<string>()
    for (const { pattern, methods } of routes.values()) {
      if (pattern.test(path)) for (const one of methods) allowed.add(one)
    }
    if (allowed.size === 0)
      return sendProblem(request, reply, new ProblemError(404, 'not-found', 'There is no such route'))
    const allow = [...allowed].sort().join(', ')
    return sendProblem(
      request,
      reply,
      new ProblemError(405, 'method-not-allowed', 'The route does not take this method', { allow }, { allow }),
    )
  })
}

/** A route's path as an expression; only asked once a request has found no route. */
function patternOf(url: string): RegExp {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/:[A-Za-z0-9_]+/g, '[^/]+').replaceAll('*', '.*')}$`)
}
