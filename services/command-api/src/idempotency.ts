import { type IdempotentRequest, keyReused } from '@visita/agenda'
import type { TenantId } from '@visita/domain'
import { fingerprint, idempotencyKey } from '@visita/http'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Hashing } from './hashing.ts'

/**
 * What this process knows of the idempotency keys that it has met. The streams know it for good; here it is known
 * without asking them: a key that is being worked on makes its repetitions wait, and one that was answered lately makes
 * another body fail before anything is done.
 */
export interface Idempotency {
  /** `path` is the route's template. @throws 400 without a key */
  request(raw: FastifyRequest, path: string): IdempotentRequest
  /** The same for a platform key, which belongs to no tenant. */
  requestFor(raw: FastifyRequest, path: string, tenant: TenantId): IdempotentRequest
  /** Runs the work once for all who ask for the same at the same time. @throws 422 when the key was used for something else */
  once<T extends { readonly replayed: boolean }>(request: IdempotentRequest, work: () => Promise<T>): Promise<T>
}

export function createIdempotency(hashing: Hashing): Idempotency {
  const underWay = new Map<string, { fingerprint: string; work: Promise<{ replayed: boolean }> }>()
  const answered = new LRUCache<string, string>({ max: 20_000 })

  const requestFor = (raw: FastifyRequest, path: string, tenant: TenantId): IdempotentRequest => ({
    tenant,
    caller: raw.caller,
    requestId: raw.id,
    idempotency: {
      key: hashing.key(tenant, idempotencyKey(raw)),
      fingerprint: hashing.fingerprint(fingerprint(raw.method, path, tenant, raw.body)),
    },
  })

  return {
    requestFor,
    request: (raw, path) => requestFor(raw, path, raw.tenant),

    async once<T extends { readonly replayed: boolean }>(
      request: IdempotentRequest,
      work: () => Promise<T>,
    ): Promise<T> {
      const { key, fingerprint: asked } = request.idempotency
      const known = answered.get(key)
      if (known !== undefined && known !== asked) throw keyReused()
      const running = underWay.get(key)
      if (running) {
        if (running.fingerprint !== asked) throw keyReused()
        return { ...((await running.work) as T), replayed: true }
      }
      const started = work()
      underWay.set(key, { fingerprint: asked, work: started })
      try {
        const answer = await started
        answered.set(key, asked)
        return answer
      } finally {
        underWay.delete(key)
      }
    },
  }
}
