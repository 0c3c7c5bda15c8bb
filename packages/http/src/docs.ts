import type { FastifyInstance, FastifySchema } from 'fastify'
import { ProblemSchema } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route needs an `Idempotency-Key`; for the documentation (`idempotencyKey(request)` checks it). */
    idempotent?: boolean
    /** The route honours `visita-min-position`; for the documentation. */
    positioned?: boolean
    /** What it is told is kept, and done later: there is no position to tell yet; for the documentation. */
    deferred?: boolean
  }
}

interface QuerySchema {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>
}

/** What has a default is filled in before it is checked: callers need not send it. */
const withoutDefaults = (query: QuerySchema): QuerySchema => ({
  ...query,
  required: (query.required ?? []).filter((name) => query.properties?.[name]?.default === undefined),
})

/** Whether a path belongs to the documentation page. */
export const isDocs = (path: string): boolean => path === '/docs' || path.startsWith('/docs/')

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const header = (description: string) => ({ type: 'string', description })

/** Every write tells where in the log it stands. */
const withPosition = (responses: object) => {
  const headers = { 'visita-position': header('Where in the log the write stands, for `visita-min-position`') }
  return Object.fromEntries(Object.entries(responses).map(([status, schema]) => [status, { ...schema, headers }]))
}

/** The page's own scripts and styles, and nothing from anywhere else. Swagger UI writes style attributes. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; frame-ancestors 'none'"

/** The page's routes come from a plugin that knows nothing of roles: declares them open. Call it before the guard. */
export function openDocs(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (isDocs(route.url)) route.config = { ...route.config, open: true }
  })
}

/** `/openapi.json` (OpenAPI 3.1, made from the route schemas) and `/docs`, with everything served from here. */
export async function registerDocs(app: FastifyInstance, title: string, publicUrl: string | undefined): Promise<void> {
  // Loaded only by services that have an API to document: they are among the largest things that a service loads.
  const { default: swagger } = await import('@fastify/swagger')
  const { default: swaggerUi } = await import('@fastify/swagger-ui')
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title,
        version: '1',
        description:
          'Instants are RFC 3339 with offset or Z in requests and always Z in answers. Errors are `application/problem+json`. ' +
          'Every write answers `visita-position`; a read that sends it back as `visita-min-position` sees that write.',
      },
      ...(publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] }),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'A key, as `Authorization: Bearer <key>`' },
          apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
        },
        schemas: { Problem: { ...ProblemSchema, $id: undefined } as object },
      },
    },
    // Callers' programs get their types' names from these: by what the schema is, not by the order of the routes.
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, i) => (typeof $id === 'string' ? $id : `def-${i}`),
    },
    transform: ({ schema, url, route }) => {
      const { config } = route
      if (isDocs(url)) return { schema: { ...schema, hide: true }, url }
      const described = { ...schema } as FastifySchema & Record<string, unknown>
      if (described.querystring) described.querystring = withoutDefaults(described.querystring as QuerySchema)
      const response = {
        // Whoever waits for a position reads, also where what is asked about comes in a body.
        ...(route.method === 'GET' || config?.positioned || config?.deferred
          ? (described.response as object)
          : withPosition(described.response ?? {})),
        '4XX': problem('The request was refused; `type` says why.'),
        '5XX': problem('The service failed; nothing is told of the inside.'),
      }
      if (config?.open) return { schema: { ...described, security: [], response }, url }
      const roles = config?.roles ?? []
      const headers = { ...(described.headers as { properties?: Record<string, object> } | undefined)?.properties }
      const required = config?.idempotent ? ['idempotency-key'] : []
      if (config?.idempotent) headers['idempotency-key'] = header('1 to 255 visible characters')
      if (config?.positioned) headers['visita-min-position'] = header('Wait until this position is visible')
      if (roles.includes('platform')) headers['x-visita-tenant'] = header('The tenant, for a platform key')
      return {
        url,
        schema: {
          ...described,
          description: [described.description, `Roles: ${roles.join(', ')}.`].filter(Boolean).join('\n\n'),
          security: [{ bearer: [] }, { apiKey: [] }],
          ...(Object.keys(headers).length > 0 ? { headers: { type: 'object', properties: headers, required } } : {}),
          response,
        },
      }
    },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: pagePolicy,
    uiConfig: { persistAuthorization: false, tryItOutEnabled: true },
  })
  app.get('/openapi.json', { config: { open: true }, logLevel: 'warn', schema: { hide: true } as object }, async () =>
    app.swagger(),
  )
}
