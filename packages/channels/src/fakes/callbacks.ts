import { setTimeout as delay } from 'node:timers/promises'
import { request } from 'undici'
import type { Callback } from './provider.ts'

export interface Teller {
  /** One after the other, each after a moment; who does not take one gets it again a few times, as from real providers. */
  tell(callbacks: readonly (() => Callback)[]): void
  stop(): Promise<void>
}

const tries = 5

/** @param momentMs before each, and between tries */
export function createTeller(momentMs: number, onFailure: (httpStatus: number | null) => void): Teller {
  const stopped = new AbortController()
  const underWay = new Set<Promise<void>>()
  const { signal } = stopped
  const moment = (times = 1) => delay(momentMs * times, undefined, { signal })

  async function once({ url, body, headers }: Callback): Promise<number | null> {
    try {
      const answer = await request(url, { method: 'POST', body, headers, signal })
      await answer.body.dump()
      return answer.statusCode
    } catch {
      return null
    }
  }

  async function tellAll(callbacks: readonly (() => Callback)[]): Promise<void> {
    for (const callback of callbacks) {
      await moment()
      const made = callback()
      if (made.url === '') continue
      let status = await once(made)
      for (let tried = 1; tried < tries && (status === null || status >= 300); tried += 1) {
        await moment(2 ** tried)
        status = await once(made)
      }
      if (status === null || status >= 300) onFailure(status)
    }
  }

  return {
    tell(callbacks) {
      // Rejects only when it is stopped.
      const work: Promise<void> = tellAll(callbacks)
        .catch(() => {})
        .finally(() => underWay.delete(work))
      underWay.add(work)
    },
    async stop() {
      stopped.abort()
      await Promise.all(underWay)
    },
  }
}
