import type { Follow, LogEvent } from '../src/index.ts'

export interface TestEvent extends LogEvent {
  readonly tenant: string
  readonly data: Record<string, unknown>
}

/** A log in memory with the manners of the real subscription: ordered, one call at a time, checkpoint after each. */
export class TestLog {
  readonly events: TestEvent[] = []
  #wake = Promise.withResolvers<void>()
  #end = 0n

  append(type: string, data: Record<string, unknown> = {}, tenant = 'one'): bigint {
    this.#end += 10n
    const stream = `test-${tenant}`
    this.events.push({ type, data, tenant, stream, revision: BigInt(this.events.length), position: this.#end })
    this.#notify()
    return this.#end
  }

  /** Something went into the log that is nobody's business. */
  pass(): bigint {
    this.#end += 10n
    this.#notify()
    return this.#end
  }

  /** Position of the newest. */
  get end(): bigint {
    return this.#end
  }

  #notify() {
    this.#wake.resolve()
    this.#wake = Promise.withResolvers()
  }

  readonly follow: Follow<TestEvent> = async ({ from, maxBatch = 500, handle, onCaughtUp, signal }) => {
    let at = from ?? 0n
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    while (!signal.aborted) {
      const woken = this.#wake.promise
      const batch = this.events.filter(({ position }) => position > at).slice(0, maxBatch)
      const full = batch.length === maxBatch
      const checkpoint = full ? (batch.at(-1)?.position ?? at) : this.#end
      if (checkpoint > at) {
        await handle(batch, checkpoint)
        at = checkpoint
        continue
      }
      onCaughtUp?.()
      await Promise.race([woken, aborted])
    }
  }
}
