import type { LocationId } from '../ids.ts'
import type { Resource } from '../schema.ts'
import { createChooser } from './choice.ts'
import { candidatesOf, type ResourcePool } from './pool.ts'
import { type Candidate, gridOf, type PoolView, viewOf } from './pool-view.ts'
import { seekerOf } from './start-context.ts'
import { firstRefusal, type StartVerdict, verdict, verdicts } from './verdicts.ts'
import { besideCalendar } from './zones.ts'

/** What the rules say to a start on one resource of the pool. */
export interface CandidateVerdict {
  readonly resource: Resource
  /** The place of the need that it would fill, among the pool's. */
  readonly need: number
  /** At the place where it could have the visit, or else at the first that there is. */
  readonly verdicts: readonly StartVerdict[]
  /** Where that is; null where nobody needs to know. */
  readonly locationId: LocationId | null
}

/** Why a start is offered or not. */
export interface PoolVerdict {
  /** Exactly whether `offeredStarts` has it. */
  readonly offered: boolean
  /** Whether there are resources for every need that are free, and may meet. The start is offered if it is on the grid too. */
  readonly canServe: boolean
  readonly onGrid: boolean
  /** The nearest starts on the grid of the day, open or not; null where there is none. */
  readonly before: number | null
  readonly after: number | null
  /** All who may serve, in the order of the needs, the named ones first. */
  readonly candidates: readonly CandidateVerdict[]
}

/** What every rule says to a start (epoch milliseconds), for every resource of the pool and for all of them together. */
export function verdictsAt(pool: ResourcePool, start: number): PoolVerdict {
  const beside = besideCalendar(start)
  if (beside !== 0) {
    const refused = [verdict('horizon', beside < 0 ? 'too-soon' : 'too-far')]
    const everybody = pool.needs.flatMap((one, need) =>
      candidatesOf(one).map((resource) => ({ resource, need, verdicts: refused, locationId: null })),
    )
    return { offered: false, canServe: false, onGrid: false, before: null, after: null, candidates: everybody }
  }
  const view = viewOf(pool, { from: start, until: start + 1 })
  const grid = gridOf(view, pool, { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY })
  const onGrid = grid.includes(start)
  const candidates = view.candidates.flatMap((mine, need) =>
    mine.map((candidate) => candidateVerdict(pool, view, candidate, need, start)),
  )
  const canServe = createChooser(view, pool)(start) !== null
  return {
    offered: onGrid && canServe,
    canServe,
    onGrid,
    before: grid.findLast((one) => one < start) ?? null,
    after: grid.find((one) => one > start) ?? null,
    candidates,
  }
}

function candidateVerdict(
  pool: ResourcePool,
  { sites }: PoolView,
  candidate: Candidate,
  need: number,
  start: number,
): CandidateVerdict {
  const { resource, days } = candidate
  const [today] = days
  const seekers = sites.flatMap(({ needs }) => {
    const { named = [], others = [] } = needs[need] ?? {}
    return [...named, ...others].filter((track) => track.candidate === candidate).map(({ seeker }) => seeker)
  })
  // Who has no place among the others is still told what the rules say where it was asked for.
  if (seekers.length === 0) seekers.push(seekerOf(resource, pool))
  const found = seekers.map((seeker) => ({
    resource,
    need,
    verdicts: today ? [...verdicts(seeker, today.plan, today.claims, start)] : [],
    locationId: seeker.wanted.locationId ?? null,
  }))
  return found.find((one) => firstRefusal(one.verdicts) === null) ?? (found[0] as CandidateVerdict)
}
