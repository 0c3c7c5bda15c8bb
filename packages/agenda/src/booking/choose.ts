import {
  assignmentAt,
  crossesMidnight,
  type LocationId,
  type Need,
  type ResourceId,
  type StartRefusal,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import { type Days, mentions, type ResourceDay, type Wish } from './days.ts'
import { loadPool } from './pool.ts'

export type Choice =
  | {
      readonly open: true
      readonly days: readonly ResourceDay[]
      /** Those that nobody named. */
      readonly assigned: readonly ResourceId[]
      /** Where the visit would be: what its claims must say. */
      readonly locationId: LocationId | null
    }
  /** `seen`: this visit has left a trace on one of the days, so its request may have been answered before. */
  | { readonly open: false; readonly reason: StartRefusal; readonly seen: boolean }

/**
 * Which resources would take a visit at `start` (epoch ms): every named one, and for what is missing those that the
 * tenant's strategy prefers. `without` are resources not to be asked.
 * @throws 422 `crosses-midnight`: a visit lies inside one local day of each of its resources.
 */
export async function choose(
  days: Days,
  wish: Wish,
  needs: readonly Need[],
  start: number,
  without: ReadonlySet<ResourceId> = new Set(),
): Promise<Choice> {
  const left = needs.map((need) => ({ ...need, others: need.others.filter(({ id }) => !without.has(id)) }))
  const loaded = await loadPool(days, wish, left, { from: start, until: start + 1 })
  const found = assignmentAt(loaded.pool, start)
  if (found.open) {
    const named = new Set(needs.flatMap((need) => need.named))
    return {
      open: true,
      days: found.resources.map(loaded.dayOf),
      assigned: found.resources.filter((resource) => !named.has(resource)).map(({ id }) => id),
      // A hold may be for a place that none of its resources tells.
      locationId: found.locationId ?? held(loaded.days, wish)?.locationId ?? null,
    }
  }
  const { resource, reason } = found
  if (resource && crossesMidnight(resource, wish.visitType, start)) {
    throw new ProblemError(422, 'crosses-midnight', 'A visit with its buffers lies within one day of its resource', {
      resourceId: resource.id,
      timezone: resource.timezone,
    })
  }
  return { open: false, reason, seen: loaded.days.some((day) => mentions(wish, day)) }
}

const held = (days: readonly ResourceDay[], { holdId }: Wish) =>
  holdId && days.flatMap(({ claims }) => claims).find(({ id }) => id === holdId)
