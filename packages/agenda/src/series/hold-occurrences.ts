import {
  endOf,
  HoldId,
  type PlannedOccurrence,
  type Policies,
  type ResourceId,
  type SeriesId,
  type SeriesStart,
  type StreamName,
  VisitId,
  type VisitType,
} from '@visita/domain'
import { ProblemError } from '@visita/http'
import { inParallel } from '@visita/runtime'
import type { Agenda } from '../agenda.ts'
import { candidatesFor } from '../booking/candidates.ts'
import { choose } from '../booking/choose.ts'
import type { BookingRequest } from '../booking/request-visit.ts'
import { holdTime, releaseHold } from '../holds.ts'
import type { Request } from '../request.ts'

/** What every occurrence of a series is booked with. */
export type SeriesBooking = Omit<BookingRequest, 'start' | 'hold' | 'registered' | 'seriesId'>

export interface HeldOccurrences {
  /** A result for every occurrence, in the order of time. */
  readonly occurrences: readonly PlannedOccurrence[]
  /** Gives everything back that was held. */
  release(): Promise<void>
}

/** Long enough to book them all, and for the reactor to go on after a crash. */
const holdMs = 5 * 60_000
/** Occurrences that are worked on at the same time; each is on days of its own. */
export const atOnce = 8

/** The idempotency key of an occurrence: whoever books it books the same visit. */
export const occurrenceKey = (seriesId: SeriesId, number: number): string => VisitId.derive('series', seriesId, number)

/**
 * Looks for every occurrence (never only for the first ones), and holds the time of those that fit until they are booked.
 * Who overlaps on purpose needs no hold. What cannot be an occurrence at all is thrown, and then nothing stays held.
 * @throws 404, 422 as a booking
 */
export async function holdOccurrences(
  agenda: Agenda,
  request: Request,
  booking: SeriesBooking,
  { seriesId, starts, visitType, policies }: Wanted,
): Promise<HeldOccurrences> {
  const { tenant } = request
  const held: { holdId: HoldId; streams: readonly StreamName[] }[] = []
  const found = new Map<number, PlannedOccurrence>()
  const release = () =>
    inParallel(held, atOnce, async ({ holdId, streams }) => {
      await releaseHold(agenda, request, holdId, streams)
    })

  const lookFor = async ({ number, date, start }: SeriesStart): Promise<PlannedOccurrence> => {
    if (start === null) return { number, date, feasible: false, start: null, end: null, why: 'no-such-time' }
    const end = endOf(visitType, start)
    try {
      const { holdId, resourceIds } = await place(start, number)
      const visitId = VisitId.derive(tenant, occurrenceKey(seriesId, number))
      return { number, date, feasible: true, start, end, visitId, holdId, resourceIds }
    } catch (error) {
      const refusal = refusalOf(error)
      if (!refusal) throw error
      return { number, date, feasible: false, start, end, ...refusal }
    }
  }

  async function place(start: number, number: number): Promise<{ holdId: HoldId; resourceIds: ResourceId[] }> {
    const derived = HoldId.derive(seriesId, number)
    if (booking.overrideReason !== undefined) return { holdId: derived, resourceIds: await overlap(start) }
    try {
      return await hold(start, derived)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.slug !== 'hold-ended') throw error
      // The same request was refused before, and gave it back. A hold never comes back, so this is another one.
      return hold(start, HoldId.create())
    }
  }

  async function hold(start: number, holdId: HoldId) {
    const { typeId, resourceIds, locationId, seats } = booking
    const wish = { holdId, typeId, start, resourceIds, locationId, seats, purpose: 'series', ttlMs: holdMs } as const
    const { claims } = await holdTime(agenda, request, wish)
    held.push({ holdId, streams: claims.map(({ stream }) => stream) })
    return { holdId, resourceIds: claims.map(({ resourceId }) => resourceId) }
  }

  async function overlap(start: number): Promise<ResourceId[]> {
    const needs = await candidatesFor(agenda, tenant, visitType, booking)
    const now = agenda.clock.now()
    const { seats, locationId } = booking
    const wish = { tenant, visitType, policies, seats, now, ignoreClaims: true, skipRules: true }
    const choice = await choose(agenda.days, { ...wish, ...(locationId && { locationId }) }, needs, start)
    if (choice.open) return choice.days.map(({ resource }) => resource.id)
    throw new ProblemError(409, 'slot-unavailable', 'This time is not available', { reason: choice.reason })
  }

  try {
    await inParallel(starts, atOnce, async (start) => {
      found.set(start.number, await lookFor(start))
    })
  } catch (error) {
    // Whatever else went wrong, the same request goes on with the same holds; or they run out.
    if (error instanceof ProblemError) await release()
    throw error
  }
  return { occurrences: starts.flatMap(({ number }) => found.get(number) ?? []), release }
}

interface Wanted {
  readonly seriesId: SeriesId
  readonly starts: readonly SeriesStart[]
  readonly visitType: VisitType
  readonly policies: Policies
}

/** Why this one occurrence does not fit; null where the reason is not its time. */
function refusalOf(error: unknown): { why: string; alternatives?: { start: string; end: string }[] } | null {
  if (!(error instanceof ProblemError)) return null
  if (error.slug === 'crosses-midnight') return { why: error.slug }
  if (error.slug !== 'slot-unavailable') return null
  const { reason, alternatives } = error.members as { reason: string; alternatives?: { start: string; end: string }[] }
  return { why: reason, ...(alternatives && { alternatives }) }
}
