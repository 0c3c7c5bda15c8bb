/** One of the servers that are compared, running. */
export interface System {
  readonly name: 'visita' | 'plain' | 'plain-unlocked'
  readonly url: string
  /** A key that may book. */
  readonly key: string
  /** Waits until nothing of what was booked is still being worked on, so that it takes no time from the other's turn. */
  settle(position: string | null): Promise<void>
  /** CPU seconds used so far, by process. */
  cpu(): Promise<Record<string, number>>
  stop(): Promise<void>
}

/** Steps of stopping, run in reverse order. */
export function createStops() {
  const steps: (() => void | Promise<void>)[] = []
  return {
    add: (step: () => void | Promise<void>) => void steps.push(step),
    async run(): Promise<void> {
      for (const step of steps.splice(0).reverse()) await step()
    },
  }
}
