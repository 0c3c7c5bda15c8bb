/** Wakes whoever sleeps, also when it rings just before they lie down. */
export interface Bell {
  ring(): void
  /** Aborts when it rings from now on. */
  listen(): AbortSignal
}

export function createBell(): Bell {
  let current = new AbortController()
  return {
    ring: () => current.abort(),
    listen() {
      current = new AbortController()
      return current.signal
    },
  }
}
