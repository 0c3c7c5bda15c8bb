/** Wakes whoever sleeps, also when it rings just before they lie down. */
export interface Bell {
  ring(): void
  /** Aborts when it rings from now on. */
  listen(): AbortSignal
}

/** Said as the reason: without one, an error is made each time, with all of its stack. */
const rung = 'rung'

export function createBell(): Bell {
  let current = new AbortController()
  return {
    ring: () => current.abort(rung),
    listen() {
      current = new AbortController()
      return current.signal
    },
  }
}
