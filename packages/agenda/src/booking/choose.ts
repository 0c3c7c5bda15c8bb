import { crossesMidnight, type ResourceId, type StartRefusal, startRefusal } from '@visita/domain'
import { ProblemError } from '@visita/http'
import type { Need } from './candidates.ts'
import { contextOf, type Days, mentions, type ResourceDay, type Wish } from './days.ts'

export type Choice =
  | { readonly open: true; readonly days: readonly ResourceDay[] }
  /** `seen`: this visit has left a trace on one of the days, so its request may have been answered before. */
  | { readonly open: false; readonly reason: StartRefusal; readonly seen: boolean }

/**
 * Which resources would take a visit at `start` (epoch ms): every named one, and for what is missing the least loaded
 * that day (then by id). `without` are resources that have just refused.
 * @throws 422 `crosses-midnight`: a visit lies inside one local day of each of its resources.
 */
export async function choose(
  days: Days,
  wish: Wish,
  needs: readonly Need[],
  start: number,
  without: ReadonlySet<ResourceId>,
): Promise<Choice> {
  const chosen: ResourceDay[] = []
  let seen = false
  const look = (resources: Need['named']) =>
    Promise.all(
      resources.map(async (resource) => {
        const day = await days.at(wish.tenant, resource, start)
        if (crossesMidnight(resource, wish.visitType, start)) throw midnight(day)
        seen ||= mentions(wish, day)
        return { day, refusal: startRefusal(contextOf(wish, day), start) }
      }),
    )
  for (const { count, named, others } of needs) {
    const mine = await look(named)
    const rest = named.length === count ? [] : await look(others.filter(({ id }) => !without.has(id)))
    const free = rest.filter(({ refusal }) => refusal === null).map(({ day }) => day)
    const refused =
      mine.find(({ refusal }) => refusal !== null) ?? (named.length + free.length < count ? rest[0] : undefined)
    if (refused || named.length + free.length < count) {
      return { open: false, reason: refused?.refusal ?? 'reserved', seen }
    }
    free.sort((a, b) => a.claims.length - b.claims.length || (a.resource.id < b.resource.id ? -1 : 1))
    chosen.push(...mine.map(({ day }) => day), ...free.slice(0, count - named.length))
  }
  return { open: true, days: chosen }
}

const midnight = ({ resource }: ResourceDay) =>
  new ProblemError(422, 'crosses-midnight', 'A visit with its buffers lies within one day of its resource', {
    resourceId: resource.id,
    timezone: resource.timezone,
  })
