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

/** What the machine tells: its wall clock and a steady one, both in milliseconds. */
export interface TimeSource {
  readonly wall: () => number
  readonly steady: () => number
}

/** A greater step back is somebody setting the clock, and is followed at once. */
const mostSlewed = 60_000

/**
 * The machine's clock, but it does not go back when that is put right by a little: then it runs at half its speed until
 * the machine has caught up, so that what a process records later never says an earlier time.
 */
export function systemClock(source?: TimeSource): Clock {
  const now = source ? steadied(source) : processNow
  return {
    now,
    async wait(untilMs, signal) {
      for (let left = untilMs - now(); left > 0; left = untilMs - now()) {
        if (signal?.aborted) return
        await delay(Math.min(left, longestNap), undefined, signal ? { signal } : {}).catch(() => {})
      }
    },
  }
}

function steadied({ wall, steady }: TimeSource): () => number {
  let last = { told: wall(), at: steady() }
  return () => {
    const at = steady()
    const real = wall()
    const behind = last.told - real
    const told = behind <= 0 || behind > mostSlewed ? real : last.told + (at - last.at) / 2
    last = { told, at }
    return Math.floor(told)
  }
}

/** One for the process: two clocks in it agree. */
const processNow = steadied({ wall: Date.now, steady: () => performance.now() })

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
