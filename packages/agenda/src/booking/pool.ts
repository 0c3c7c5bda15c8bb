import { daysOfPool, type Interval, type Need, type Resource, type ResourcePool } from '@visita/domain'
import type { Days, ResourceDay, Wish } from './days.ts'

/** Who may serve a wish, with the days that decide about its starts in a stretch of time. */
export interface LoadedPool {
  readonly pool: ResourcePool
  readonly days: readonly ResourceDay[]
  /** The day of one of the resources, where the stretch lies within one. */
  readonly dayOf: (resource: Resource) => ResourceDay
}

/** Loads what the pure functions look at, `assignmentAt` and `offeredStarts`: the same for offering and for accepting. */
export async function loadPool(days: Days, wish: Wish, needs: readonly Need[], range: Interval): Promise<LoadedPool> {
  const { tenant, ignoreClaims, facts, policies, ...asked } = wish
  const loaded = await Promise.all(
    daysOfPool(needs, range).map(({ resource, date }) => days.on(tenant, resource, date)),
  )
  const byResource = new Map<Resource, ResourceDay[]>()
  for (const day of loaded) {
    const own = byResource.get(day.resource)
    if (own) own.push(day)
    else byResource.set(day.resource, [day])
  }
  const find = (resource: Resource, fits: (day: ResourceDay) => boolean): ResourceDay => {
    const day = byResource.get(resource)?.find(fits)
    if (!day) throw new Error(`a day of ${resource.id} was not loaded`)
    return day
  }
  const pool: ResourcePool = {
    ...asked,
    policies,
    needs,
    strategy: policies.assignment,
    ...(facts && { facts }),
    claimsOn: (resource, date) => (ignoreClaims ? [] : find(resource, (day) => day.date === date).claims),
  }
  return { pool, days: loaded, dayOf: (resource) => find(resource, () => true) }
}
