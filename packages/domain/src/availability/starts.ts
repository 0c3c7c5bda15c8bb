import type { LocationId } from '../ids.ts'
import { minuteMs } from '../instant.ts'
import type { Policies, Resource, VisitType } from '../schema.ts'
import {
  type Claim,
  type ConflictReason,
  claimConflict,
  claimSpan,
  type Interval,
  keepsPromise,
  travelMs,
  type WantedClaim,
} from './claims.ts'
import { addDays } from './days.ts'
import { openingIntervals } from './openings.ts'
import { besideCalendar, dayBounds, localDate } from './zones.ts'

/** Why a start is not open. Also the `reason` of a `slot-unavailable` problem. */
export type StartRefusal = ConflictReason | 'outside-hours' | 'too-soon' | 'too-far'

/** What of a tenant's policies decides; without a travel time nobody travels. */
export type StartPolicies = Pick<Policies, 'minNoticeMinutes' | 'maxAdvanceDays'> &
  Partial<Pick<Policies, 'holidays' | 'travelMinutes'>>

/** Everything that decides whether a start on one resource's local day is open. */
export interface StartContext {
  readonly resource: Resource
  readonly visitType: VisitType
  readonly policies: StartPolicies
  /** Where the visit would take place; its resource travels there from its other claims. */
  readonly locationId?: LocationId
  /** The claims on that local day. */
  readonly claims: readonly Claim[]
  /** Epoch milliseconds. */
  readonly now: number
  readonly seats: number
  /** Staff and imports leave opening hours, notice and horizon aside. Never the overlap, never the day's end. */
  readonly skipRules?: boolean
  /** The visit that is being moved: its own claims are not in its way. */
  readonly visitId?: WantedClaim['visitId']
  /** The caller's own hold: while it is live and covers the visit, its start is open whatever has changed since. */
  readonly holdId?: WantedClaim['holdId']
}

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
  const beside = besideCalendar(start)
  if (beside !== 0) return beside < 0 ? 'too-soon' : 'too-far'
  return refusal(prepare(context, localDate(start, context.resource.timezone)), start)
}

/**
 * All open starts on one local day of the resource (`YYYY-MM-DD`), in order. The grid has the visit type's interval and
 * begins with each opening, so that a shop that opens at 09:10 offers 09:10. It runs on elapsed time: where clocks
 * change by half an hour, so do the times that it shows.
 */
export function openStarts(context: StartContext, date: string): readonly number[] {
  const prepared = prepare(context, date)
  const open: number[] = []
  for (const { from, until } of prepared.openings()) {
    const last = until - context.visitType.durationMinutes * minuteMs
    for (let start = from; start <= last; start += context.visitType.slotIntervalMinutes * minuteMs) {
      if (refusal(prepared, start) === null) open.push(start)
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
  const day = dayBounds(localDate(start, resource.timezone), resource.timezone)
  return !inside(claimSpan(start, endOf(visitType, start), visitType), day)
}

/** Up to `limit` of the candidates, the nearest to `wanted` first, the earlier one where two are equally near. */
export function nearestStarts(candidates: readonly number[], wanted: number, limit: number): number[] {
  const distance = (start: number) => Math.abs(start - wanted)
  return [...new Set(candidates)].sort((a, b) => distance(a) - distance(b) || a - b).slice(0, limit)
}

interface Prepared {
  readonly context: StartContext
  readonly day: Interval
  readonly openings: () => readonly Interval[]
  /** The last local date that may be booked. */
  readonly horizon: string
  readonly date: string
}

function prepare(context: StartContext, date: string): Prepared {
  const { resource, visitType, policies, now } = context
  let openings: readonly Interval[] | undefined
  return {
    context,
    date,
    day: dayBounds(date, resource.timezone),
    openings: () => (openings ??= openingIntervals(resource, date, visitType.id, policies.holidays)),
    horizon: addDays(localDate(now, resource.timezone), policies.maxAdvanceDays),
  }
}

function refusal({ context, date, day, openings, horizon }: Prepared, start: number): StartRefusal | null {
  const { resource, visitType, policies, claims, now, seats, skipRules, visitId, holdId, locationId } = context
  const visit = { from: start, until: endOf(visitType, start) }
  const wanted = {
    ...claimSpan(visit.from, visit.until, visitType),
    seats,
    ...(visitId && { visitId }),
    ...(holdId && { holdId }),
    ...(locationId && { locationId }),
    travelMs: travelMs(resource, policies),
  }
  if (!inside(wanted, day)) return 'outside-hours'
  if (keepsPromise(claims, wanted, now)) return null
  if (!skipRules) {
    if (!openings().some((opening) => inside(visit, opening))) return 'outside-hours'
    if (start < now + policies.minNoticeMinutes * minuteMs) return 'too-soon'
    if (date > horizon) return 'too-far'
  }
  return claimConflict(claims, wanted, resource.capacity, now)?.reason ?? null
}

/** When a visit of this type that starts at `start` ends; both epoch milliseconds, buffers aside. */
export const endOf = ({ durationMinutes }: VisitType, start: number): number => start + durationMinutes * minuteMs

const inside = (inner: Interval, outer: Interval) => outer.from <= inner.from && inner.until <= outer.until
