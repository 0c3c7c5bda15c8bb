import { nearestStarts, openStarts, type Resource } from '@visita/domain'
import type { Need } from './candidates.ts'
import { contextOf, type Days, type Wish } from './days.ts'

const mostDaysAway = 7

/**
 * Up to `limit` open starts nearest to `start` (epoch ms, in order of nearness). Looks at the day itself, then one day
 * further on either side at a time: once a ring of days has given enough, the next ring could still hold a nearer
 * one, the ring after it cannot.
 */
export async function alternatives(
  days: Days,
  wish: Wish,
  needs: readonly Need[],
  start: number,
  limit = 5,
): Promise<number[]> {
  const found = new Set<number>()
  let enoughAt = mostDaysAway
  for (let away = 0; away <= Math.min(enoughAt + 1, mostDaysAway); away++) {
    for (const offset of away === 0 ? [0] : [-away, away]) {
      for (const open of await openOn(days, wish, needs, start, offset)) found.add(open)
    }
    if (found.size >= limit && enoughAt === mostDaysAway) enoughAt = away
  }
  return nearestStarts([...found], start, limit)
}

/** The starts on one day that enough resources of every kind have open. */
async function openOn(
  days: Days,
  wish: Wish,
  needs: readonly Need[],
  start: number,
  offset: number,
): Promise<number[]> {
  const openFor = async (resource: Resource) => {
    const day = await days.near(wish.tenant, resource, start, offset)
    return openStarts(contextOf(wish, day), day.date)
  }
  const perNeed = await Promise.all(
    needs.map(async ({ count, named, others }) => {
      const [mine, rest] = await Promise.all([Promise.all(named.map(openFor)), Promise.all(others.map(openFor))])
      const votes = new Map<number, number>()
      for (const at of [...mine, ...rest].flat()) votes.set(at, (votes.get(at) ?? 0) + 1)
      return new Set(
        [...votes].filter(([at, all]) => all >= count && mine.every((open) => open.includes(at))).map(([at]) => at),
      )
    }),
  )
  const [first, ...others] = perNeed
  return [...(first ?? [])].filter((at) => others.every((open) => open.has(at)))
}
