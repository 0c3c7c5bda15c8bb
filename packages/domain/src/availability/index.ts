export { type AssignmentFacts, assign } from './assign.ts'
export {
  type Claim,
  type Claimant,
  type ClaimConflict,
  type ConflictReason,
  claimConflict,
  claimSpan,
  type Interval,
  isLive,
  keepsPromise,
  seatsLeft,
  travelMs,
  type WantedClaim,
} from './claims.ts'
export { addDays, isDate, weekday } from './days.ts'
export { type KindNeed, needsOfNamed, shortOf, suits, withOthers } from './needs.ts'
export * from './offers.ts'
export { type LocalRange, type Opening, type OpeningRule, openingIntervals, openingOf } from './openings.ts'
export { daysOfPool, type Need, type PoolDay, type ResourcePool } from './pool.ts'
export { type CandidateVerdict, type PoolVerdict, verdictsAt } from './pool-verdict.ts'
export * from './starts.ts'
export { dayBounds, isTimeZone, localDate, localInstant } from './zones.ts'
