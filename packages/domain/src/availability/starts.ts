import { minuteMs } from '../instant.ts'
import type { Resource, VisitType } from '../schema.ts'
import { claimSpan } from './claims.ts'
import { type DayPlan, dayPlans } from './day-plan.ts'
import { epochDayOf } from './days.ts'
import { type StartContext, type StartRefusal, seekerOf } from './start-context.ts'
import { startWindows } from './start-windows.ts'
import { endOf, firstRefusal, type StartVerdict, verdict, verdicts } from './verdicts.ts'
import { besideCalendar, dayBounds, localDate } from './zones.ts'

export type { StartContext, StartPolicies, StartRefusal, StartWish } from './start-context.ts'
export { endOf, type StartRule, type StartVerdict } from './verdicts.ts'

/**
 * Null when a visit of the context's type may start at `start` (epoch milliseconds), or else the first reason why not.
 *
 * The visit itself lies inside opening hours; its buffers need not, since they are time to travel and to tidy up, which
 * happens before and after hours too. The claim with its buffers lies inside one local day (see `crossesMidnight`).
 * Notice counts in minutes; the horizon counts in the resource's local days, so that a whole day opens at once, at
 * its midnight. A start need not be on the grid that is offered. Total: an instant beside the years 1900 to 2199 is too soon
 * or too far, whatever the rules.
 */
export function startRefusal(context: StartContext, start: number): StartRefusal | null {
  return firstRefusal(everyVerdict(context, start))?.refusal ?? null
}

/**
 * What every rule that binds says to a start, in their order. The start is open where none refuses. Rules that do not bind
 * are left out: those that staff leave aside, and all but the day's end where the caller's own hold promises the start.
 */
export const startVerdicts = (context: StartContext, start: number): readonly StartVerdict[] => [
  ...everyVerdict(context, start),
]

/**
 * All open starts on one local day of the resource (`YYYY-MM-DD`), in order. The grid has the visit type's interval and
 * begins with each opening, so that a shop that opens at 09:10 offers 09:10. It runs on elapsed time: where clocks
 * change by half an hour, so do the times that it shows.
 */
export function openStarts(context: StartContext, date: string): readonly number[] {
  const plan = planOf(context, date)
  const step = context.visitType.slotIntervalMinutes * minuteMs
  const windows = startWindows(seekerOf(context.resource, context), plan, context.claims)
  const open: number[] = []
  for (const { from, until } of plan.startsInHours) {
    for (const window of windows) {
      const first = from + Math.ceil((Math.max(from, window.from) - from) / step) * step
      for (let start = first; start < until && start < window.until; start += step) open.push(start)
    }
  }
  return open
}

/**
 * Whether a visit of this type at `start` would, with its buffers, reach beyond the local day of the resource that it
 * starts on. Such a visit is refused: its claim would belong to two days, which no single append could guard.
 */
export function crossesMidnight(resource: Resource, visitType: VisitType, start: number): boolean {
  if (besideCalendar(start) !== 0) return false
  const { from, until } = claimSpan(start, endOf(visitType, start), visitType)
  const day = dayBounds(localDate(start, resource.timezone), resource.timezone)
  return from < day.from || day.until < until
}

/** Up to `limit` of the candidates, the nearest to `wanted` first, the earlier one where two are equally near. */
export function nearestStarts(candidates: readonly number[], wanted: number, limit: number): number[] {
  const distance = (start: number) => Math.abs(start - wanted)
  return [...new Set(candidates)].sort((a, b) => distance(a) - distance(b) || a - b).slice(0, limit)
}

const planOf = ({ resource, visitType, policies }: StartContext, date: string): DayPlan =>
  dayPlans(resource, visitType, policies.holidays)(epochDayOf(date))

function* everyVerdict(context: StartContext, start: number): Generator<StartVerdict, void> {
  const { resource, claims } = context
  const beside = besideCalendar(start)
  if (beside !== 0) return yield verdict('horizon', beside < 0 ? 'too-soon' : 'too-far')
  const plan = planOf(context, localDate(start, resource.timezone))
  yield* verdicts(seekerOf(resource, context), plan, claims, start)
}
