import { Type } from '@sinclair/typebox'
import { commandContext, succeed } from '@visita/agenda'
import { defaultPolicies, PoliciesSchema, StreamName, strict, stringEnum, TenantIdSchema } from '@visita/domain'
import { formatKey, type HttpApp, hashSecret, sendPosition } from '@visita/http'
import type { Deps } from '../app.ts'

const TenantBody = Type.Object(
  {
    id: TenantIdSchema,
    name: Type.String({ minLength: 1, maxLength: 200 }),
    policies: Type.Composite(
      [
        Type.Pick(PoliciesSchema, ['timezone', 'locale', 'country']),
        Type.Partial(Type.Omit(PoliciesSchema, ['timezone', 'locale', 'country'])),
      ],
      strict,
    ),
  },
  strict,
)
const TenantAnswer = Type.Object({ id: Type.String(), name: Type.String(), policies: PoliciesSchema })
const KeyBody = Type.Object(
  {
    role: stringEnum('channel', 'operator', 'admin', 'auditor'),
    label: Type.Optional(Type.String({ maxLength: 100 })),
  },
  strict,
)
const KeyAnswer = Type.Object({ keyId: Type.String(), role: Type.String(), label: Type.String(), key: Type.String() })

/** Tenants and their keys, for whoever runs the platform. */
export function platformRoutes(app: HttpApp, deps: Deps): void {
  const { aggregates, clock, hashing, idempotency } = deps
  const config = { roles: ['platform'] as const }
  const tags = ['platform']

  app.post(
    '/v1/platform/tenants',
    {
      config: { ...config, idempotent: true },
      schema: { summary: 'Create a tenant', tags, body: TenantBody, response: { 201: TenantAnswer } },
    },
    async (raw, reply) => {
      const { id: tenant, name, policies: given } = raw.body
      const request = idempotency.requestFor(raw, '/v1/platform/tenants', tenant)
      const policies = { ...defaultPolicies(given), ...given }
      const outcome = succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(tenant),
          { type: 'CreateTenant', tenant, name, policies, now: clock.now() },
          commandContext(request, { idempotency: request.idempotency }),
        ),
      )
      sendPosition(reply, outcome.position)
      if (outcome.kind === 'replayed') reply.header('idempotent-replayed', 'true')
      return reply.code(201).send({ id: tenant, name, policies })
    },
  )

  app.post(
    '/v1/platform/tenants/:id/keys',
    {
      config: { ...config, idempotent: true },
      schema: {
        summary: 'Issue a key; it is shown once',
        tags,
        params: Type.Object({ id: TenantIdSchema }),
        body: KeyBody,
        response: { 201: KeyAnswer },
      },
    },
    async (raw, reply) => {
      const tenant = raw.params.id
      const { role, label = '' } = raw.body
      const request = idempotency.requestFor(raw, '/v1/platform/tenants/:id/keys', tenant)
      // Derived from the request: only its hash is stored, and yet the same request gets the same answer.
      const secret = hashing.secret(tenant, request.idempotency.key, request.idempotency.fingerprint)
      const keyId = hashing.secret('key id', tenant, request.idempotency.key).slice(0, 12)
      const outcome = succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(tenant),
          { type: 'IssueKey', keyId, role, label, secretHash: hashSecret(secret), now: clock.now() },
          commandContext(request, { idempotency: request.idempotency }),
        ),
      )
      sendPosition(reply, outcome.position)
      if (outcome.kind === 'replayed') reply.header('idempotent-replayed', 'true')
      return reply.code(201).send({ keyId, role, label, key: formatKey({ tenant, keyId, secret }) })
    },
  )

  app.delete(
    '/v1/platform/tenants/:id/keys/:keyId',
    {
      config,
      schema: {
        summary: 'Revoke a key',
        tags,
        params: Type.Object({ id: TenantIdSchema, keyId: Type.String({ pattern: '^[a-z0-9]{8,32}$' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (raw, reply) => {
      const { id: tenant, keyId } = raw.params
      const outcome = succeed(
        await aggregates.tenant.execute(
          StreamName.tenant(tenant),
          { type: 'RevokeKey', keyId, now: clock.now() },
          commandContext({ tenant, caller: raw.caller, requestId: raw.id }),
        ),
      )
      sendPosition(reply, outcome.position)
      return reply.code(204).send(null)
    },
  )
}
