/** Lets subscriptions sleep until the log, or one stream, grows. */
export class Wakeups {
  #all: (() => void)[] = []
  readonly #streams = new Map<string, (() => void)[]>()

  /** Whether anybody waits for one stream (so that names need not be looked at otherwise). */
  get hasStreams(): boolean {
    return this.#streams.size > 0
  }

  onAll(wake: () => void): () => void {
    this.#all.push(wake)
    return () => {
      this.#all = this.#all.filter((other) => other !== wake)
    }
  }

  onStream(stream: string, wake: () => void): () => void {
    const waiting = this.#streams.get(stream)
    if (waiting) waiting.push(wake)
    else this.#streams.set(stream, [wake])
    return () => {
      const rest = (this.#streams.get(stream) ?? []).filter((other) => other !== wake)
      if (rest.length > 0) this.#streams.set(stream, rest)
      else this.#streams.delete(stream)
    }
  }

  wakeAll(): void {
    const waiting = this.#all
    if (waiting.length === 0) return
    this.#all = []
    for (const wake of waiting) wake()
  }

  wakeStream(stream: string): void {
    const waiting = this.#streams.get(stream)
    if (!waiting) return
    this.#streams.delete(stream)
    for (const wake of waiting) wake()
  }
}
