import { setTimeout as delay } from 'node:timers/promises'

// The only file of the services that asks what time it is, and the only one that touches `Date`.
// Everything else is given a `Clock`, so that a test, or an operator with a manual clock, decides what "now" means.

/** Where "now" comes from. Times are epoch milliseconds, UTC. */
export interface Clock {
  now(): number
  /**
   * Resolves once `now() >= untilMs`, also when a manual clock is moved there. Never rejects; resolves early when
   * `signal` aborts, so look at the signal (or at `now()`) afterwards.
   */
  wait(untilMs: number, signal?: AbortSignal): Promise<void>
}

export type ManualClock = Clock & {
  /** Moves the clock (forwards or back) and wakes everybody whose time has come. */
  set(ms: number): void
}

/** A timer counts elapsed time, a wall clock may be set or the machine may sleep: so look again at least this often. */
const longestNap = 30_000

export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    async wait(untilMs, signal) {
      for (let left = untilMs - Date.now(); left > 0; left = untilMs - Date.now()) {
        if (signal?.aborted) return
        await delay(Math.min(left, longestNap), undefined, signal ? { signal } : {}).catch(() => {})
      }
    },
  }
}

/** A clock that stands still until it is set: for tests, and for `VISITA_CLOCK=manual`. */
export function manualClock(startMs: number): ManualClock {
  let current = startMs
  const sleepers = new Set<{ untilMs: number; wake: () => void }>()
  return {
    now: () => current,
    set(ms) {
      current = ms
      for (const sleeper of [...sleepers]) if (sleeper.untilMs <= current) sleeper.wake()
    },
    wait(untilMs, signal) {
      if (untilMs <= current || signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { untilMs, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', wake, { once: true })
      })
    },
  }
}

/** Milliseconds that only ever grow: for measuring durations, never for telling the time. */
export const monotonic = (): number => performance.now()
