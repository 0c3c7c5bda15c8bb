import { type Interval, openingIntervals, type Policies, type Resource, type VisitTypeId } from '@visita/domain'

/**
 * When the resource is open on its local date for visits of any type that it takes: the day's background. `holidays` are the
 * tenant's own.
 */
export function openTime(resource: Resource, date: string, holidays: Policies['holidays']): readonly Interval[] {
  const { visitTypeIds, ...rest } = resource
  // An empty list of types means none, so such a resource or rule opens for nothing.
  if (visitTypeIds?.length === 0) return []
  const weekly = rest.schedule.weekly
    .filter(({ typeIds }) => typeIds?.length !== 0)
    .map(({ typeIds: _, ...rule }) => rule)
  return openingIntervals({ ...rest, schedule: { ...rest.schedule, weekly } }, date, 'any' as VisitTypeId, holidays)
}
