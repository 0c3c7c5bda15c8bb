import type { LocationId, VisitId } from '../ids.ts'
import { minuteMs } from '../instant.ts'
import type { Policies, Resource, VisitType } from '../schema.ts'
import { type Claim, type ConflictReason, travelMs, type WantedSeats } from './claims.ts'
import { epochDayOf } from './days.ts'
import { localDate } from './zones.ts'

/** Why a start is not open. Also the `reason` of a `slot-unavailable` problem. */
export type StartRefusal = ConflictReason | 'outside-hours' | 'too-soon' | 'too-far'

/** What of a tenant's policies decides; without a travel time nobody travels. */
export type StartPolicies = Pick<Policies, 'minNoticeMinutes' | 'maxAdvanceDays'> &
  Partial<Pick<Policies, 'holidays' | 'travelMinutes'>>

/** What is asked for, on whatever resource. */
export interface StartWish {
  readonly visitType: VisitType
  readonly policies: StartPolicies
  /** Epoch milliseconds. */
  readonly now: number
  readonly seats: number
  /** Where the visit would take place; who travels goes there from their other claims. */
  readonly locationId?: LocationId
  /** Staff and imports leave opening hours, notice and horizon aside. Never the overlap, never the day's end. */
  readonly skipRules?: boolean
  /** The visit that is being moved: its own claims are not in its way. */
  readonly visitId?: VisitId
  /** The caller's own hold: while it is live and covers the visit, its start is open whatever has changed since. */
  readonly holdId?: string
}

/** Everything that decides whether a start on one resource's local day is open. */
export interface StartContext extends StartWish {
  readonly resource: Resource
  /** The claims on that local day. */
  readonly claims: readonly Claim[]
}

/** What is asked of one resource, whichever of its days is looked at. */
export interface Seeker {
  readonly resource: Resource
  readonly visitType: VisitType
  readonly now: number
  readonly skipRules: boolean
  readonly wanted: WantedSeats
  /** The first instant that keeps the notice, which counts in minutes. */
  readonly earliest: number
  /** The last day that may be booked, in days from 1970-01-01: the horizon counts in local days. */
  readonly lastDay: number
}

export function seekerOf(resource: Resource, wish: StartWish, lastDay = lastDayOf(wish, resource.timezone)): Seeker {
  const { visitType, policies, now, seats, skipRules = false, visitId, holdId, locationId } = wish
  return {
    resource,
    visitType,
    now,
    skipRules,
    wanted: {
      seats,
      ...(visitId && { visitId }),
      ...(holdId && { holdId }),
      ...(locationId && { locationId }),
      travelMs: travelMs(resource, policies),
    },
    earliest: now + policies.minNoticeMinutes * minuteMs,
    lastDay,
  }
}

export const lastDayOf = ({ now, policies }: Pick<StartWish, 'now' | 'policies'>, timezone: string): number =>
  epochDayOf(localDate(now, timezone)) + policies.maxAdvanceDays
