import { LRUCache } from 'lru-cache'

const MAX_IDS = 32_768

/** Where an event id was last written. */
interface Written {
  stream: number
  revision: number
}

/**
 * The recently written event ids, for appends that name no revision. As in the real server it is bounded and does not
 * outlive a restart; appends at an exact revision are compared with the disk instead.
 */
export class RecentIds {
  readonly #ids = new LRUCache<string, Written>({ max: MAX_IDS })

  remember(id: string, stream: number, revision: number): void {
    this.#ids.set(id, { stream, revision })
  }

  /** The revision of the event in that very stream; null when it is not remembered there. */
  revisionIn(stream: number, id: string): number | null {
    const written = this.#ids.peek(id)
    return written && written.stream === stream ? written.revision : null
  }

  forget(): void {
    this.#ids.clear()
  }
}
