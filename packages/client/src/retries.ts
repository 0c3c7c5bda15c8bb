import { setTimeout as delay } from 'node:timers/promises'

export type Fetch = (request: Request) => Promise<Response>

export interface Patience {
  /** How long the answer to a try may take to begin, ms. */
  readonly timeoutMs: number
  /** How long the waits between the tries of a call may be in all, ms. */
  readonly patienceMs: number
}

const firstPauseMs = 50
const longestPauseMs = 2_000

/**
 * Asks again what was answered 429 or 503, after the wait that the answer asks for or a growing one, until the waits would
 * exceed the patience; the last answer is then the call's. Every try is the same request, idempotency key and all. Other
 * answers are final, and so is a connection that breaks: whether its request was heard, only its sender knows how to tell.
 * @throws TimeoutError when no answer begins in time, AbortError when the caller's signal ends the call
 */
export function patient(fetch: Fetch, { timeoutMs, patienceMs }: Patience): Fetch {
  async function once(request: Request): Promise<Response> {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(new DOMException('No answer in time', 'TimeoutError')), timeoutMs)
    try {
      return await fetch(new Request(request, { signal: AbortSignal.any([request.signal, limit.signal]) }))
    } finally {
      // Only the beginning of the answer is limited: a stream of changes goes on for hours.
      clearTimeout(timer)
    }
  }

  return async (request) => {
    let left = patienceMs
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      const response = await once(request.clone())
      if (response.status !== 429 && response.status !== 503) return response
      const askedMs = Number(response.headers.get('retry-after') ?? 0) * 1000 || 0
      const wait = Math.max(askedMs, pause * (0.5 + Math.random() / 2))
      if (wait > left) return response
      left -= wait
      await response.body?.cancel()
      await delay(wait, undefined, { signal: request.signal })
    }
  }
}
