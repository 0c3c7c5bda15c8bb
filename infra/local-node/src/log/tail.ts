import type { PageLimit, StoredEvent } from '../storage/storage.ts'

const MAX_EVENTS = 4096
const MAX_BYTES = 4 * 1024 * 1024

/** The end of the log in memory, so that subscribers who keep up never touch the disk. */
export class Tail {
  #events: StoredEvent[] = []
  #first = 0
  #bytes = 0
  #floor: number

  /** @param end position of the last event that is only on disk. */
  constructor(end: number) {
    this.#floor = end
  }

  /** Adds committed events, in order. */
  push(events: readonly StoredEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      this.#bytes += event.record.length
    }
    while (this.#events.length - this.#first > MAX_EVENTS || this.#bytes > MAX_BYTES) {
      const event = this.#events[this.#first++]
      if (!event) break
      this.#bytes -= event.record.length
      this.#floor = event.position
    }
    // What was dropped is let go in one piece now and then: shifting a long array costs its length.
    if (this.#first > MAX_EVENTS) {
      this.#events = this.#events.slice(this.#first)
      this.#first = 0
    }
  }

  /** The events after a position; null when they begin before what is kept. */
  after(position: number, limit: PageLimit): StoredEvent[] | null {
    if (position < this.#floor) return null
    let low = this.#first
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#events[middle]?.position ?? Infinity) <= position) low = middle + 1
      else high = middle
    }
    const page: StoredEvent[] = []
    let bytes = 0
    for (let i = low; i < this.#events.length && page.length < limit.events && bytes < limit.bytes; i++) {
      const event = this.#events[i]
      if (!event) break
      page.push(event)
      bytes += event.record.length
    }
    return page
  }
}
