import { minuteMs } from '../instant.ts'
import type { Resource } from '../schema.ts'
import type { Claim, Interval } from './claims.ts'
import { type DayPlan, dayPlans } from './day-plan.ts'
import { candidatesOf, localDays, type ResourcePool } from './pool.ts'
import { type Site, sitesOf } from './sites.ts'
import { lastDayOf, type Seeker, seekerOf } from './start-context.ts'
import { startWindows } from './start-windows.ts'

/** A resource of the pool, with the days that are looked at. */
export interface Candidate {
  readonly resource: Resource
  readonly days: readonly { readonly plan: DayPlan; readonly claims: readonly Claim[] }[]
  /** In the order of preference on the day that is looked at, from 0. */
  rank: number
}

/** A candidate at one site. */
export interface Track {
  readonly candidate: Candidate
  readonly seeker: Seeker
  readonly hosts: boolean
  /** Its open starts, in order and apart. */
  readonly windows: readonly Interval[]
  /** The first of the windows that may still hold a start: starts are asked for in their order. */
  cursor: number
}

export interface SiteView {
  readonly site: Site
  readonly needs: readonly { readonly missing: number; readonly named: readonly Track[]; readonly others: Track[] }[]
}

/** A pool over a stretch of time, with the open starts of all its candidates. */
export interface PoolView {
  readonly candidates: readonly (readonly Candidate[])[]
  readonly sites: readonly SiteView[]
}

/** Looks at the starts in `range` (epoch ms). Sites that could never have enough resources are left out. */
export function viewOf(pool: ResourcePool, range: Interval): PoolView {
  const zones = new Map<string, { first: number; last: number; lastDay: number }>()
  const zoneOf = (timezone: string) => {
    const known = zones.get(timezone)
    if (known) return known
    const zone = { ...localDays(range, timezone), lastDay: lastDayOf(pool, timezone) }
    zones.set(timezone, zone)
    return zone
  }
  const candidateOf = (resource: Resource): Candidate => {
    const planOf = dayPlans(resource, pool.visitType, pool.policies.holidays)
    const { first, last } = zoneOf(resource.timezone)
    const days: { plan: DayPlan; claims: readonly Claim[] }[] = []
    for (let day = first; day <= last; day++) {
      const plan = planOf(day)
      days.push({ plan, claims: pool.claimsOn(resource, plan.date) })
    }
    return { resource, days, rank: 0 }
  }
  const candidates = pool.needs.map((need) => candidatesOf(need).map(candidateOf))

  const sites = sitesOf(pool).flatMap((site) => {
    const { locationId: _, ...wish } = pool
    const trackOf = (candidate: Candidate): Track => {
      const { resource, days } = candidate
      const there = { ...wish, ...(site.locationId && { locationId: site.locationId }) }
      const seeker = seekerOf(resource, there, zoneOf(resource.timezone).lastDay)
      const windows: Interval[] = []
      for (const { plan, claims } of days) windows.push(...startWindows(seeker, plan, claims))
      return { candidate, seeker, hosts: site.hosts?.(resource) ?? false, windows, cursor: 0 }
    }
    const needs = pool.needs.map(({ count, named }, index) => {
      const mine = candidates[index] ?? []
      const admitted = (isNamed: boolean) =>
        mine
          .slice(isNamed ? 0 : named.length, isNamed ? named.length : undefined)
          .filter(({ resource }) => site.admits(resource, isNamed))
      return { count, missing: count - named.length, named: admitted(true), others: admitted(false) }
    })
    const canServe = needs.every(
      ({ count, missing, named, others }) => named.length === count - missing && others.length >= missing,
    )
    if (!canServe) return []
    const tracked = needs.map(({ missing, named, others }) => ({
      missing,
      named: named.map(trackOf),
      others: others.map(trackOf),
    }))
    return [{ site, needs: tracked }]
  })
  return { candidates, sites }
}

/** Every start on the grid of any of the candidates (see `openStarts`) in `range`, in order, open or not. */
export function gridOf({ candidates }: PoolView, { visitType }: ResourcePool, { from, until }: Interval): number[] {
  const step = visitType.slotIntervalMinutes * minuteMs
  // What opens at the same instant has the same grid, as far as it is open.
  const openUntil = new Map<number, number>()
  for (const { days } of candidates.flat()) {
    for (const { plan } of days) {
      for (const starts of plan.startsInHours) {
        const known = openUntil.get(starts.from)
        if (known === undefined || known < starts.until) openUntil.set(starts.from, starts.until)
      }
    }
  }
  const grid: number[] = []
  let isInOrder = true
  let last = Number.NEGATIVE_INFINITY
  for (const [opening, end] of openUntil) {
    const first = opening + Math.max(0, Math.ceil((from - opening) / step)) * step
    isInOrder &&= first > last
    for (let start = first; start < end && start < until; start += step) {
      grid.push(start)
      last = start
    }
  }
  if (isInOrder) return grid
  grid.sort((a, b) => a - b)
  return grid.filter((start, index) => start !== grid[index - 1])
}

/** Whether the start is open for the candidate. Asked for later and later starts only. */
export function isOpenAt(track: Track, start: number): boolean {
  const { windows } = track
  let window = windows[track.cursor]
  while (window && window.until <= start) {
    track.cursor++
    window = windows[track.cursor]
  }
  return window !== undefined && window.from <= start
}
