import { minuteMs } from '../instant.ts'
import type { VisitType } from '../schema.ts'
import { busyIntervals } from './busy.ts'
import { type Claim, type Interval, promises } from './claims.ts'
import type { DayPlan } from './day-plan.ts'
import type { Seeker } from './start-context.ts'

/**
 * All starts of one local day that are open, as `[from, until)` of instants, in order and apart. The same rules as
 * `startRefusal`, for all starts in one pass. `claims` are those of that day.
 */
export function startWindows(seeker: Seeker, plan: DayPlan, claims: readonly Claim[]): readonly Interval[] {
  const { resource, visitType, wanted, now } = seeker
  const promised = promisedStarts(seeker, plan, claims)
  const ruled = startsByRules(seeker, plan)
  if (ruled.length === 0) return united(ruled, promised)
  const busy = busyIntervals(claims, wanted, resource.capacity, now)
  return united(busy.length === 0 ? ruled : without(ruled, busy, visitType), promised)
}

/** Those that opening hours, notice and horizon leave, or the whole day to whom these do not bind. */
function startsByRules({ skipRules, earliest, lastDay }: Seeker, plan: DayPlan): readonly Interval[] {
  if (skipRules) return plan.startsInDay.from < plan.startsInDay.until ? [plan.startsInDay] : []
  if (plan.epochDay > lastDay) return []
  const [first] = plan.starts
  if (!first || first.from >= earliest) return plan.starts
  return plan.starts
    .filter(({ until }) => until > earliest)
    .map(({ from, until }) => ({ from: Math.max(from, earliest), until }))
}

/** The starts of visits whose claim does not touch what is busy. */
function without(starts: readonly Interval[], busy: readonly Interval[], visitType: VisitType): readonly Interval[] {
  const before = visitType.bufferBeforeMinutes * minuteMs
  const after = (visitType.durationMinutes + visitType.bufferAfterMinutes) * minuteMs
  const result: Interval[] = []
  let index = 0
  for (const { from, until } of starts) {
    let open = from
    for (; index < busy.length; index++) {
      const next = busy[index] as Interval
      // A claim of [start − before, start + after) touches it for these starts.
      const closes = next.from - after + 1
      if (closes >= until) break
      if (closes > open) result.push({ from: open, until: closes })
      open = Math.max(open, next.until + before)
      // What reaches beyond these starts may touch the next ones too.
      if (open >= until) break
    }
    if (open < until) result.push({ from: open, until })
  }
  return result
}

/** The starts that the caller's own live hold promises: see `keepsPromise`. */
function promisedStarts(seeker: Seeker, { startsInDay }: DayPlan, claims: readonly Claim[]): Interval | null {
  const { visitType, wanted, now } = seeker
  if (wanted.holdId === undefined) return null
  const hold = claims.find((claim) => promises(claim, wanted, now))
  if (!hold) return null
  const from = Math.max(hold.from + visitType.bufferBeforeMinutes * minuteMs, startsInDay.from)
  const length = (visitType.durationMinutes + visitType.bufferAfterMinutes) * minuteMs
  const until = Math.min(hold.until - length + 1, startsInDay.until)
  return from < until ? { from, until } : null
}

function united(windows: readonly Interval[], more: Interval | null): readonly Interval[] {
  if (!more) return windows
  let { from, until } = more
  const apart: Interval[] = []
  for (const window of windows) {
    if (window.until < from || window.from > until) apart.push(window)
    else {
      from = Math.min(from, window.from)
      until = Math.max(until, window.until)
    }
  }
  return [...apart, { from, until }].sort((a, b) => a.from - b.from)
}
