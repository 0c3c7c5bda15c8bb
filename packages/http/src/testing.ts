import { Type } from '@sinclair/typebox'
import type { Role } from '@visita/domain'
import { createLogger, createMetrics, parseInstant } from '@visita/runtime'
import type { LightMyRequestResponse } from 'fastify'
import {
  buildHttp,
  createKey,
  createKeyDirectory,
  type HttpOptions,
  InstantText,
  ProblemError,
  pageQuery,
  TimeZoneText,
} from './index.ts'
import { DateText } from './schema.ts'

// An application with one route of each kind, for the tests of this room only.

const strict = { additionalProperties: false } as const
const made = {
  operator: { ...createKey('demo'), role: 'operator', revoked: false },
  auditor: { ...createKey('demo'), role: 'auditor', revoked: false },
  revoked: { ...createKey('demo'), role: 'operator', revoked: true },
  platform: { ...createKey('platform'), role: 'platform', revoked: false },
} as const

export const keys = {
  operator: made.operator.key,
  auditor: made.auditor.key,
  revoked: made.revoked.key,
  platform: made.platform.key,
}

type Directory = Map<string, { role: Role; secretHash: string; revoked: boolean }>
const byTenant: Record<string, Directory> = {
  demo: new Map([made.operator, made.auditor, made.revoked].map((key) => [key.keyId, key])),
  platform: new Map([[made.platform.keyId, made.platform]]),
}

class Outage extends Error {
  override readonly name = 'Outage'
}

export const bodyOf = (reply: LightMyRequestResponse) => reply.json<Record<string, unknown>>()

interface Teardown {
  teardown(fn: () => Promise<unknown>): void
}

export async function startApp(t: Teardown, overrides: Partial<HttpOptions> = {}, ready = true) {
  const lines: string[] = []
  const seen: unknown[] = []
  const app = await buildHttp({
    service: 'test',
    title: 'Test',
    logger: createLogger({ service: 'test', level: 'info', destination: { write: (line) => void lines.push(line) } }),
    metrics: createMetrics('test'),
    auth: createKeyDirectory(async (tenant) => byTenant[tenant] ?? null),
    ready: async () => ({ store: { ok: true } }),
    ...overrides,
  })
  t.teardown(() => app.close())
  const operator = { roles: ['operator'] as const }
  const body = Type.Object(
    {
      start: InstantText,
      seats: Type.Integer({ minimum: 1 }),
      note: Type.Optional(Type.String()),
      mode: Type.Optional(Type.String({ enum: ['now', 'call'] })),
      customer: Type.Optional(Type.Object({ id: Type.String() }, strict)),
    },
    strict,
  )
  app.post(
    '/v1/things/:id',
    { config: { ...operator, idempotent: true }, schema: { body, params: Type.Object({ id: Type.String() }) } },
    async (request, reply) => {
      seen.push(request.body)
      const { tenant, caller, params } = request
      return reply.code(201).send({ id: params.id, tenant, actor: caller.actor, ms: parseInstant(request.body.start) })
    },
  )
  const query = Type.Object({
    ...pageQuery,
    resourceId: Type.Optional(Type.Array(Type.String())),
    zone: Type.Optional(TimeZoneText),
    date: Type.Optional(DateText),
  })
  app.get('/v1/things', { config: operator, schema: { querystring: query } }, async (request) => request.query)
  app.get(
    '/v1/links/:token',
    { config: { open: true, counted: true }, schema: { params: Type.Object({ token: Type.String() }) } },
    async () => ({}),
  )
  app.get('/v1/platform/thing', { config: { roles: ['platform'] } }, async (request) => ({ tenant: request.tenant }))
  app.post('/v1/refuse', { config: operator }, async () => {
    throw new ProblemError(409, 'slot-unavailable', 'That start is taken', { alternatives: [], status: 200 })
  })
  app.post('/v1/outage', { config: operator }, async () => {
    throw new Outage('secret detail of the store')
  })
  app.post('/v1/bug', { config: operator }, async () => {
    throw new TypeError('secret detail of the code')
  })
  if (ready) await app.ready()
  return { app, lines, seen, openBody: Type.Object({ any: Type.Optional(Type.String()) }) }
}
