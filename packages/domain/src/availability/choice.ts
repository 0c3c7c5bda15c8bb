import type { ResourceId } from '../ids.ts'
import { assign } from './assign.ts'
import { type Claim, claimSpan, isLive, isOwn, promises, seatsLeft } from './claims.ts'
import type { ResourcePool } from './pool.ts'
import { type Candidate, isOpenAt, type PoolView, type SiteView, type Track } from './pool-view.ts'
import { endOf } from './verdicts.ts'

/** Who would have the visit at one start, at one site. Both lists are in the order of the needs. */
interface Choice {
  readonly view: SiteView
  /** Of each need all who are free, the named ones first, then the others in the order of preference. */
  readonly free: readonly (readonly Track[])[]
  /** Of each need those that are taken: the first of the free ones. */
  readonly taken: readonly (readonly Track[])[]
}

export interface Chosen extends Choice {
  /** The most seats that one visit could have at this start, with whatever resources. */
  readonly seatsLeft: number
}

/**
 * Chooses at one start after the other; the starts must come in order. Null where no site has enough resources free. Of
 * several sites it takes the one whose resources are preferred, looking at the first need first.
 */
export function createChooser(view: PoolView, pool: ResourcePool): (start: number) => Chosen | null {
  const isLeftOpen = view.sites.some(({ needs }) => needs.some(({ missing }) => missing > 0))
  let orderedUntil = isLeftOpen ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return (start) => {
    if (start >= orderedUntil) orderedUntil = order(view, pool, start)
    let best: Choice | null = null
    let seats = 0
    for (const site of view.sites) {
      const choice = chooseAt(site, start)
      if (!choice) continue
      if (!best || isPreferred(choice, best)) best = choice
      seats = Math.max(seats, seatsOf(choice, start))
    }
    return best && { ...best, seatsLeft: seats }
  }
}

function chooseAt(view: SiteView, start: number): Choice | null {
  for (const { named } of view.needs) {
    for (const track of named) if (!isOpenAt(track, start)) return null
  }
  const free: Track[][] = []
  for (const { missing, named, others } of view.needs) {
    const mine = [...named]
    for (const track of others) if (isOpenAt(track, start)) mine.push(track)
    if (mine.length < named.length + missing) return null
    free.push(mine)
  }
  const taken = view.needs.map(({ missing, named }, index) => (free[index] ?? []).slice(0, named.length + missing))
  if (view.site.hosts && !taken.some((tracks) => tracks.some(({ hosts }) => hosts))) return null
  return { view, free, taken }
}

function isPreferred(a: Choice, b: Choice): boolean {
  const [mine, theirs] = [a.taken.flat(), b.taken.flat()]
  for (const [index, { candidate }] of mine.entries()) {
    const difference = candidate.rank - (theirs[index]?.candidate.rank ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/**
 * Puts the candidates into the order of preference on the day of that start. Gives the instant (epoch ms) until which it
 * holds, which is when the first of their local days ends.
 */
function order(view: PoolView, pool: ResourcePool, start: number): number {
  let until = Number.POSITIVE_INFINITY
  const loads = new Map<ResourceId, number>()
  for (const { resource, days } of view.candidates.flat()) {
    const today = days.find(({ plan }) => start < plan.day.until)
    if (!today) continue
    until = Math.min(until, today.plan.day.until)
    loads.set(resource.id, loadOf(today.claims, pool))
  }
  const facts = { ...pool.facts, loads }
  for (const candidates of view.candidates) {
    const byId = new Map<ResourceId, Candidate>(candidates.map((candidate) => [candidate.resource.id, candidate]))
    const resources = candidates.map(({ resource }) => resource)
    for (const [rank, { id }] of assign(pool.strategy, resources, facts).entries()) {
      const candidate = byId.get(id)
      if (candidate) candidate.rank = rank
    }
  }
  for (const { needs } of view.sites) {
    // Who hosts comes first, so that a visit has a host wherever one is free.
    for (const { others } of needs) {
      others.sort((a, b) => Number(b.hosts) - Number(a.hosts) || a.candidate.rank - b.candidate.rank)
    }
  }
  return until
}

/** The claims of others that are live; a block is no work. */
function loadOf(claims: readonly Claim[], pool: ResourcePool): number {
  let load = 0
  for (const claim of claims) if (claim.kind !== 'block' && isLive(claim, pool.now) && !isOwn(claim, pool)) load++
  return load
}

/** The most seats that would be open at the same site. */
function seatsOf({ view, free }: Choice, start: number): number {
  let most = Number.POSITIVE_INFINITY
  let hosted = view.site.hosts === null ? Number.POSITIVE_INFINITY : 0
  for (const [index, { missing, named }] of view.needs.entries()) {
    const seats = (free[index] ?? []).map((track) => seatsOn(track, start))
    for (const count of seats.slice(0, named.length)) most = Math.min(most, count)
    const fill = seats.slice(named.length).sort((a, b) => b - a)
    if (missing > 0) most = Math.min(most, fill[missing - 1] ?? 0)
    for (const [at, track] of (free[index] ?? []).entries()) {
      if (track.hosts) hosted = Math.max(hosted, seats[at] ?? 0)
    }
  }
  return Math.min(most, hosted)
}

/** How many seats of an open start one resource has, its own hold's included. */
function seatsOn({ candidate, seeker }: Track, start: number): number {
  const { resource, days } = candidate
  if (resource.capacity === 1) return 1
  const today = days.find(({ plan }) => start < plan.day.until)
  if (!today) return 0
  const { visitType, wanted, now } = seeker
  const span = claimSpan(start, endOf(visitType, start), visitType)
  const held = today.claims.find(
    (claim) => promises(claim, wanted, now) && claim.from <= span.from && span.until <= claim.until,
  )
  return Math.max(held?.seats ?? 0, seatsLeft(today.claims, { ...wanted, ...span }, resource.capacity, now))
}
