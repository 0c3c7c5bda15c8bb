import { type Need, nearestStarts, offeredStarts } from '@visita/domain'
import type { Days, Wish } from './days.ts'
import { loadPool } from './pool.ts'

const dayMs = 86_400_000
/** How far it looks, each time further on either side: what lies within is nearer than anything beyond. */
const reaches = [1, 2, 4, 7].map((days) => days * dayMs)

/** Up to `limit` open starts nearest to `start` (epoch ms, in order of nearness), at most a week away. */
export async function alternatives(
  days: Days,
  wish: Wish,
  needs: readonly Need[],
  start: number,
  limit = 5,
): Promise<number[]> {
  const found: number[] = []
  // Whom the rules bind is offered nothing before now or beyond the horizon, so there is nothing to load there.
  const earliest = wish.skipRules ? Number.NEGATIVE_INFINITY : wish.now
  const latest = wish.skipRules ? Number.POSITIVE_INFINITY : wish.now + (wish.policies.maxAdvanceDays + 2) * dayMs
  let known = 0
  for (const reach of reaches) {
    const [before, after] = [start - reach, start + reach]
    const stretches =
      known === 0
        ? [{ from: before, until: after }]
        : [
            { from: before, until: start - known },
            { from: start + known, until: after },
          ]
    for (const stretch of stretches) {
      const range = { from: Math.max(stretch.from, earliest), until: Math.min(stretch.until, latest) }
      if (range.from >= range.until) continue
      const { pool } = await loadPool(days, wish, needs, range)
      for (const offered of offeredStarts(pool, range)) found.push(offered.start)
    }
    if (found.length >= limit) break
    known = reach
  }
  return nearestStarts(found, start, limit)
}
