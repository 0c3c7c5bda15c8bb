import { type Role, TenantId } from '@visita/domain'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Caller, KeyDirectory } from './key-directory.ts'
import { invalidRequest, ProblemError } from './problem.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route. Every route says this, or says that it is `open`. */
    roles?: readonly Role[]
    /** Needs no key: health, documentation, webhooks that are signed instead. */
    open?: boolean
    /** An open route that counts as a stranger's request, and, by its `token` parameter, as one of those with this link. */
    counted?: boolean
  }
  interface FastifyRequest {
    /** Who asks; reading it on an open route is a bug and throws. */
    caller: Caller
    /**
     * The tenant that the request is about: the key's own, or the one that a platform key names in `x-visita-tenant`
     * (400 `tenant-missing` when it names none).
     */
    readonly tenant: TenantId
  }
}

/** The key as it was sent: `Authorization: Bearer <key>`, or else `x-api-key: <key>`; null when there is none. */
export function presentedKey(request: FastifyRequest): string | null {
  const { authorization } = request.headers
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? ''
  const key = request.headers['x-api-key']
  return typeof key === 'string' ? key : null
}

const unauthenticated = (detail: string) =>
  new ProblemError(401, 'unauthenticated', 'A valid key is needed', { detail }, { 'www-authenticate': 'Bearer' })

function tenantOf(request: FastifyRequest): TenantId {
  const { caller } = request
  if (caller.tenant !== null) return caller.tenant
  const named = request.headers['x-visita-tenant']
  if (typeof named !== 'string') {
    throw new ProblemError(400, 'tenant-missing', 'A platform key names the tenant in x-visita-tenant')
  }
  try {
    return TenantId.parse(named)
  } catch {
    throw invalidRequest([{ in: 'header', path: '/x-visita-tenant', message: 'is not a tenant id' }])
  }
}

const slot = Symbol('caller')

/** Who asks, or null: on open routes, and for strangers. */
export const callerOf = (request: FastifyRequest): Caller | null => request.getDecorator<Caller | null>(slot)

/**
 * Finds out who is asking, before anything of the request is read. `admit` counts the request (rate limit) and throws
 * when there were too many; a stranger is counted too, so that guessing keys is limited as well.
 */
export function registerAuth(
  app: FastifyInstance,
  directory: KeyDirectory,
  admit: (request: FastifyRequest) => void | Promise<void>,
): void {
  app.decorateRequest(slot, null)
  app.decorateRequest('caller', {
    getter(this: FastifyRequest) {
      const caller = callerOf(this)
      if (!caller) throw new Error('A route without roles asked who is calling')
      return caller
    },
  })
  app.decorateRequest('tenant', {
    getter(this: FastifyRequest) {
      return tenantOf(this)
    },
  })

  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.open || (config?.roles?.length ?? 0) > 0) return
    throw new Error(`${String(method)} ${url} says neither which roles may use it nor that it is open`)
  })

  app.addHook('onRequest', async (request) => {
    const { open, counted, roles } = request.routeOptions.config
    if (counted) await admit(request)
    if (open || request.is404) return
    const key = presentedKey(request)
    const caller = key ? await directory.find(key) : null
    request.setDecorator(slot, caller)
    await admit(request)
    if (key === null) throw unauthenticated('Send it as `Authorization: Bearer <key>` or `x-api-key: <key>`.')
    if (!caller) throw unauthenticated('The key is unknown, wrong or revoked.')
    if (!roles?.includes(caller.role)) {
      throw new ProblemError(403, 'forbidden', 'This key may not do that', { role: caller.role, roles })
    }
  })
}
