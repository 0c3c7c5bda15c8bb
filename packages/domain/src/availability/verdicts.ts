import { minuteMs } from '../instant.ts'
import type { VisitType } from '../schema.ts'
import { type Claim, claimConflict, claimSpan, type Interval, keepsPromise } from './claims.ts'
import type { DayPlan } from './day-plan.ts'
import type { Seeker, StartRefusal } from './start-context.ts'

export type StartRule = 'within-day' | 'own-hold' | 'opening-hours' | 'notice' | 'horizon' | 'claims'

/** What one rule says to a start. */
export interface StartVerdict {
  readonly rule: StartRule
  /** Null where the rule lets it pass. */
  readonly refusal: StartRefusal | null
  /** The ids of the claims in the way, where it is these. */
  readonly with: readonly string[]
}

/** When a visit of this type that starts at `start` ends; both epoch milliseconds, buffers aside. */
export const endOf = ({ durationMinutes }: VisitType, start: number): number => start + durationMinutes * minuteMs

/** What every rule that binds says to a start on that day, in their order. `claims` are those of that day. */
export function* verdicts(
  seeker: Seeker,
  plan: DayPlan,
  claims: readonly Claim[],
  start: number,
): Generator<StartVerdict, void> {
  const { resource, visitType, now, skipRules, earliest, lastDay } = seeker
  yield verdict('within-day', contains(plan.startsInDay, start) ? null : 'outside-hours')
  const wanted = { ...seeker.wanted, ...claimSpan(start, endOf(visitType, start), visitType) }
  if (keepsPromise(claims, wanted, now)) return yield verdict('own-hold', null)
  if (!skipRules) {
    const isOpen = plan.startsInHours.some((starts) => contains(starts, start))
    yield verdict('opening-hours', isOpen ? null : 'outside-hours')
    yield verdict('notice', start < earliest ? 'too-soon' : null)
    yield verdict('horizon', plan.epochDay > lastDay ? 'too-far' : null)
  }
  const conflict = claimConflict(claims, wanted, resource.capacity, now)
  yield verdict('claims', conflict?.reason ?? null, conflict?.with)
}

/** The first that refuses. */
export function firstRefusal(found: Iterable<StartVerdict>): (StartVerdict & { refusal: StartRefusal }) | null {
  for (const { refusal, ...rest } of found) if (refusal !== null) return { ...rest, refusal }
  return null
}

export const verdict = (rule: StartRule, refusal: StartRefusal | null, ids: readonly string[] = []): StartVerdict => ({
  rule,
  refusal,
  with: ids,
})

const contains = ({ from, until }: Interval, instant: number) => from <= instant && instant < until
