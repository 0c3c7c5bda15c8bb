import { type Claim, type Interval, isElsewhere, isLive, isOwn, type WantedSeats, weight } from './claims.ts'

/**
 * The overlap rule for a whole day at once: the time that a claim of these seats may not touch at `now`, merged and in
 * order. `claimConflict` refuses exactly the claims that intersect it; this only says so for all starts in one pass.
 */
export function busyIntervals(
  claims: readonly Claim[],
  wanted: WantedSeats,
  capacity: number,
  now: number,
): readonly Interval[] {
  const room = capacity - wanted.seats
  if (room < 0) return always
  const full: Interval[] = []
  let light: Claim[] | undefined
  for (const claim of claims) {
    if (!isLive(claim, now) || isOwn(claim, wanted)) continue
    if (isElsewhere(claim, wanted)) full.push(widened(claim, wanted.travelMs ?? 0))
    else if (weight(claim, capacity) > room) full.push(claim)
    else if (light) light.push(claim)
    else light = [claim]
  }
  if (light) full.push(...crowded(light, room))
  return merged(full)
}

const always: readonly Interval[] = [{ from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }]

const widened = ({ from, until }: Interval, by: number): Interval => ({ from: from - by, until: until + by })

/** Where the seats of claims that would each fit alone add up to more than there is room for. */
function crowded(claims: readonly Claim[], room: number): Interval[] {
  const changes = claims.flatMap(({ from, until, seats }) => [
    { at: from, seats },
    { at: until, seats: -seats },
  ])
  changes.sort((a, b) => a.at - b.at || a.seats - b.seats)
  const full: Interval[] = []
  let taken = 0
  let since: number | undefined
  for (const { at, seats } of changes) {
    taken += seats
    if (taken > room) since ??= at
    else if (since !== undefined) {
      if (since < at) full.push({ from: since, until: at })
      since = undefined
    }
  }
  return full
}

/** In order, and with those that touch or overlap made one. Sorts what it is given. */
export function merged(intervals: Interval[]): readonly Interval[] {
  if (intervals.length < 2) return intervals
  intervals.sort(byStart)
  const result: Interval[] = []
  let last: Interval | undefined
  for (const next of intervals) {
    if (!last || next.from > last.until) {
      last = next
      result.push(last)
    } else if (next.until > last.until) {
      last = { from: last.from, until: next.until }
      result[result.length - 1] = last
    }
  }
  return result
}

const byStart = (a: Interval, b: Interval) => a.from - b.from
