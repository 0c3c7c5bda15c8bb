/**
 * Does `work` for every item, at most `limit` at a time, taking the next item only when there is room for it. When one
 * throws, no further item is taken, and the first error is thrown once the others under way have ended.
 */
export async function inParallel<T>(
  limit: number,
  items: Iterable<T> | AsyncIterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  const failures: unknown[] = []
  async function worker(): Promise<void> {
    while (failures.length === 0) {
      const { done, value } = await source.next()
      if (done) return
      await work(value)
    }
  }
  await Promise.all(Array.from({ length: limit }, () => worker().catch((error: unknown) => failures.push(error))))
  if (failures.length > 0) {
    await source.return?.()
    throw failures[0]
  }
}
