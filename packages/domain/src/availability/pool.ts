import type { LocationId } from '../ids.ts'
import { dateOfEpochDay } from '../instant.ts'
import type { AssignmentStrategy, Resource } from '../schema.ts'
import type { AssignmentFacts } from './assign.ts'
import type { Claim, Interval } from './claims.ts'
import { epochDayOf } from './days.ts'
import type { StartWish } from './start-context.ts'
import { localDate } from './zones.ts'

/** One kind of resource that a visit needs. */
export interface Need {
  readonly count: number
  /** These must be among them. Never more than `count`. */
  readonly named: readonly Resource[]
  /** These may fill what is missing. None of them is named too, or serves another need. */
  readonly others: readonly Resource[]
}

/** Everything that decides which resources a visit would have: the same for what is offered and for what is accepted. */
export interface ResourcePool extends Omit<StartWish, 'locationId'> {
  readonly needs: readonly Need[]
  /** Of a resource's local day, `YYYY-MM-DD`; asked for those that `daysOfPool` names. */
  readonly claimsOn: (resource: Resource, date: string) => readonly Claim[]
  /** Where the caller wants the visit to be. */
  readonly locationId?: LocationId
  readonly strategy: AssignmentStrategy
  /** What the strategy looks at beside the claims. */
  readonly facts?: Omit<AssignmentFacts, 'loads'>
}

export interface PoolDay {
  readonly resource: Resource
  readonly date: string
}

/** The local days whose claims decide about starts in `[from, until)` (epoch milliseconds), each once. */
export const daysOfPool = (needs: readonly Need[], range: Interval): readonly PoolDay[] =>
  needs.flatMap(candidatesOf).flatMap((resource) => {
    const { first, last } = localDays(range, resource.timezone)
    return Array.from({ length: last - first + 1 }, (_, index) => ({ resource, date: dateOfEpochDay(first + index) }))
  })

/** All who may serve a need. Where the named ones do, nobody else. */
export const candidatesOf = ({ count, named, others }: Need): readonly Resource[] =>
  named.length < count ? [...named, ...others] : named

/** The first and the last local day that `[from, until)` meets, in days from 1970-01-01; none where it is empty. */
export function localDays({ from, until }: Interval, timezone: string): { first: number; last: number } {
  const first = epochDayOf(localDate(from, timezone))
  return { first, last: from < until ? epochDayOf(localDate(until - 1, timezone)) : first - 1 }
}
