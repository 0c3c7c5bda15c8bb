import type { LocationId } from '../ids.ts'
import type { Resource } from '../schema.ts'
import { type Choice, createChooser } from './choice.ts'
import type { Interval } from './claims.ts'
import type { ResourcePool } from './pool.ts'
import { gridOf, type PoolView, type Track, viewOf } from './pool-view.ts'
import { isPlace } from './sites.ts'
import type { StartRefusal } from './start-context.ts'
import { endOf, firstRefusal, verdicts } from './verdicts.ts'
import { besideCalendar } from './zones.ts'

/** Who would have a visit. */
export interface Assignment {
  readonly open: true
  /** Those that would be taken, in the order of the needs, of each need the named ones first. */
  readonly resources: readonly Resource[]
  /** Of each need all who could be, in the order in which they would be: those that are taken come first. */
  readonly candidates: readonly (readonly Resource[])[]
  /** Where the visit would be: what its claims must say, where the way between locations takes time. */
  readonly locationId: LocationId | null
  /** The most seats that one visit could have at this start, with whatever resources. */
  readonly seatsLeft: number
}

/** A start that is open, in epoch milliseconds, buffers aside. */
export interface OfferedStart extends Assignment {
  readonly start: number
  readonly end: number
}

export interface AssignmentRefusal {
  readonly open: false
  readonly reason: StartRefusal
  /** Whose refusal it is; null where there are not enough to ask. */
  readonly resource: Resource | null
  /** The ids of the claims in the way, where it is these. */
  readonly with: readonly string[]
}

/**
 * Every open start in `[from, until)` (epoch milliseconds), in order: those on the grid of any of the pool's candidates
 * (see `openStarts`) for which each need has enough resources that are free. Each is judged on its own local day. Who
 * would have it, the pool's strategy says.
 */
export function offeredStarts(pool: ResourcePool, range: Interval): readonly OfferedStart[] {
  const view = viewOf(pool, range)
  const chooseAt = createChooser(view, pool)
  const offered: OfferedStart[] = []
  for (const start of gridOf(view, pool, range)) {
    const choice = chooseAt(start)
    if (!choice) continue
    const { resources, candidates, seatsLeft } = choice
    const end = endOf(pool.visitType, start)
    offered.push({ start, end, open: true, resources, candidates, locationId: locationOf(choice, pool), seatsLeft })
  }
  return offered
}

/**
 * Which resources would take a visit at `start` (epoch milliseconds), on the grid or not, or else why it is not open. Of
 * several reasons it tells that of the resource that came nearest to being free, a named one before the others.
 */
export function assignmentAt(pool: ResourcePool, start: number): Assignment | AssignmentRefusal {
  const beside = besideCalendar(start)
  if (beside !== 0) return { open: false, reason: beside < 0 ? 'too-soon' : 'too-far', resource: null, with: [] }
  const view = viewOf(pool, { from: start, until: start + 1 })
  const choice = createChooser(view, pool)(start)
  if (!choice) return refusalOf(view, start)
  const { resources, candidates, seatsLeft } = choice
  return { open: true, resources, candidates, locationId: locationOf(choice, pool), seatsLeft }
}

/** Where nobody needs to know, a visit is still said to be where it was asked for, or else where its resources are. */
function locationOf({ site, resources }: Choice, { locationId }: ResourcePool): LocationId | null {
  const there = site.locationId ?? locationId
  if (there) return there
  let home: LocationId | null = null
  for (const resource of resources) {
    if (!resource.locationId) continue
    if (isPlace(resource)) return resource.locationId
    home ??= resource.locationId
  }
  return home
}

/** From the farthest from being free to the nearest. */
const distances: readonly StartRefusal[] = [
  'outside-hours',
  'too-soon',
  'too-far',
  'blocked',
  'capacity',
  'reserved',
  'held',
]

function refusalOf({ sites }: PoolView, start: number): AssignmentRefusal {
  let nearest: AssignmentRefusal | null = null
  for (const { needs } of sites) {
    for (const { missing, named, others } of needs) {
      const refused = named.flatMap((track) => refusalOn(track, start) ?? [])
      const rest = others.flatMap((track) => refusalOn(track, start) ?? [])
      if (refused.length === 0 && others.length - rest.length >= missing) continue
      for (const refusal of refused.length > 0 ? refused : rest) {
        if (!nearest || distances.indexOf(refusal.reason) > distances.indexOf(nearest.reason)) nearest = refusal
      }
      break
    }
  }
  return nearest ?? { open: false, reason: 'reserved', resource: null, with: [] }
}

function refusalOn({ candidate, seeker }: Track, start: number): AssignmentRefusal | null {
  const { resource, days } = candidate
  const [today] = days
  const refused = today && firstRefusal(verdicts(seeker, today.plan, today.claims, start))
  return refused ? { open: false, reason: refused.refusal, resource, with: refused.with } : null
}
