/** A cache of answers that never change, which forgets its oldest ones rather than grow without end. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>()
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#entries.size
  }

  /** What is kept under the key, or else what `make` gives, which is then kept. Nothing is kept when `make` throws. */
  getOr(key: Key, make: () => Value): Value {
    const kept = this.#entries.get(key)
    if (kept !== undefined) return kept
    const made = make()
    this.#entries.set(key, made)
    if (this.#entries.size > this.#limit) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
    return made
  }
}
