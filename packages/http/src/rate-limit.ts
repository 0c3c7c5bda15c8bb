import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { callerOf } from './auth.ts'
import { ProblemError } from './problem.ts'

export interface RateLimits {
  /** Requests in a minute with one key. */
  readonly perKey: number
  /** Requests in a minute from one address without a valid key. */
  readonly perStranger: number
  /** Requests in a minute with one link that needs no key. */
  readonly perLink: number
}

/** Generous: they stop what runs away, and are no price list. Counted by each instance for itself. */
export const defaultRateLimits: RateLimits = { perKey: 600_000, perStranger: 60_000, perLink: 120 }

/** Gives a function that counts a request and throws 429 `rate-limited` with `retry-after` when there were too many. */
export async function createAdmission(
  app: FastifyInstance,
  limits: RateLimits,
): Promise<(request: FastifyRequest) => Promise<void>> {
  await app.register(rateLimit, { global: false, cache: 10_000 })
  const byKey = app.createRateLimit({
    max: limits.perKey,
    timeWindow: 60_000,
    keyGenerator: (request) => callerOf(request)?.keyId ?? '',
  })
  const byAddress = app.createRateLimit({ max: limits.perStranger, timeWindow: 60_000 })
  const byLink = app.createRateLimit({
    max: limits.perLink,
    timeWindow: 60_000,
    keyGenerator: (request) => `link ${(request.params as { token?: string }).token}`,
  })
  return async (request) => {
    const { counted } = request.routeOptions.config
    for (const countBy of callerOf(request) ? [byKey] : counted ? [byAddress, byLink] : [byAddress]) {
      await count(request, countBy)
    }
  }

  async function count(request: FastifyRequest, countBy: typeof byKey): Promise<void> {
    const count = await countBy(request)
    if (!count.isAllowed && count.isExceeded) {
      const seconds = Math.max(1, count.ttlInSeconds)
      throw new ProblemError(
        429,
        'rate-limited',
        'Too many requests',
        { retryAfterSeconds: seconds },
        { 'retry-after': String(seconds) },
      )
    }
  }
}
