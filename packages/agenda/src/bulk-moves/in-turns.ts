/**
 * Does the work for every item, at most `limit` at a time. Items that touch a common thing take turns on it, in their
 * order; those that share nothing run beside each other. After the first failure nothing new is begun; what is under way
 * is waited for, and then the failure is thrown.
 */
export async function inTurns<Item>(
  items: readonly Item[],
  limit: number,
  thingsOf: (item: Item) => readonly string[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  const lastOf = new Map<string, Promise<void>>()
  const waiting: (() => void)[] = []
  let free = limit
  const enter = async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  const all = items.map((item) => {
    const things = thingsOf(item)
    const before = things.map((thing) => lastOf.get(thing))
    const done = (async () => {
      await Promise.all(before)
      await enter()
      try {
        if (failures.length === 0) await work(item)
      } catch (error) {
        failures.push(error)
      } finally {
        leave()
      }
    })()
    for (const thing of things) lastOf.set(thing, done)
    return done
  })
  await Promise.all(all)
  if (failures.length > 0) throw failures[0]
}
