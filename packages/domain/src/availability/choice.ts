import type { Resource } from '../schema.ts'
import { claimSpan, promises, seatsLeft } from './claims.ts'
import type { ResourcePool } from './pool.ts'
import { isOpenAt, type PoolView, type SiteView, type Track } from './pool-view.ts'
import { order } from './preference.ts'
import type { Site } from './sites.ts'
import { endOf } from './verdicts.ts'

/** Who would have the visit at one start. */
export interface Choice {
  readonly site: Site
  /** Those that are taken, in the order of the needs, of each need the named ones first. */
  readonly resources: readonly Resource[]
  /** Of each need all who are free, the named ones first, then the others in the order of preference. */
  readonly candidates: readonly (readonly Resource[])[]
  /** The most seats that one visit could have at this start, with whatever resources. */
  readonly seatsLeft: number
}

/**
 * Chooses at one start after the other; the starts must come in order. Null where no site has enough resources free. Of
 * several sites it takes the one whose resources are preferred, looking at the first need first.
 */
export function createChooser(view: PoolView, pool: ResourcePool): (start: number) => Choice | null {
  const isLeftOpen = view.candidates.some((candidates) => candidates.length > 1)
  const isShared = pool.holdId !== undefined || view.candidates.flat().some(({ resource }) => resource.capacity > 1)
  // Where everybody is named and nothing is shared, every start has the same resources.
  const isFixed = !isLeftOpen && !isShared && view.sites.length === 1
  let fixed: Choice | null = null
  let orderedUntil = isLeftOpen ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return (start) => {
    if (start >= orderedUntil) orderedUntil = order(view, pool, start)
    let best: SiteView | null = null
    let seats = 1
    for (const site of view.sites) {
      if (!canServe(site, start)) continue
      if (!best || isPreferred(site, best, start)) best = site
      if (isShared) seats = Math.max(seats, seatsAt(site, start))
    }
    if (!best) return null
    if (!isFixed) return choiceOf(best, start, seats)
    fixed ??= choiceOf(best, start, seats)
    return fixed
  }
}

/** Nothing is allocated here: most starts of a busy pool are not open. */
function canServe({ site, needs }: SiteView, start: number): boolean {
  let isHosted = site.hosts === null
  for (const { named } of needs) {
    for (const track of named) {
      if (!isOpenAt(track, start)) return false
      isHosted ||= track.hosts
    }
  }
  for (const { missing, others } of needs) {
    let left = missing
    for (const track of others) {
      if (left === 0) break
      if (!isOpenAt(track, start)) continue
      isHosted ||= track.hosts
      left--
    }
    if (left > 0) return false
  }
  return isHosted
}

function choiceOf({ site, needs }: SiteView, start: number, seats: number): Choice {
  const resources: Resource[] = []
  const candidates: Resource[][] = []
  for (const { missing, named, others } of needs) {
    const free: Resource[] = []
    for (const { candidate } of named) free.push(candidate.resource)
    for (const track of others) if (isOpenAt(track, start)) free.push(track.candidate.resource)
    for (let index = 0; index < named.length + missing; index++) resources.push(free[index] as Resource)
    candidates.push(free)
  }
  return { site, resources, candidates, seatsLeft: seats }
}

function isPreferred(a: SiteView, b: SiteView, start: number): boolean {
  const [mine, theirs] = [ranksOf(a, start), ranksOf(b, start)]
  const index = mine.findIndex((rank, place) => rank !== theirs[place])
  return (mine[index] ?? 0) < (theirs[index] ?? 0)
}

/** Of those that would be taken beside the named ones. */
const ranksOf = ({ needs }: SiteView, start: number): number[] =>
  needs.flatMap(({ missing, others }) => {
    const free = others.filter((track) => isOpenAt(track, start))
    return free.slice(0, missing).map(({ candidate }) => candidate.rank)
  })

/** The most seats that would be open at this site. */
function seatsAt({ site, needs }: SiteView, start: number): number {
  let most = Number.POSITIVE_INFINITY
  let hosted = site.hosts === null ? Number.POSITIVE_INFINITY : 0
  for (const { missing, named, others } of needs) {
    const seatsOf = (track: Track) => {
      const seats = seatsOn(track, start)
      if (track.hosts) hosted = Math.max(hosted, seats)
      return seats
    }
    most = Math.min(most, ...named.map(seatsOf))
    const fill = missing === 0 ? [] : others.filter((track) => isOpenAt(track, start)).map(seatsOf)
    fill.sort((a, b) => b - a)
    if (missing > 0) most = Math.min(most, fill[missing - 1] ?? 0)
  }
  return Math.min(most, hosted)
}

/** How many seats of an open start one resource has, its own hold's included. */
function seatsOn({ candidate, seeker }: Track, start: number): number {
  const { resource, days } = candidate
  const today = days.find(({ plan }) => start < plan.day.until)
  if (!today) return 0
  const { visitType, wanted, now } = seeker
  const span = claimSpan(start, endOf(visitType, start), visitType)
  const held = today.claims.find(
    (claim) => promises(claim, wanted, now) && claim.from <= span.from && span.until <= claim.until,
  )
  return Math.max(held?.seats ?? 0, seatsLeft(today.claims, { ...wanted, ...span }, resource.capacity, now))
}
