import {
  type CandidateVerdict,
  type KindNeed,
  type PoolVerdict,
  type Resource,
  type ResourceId,
  shortOf,
  verdictsAt,
} from '@visita/domain'
import type { Because, NeedFound, PoolFinding, ResourceFinding } from './finding.ts'
import { candidateFindings, misfitFindings } from './resource-findings.ts'
import type { Situation } from './situation.ts'

export interface ExplainedResource {
  readonly id: ResourceId
  /** Null where it was not configured yet. */
  readonly resource: Resource | null
  /** Whether none of its own rules is in the way. */
  readonly offered: boolean
  readonly findings: readonly Because<ResourceFinding>[]
}

export interface Explanation {
  readonly offered: boolean
  /** Up to the first that leaves nothing more to look at. */
  readonly findings: readonly Because<PoolFinding>[]
  readonly resources: readonly ExplainedResource[]
}

/** Why a start is offered in that situation, or is not. It is exactly where `offeredStarts` has it. */
export function explain(situation: Situation): Explanation {
  const { type, start, pool, asked } = situation
  const typeEvent = type.events.at(-1) ?? null
  const findings: Because<PoolFinding>[] = [{ ...typeFinding(situation), because: typeEvent }]
  const stopped = (resources: readonly ExplainedResource[] = []): Explanation => ({
    offered: false,
    findings,
    resources,
  })
  if (!findings[0]?.ok || start === null) return stopped()

  const { code, shown, nearest } = start
  const clock = { rule: 'clock', shown, instant: nearest, because: null } as const
  findings.push(code === 'skipped' ? { ...clock, ok: false, code } : { ...clock, ok: true, code })
  if (start.instant === null) return stopped()
  if (pool === null) {
    findings.push({ rule: 'needs', ok: false, code: 'does-not-fit', needs: [], because: typeEvent })
    return stopped(asked.resourceId === undefined ? [] : [misfit(situation, asked.resourceId)])
  }

  const { instant } = start
  const verdict = verdictsAt(
    {
      ...{ ...pool, now: situation.asOf, seats: 1, strategy: pool.policies.assignment },
      ...(asked.locationId && { locationId: asked.locationId }),
      claimsOn: ({ id }) => situation.days.get(id)?.state.claims ?? [],
    },
    instant,
  )
  const grid = { ...gridFinding(verdict, pool.visitType.slotIntervalMinutes), because: typeEvent }
  const needs = { ...needsFinding(verdict, pool.needs), because: null }
  // Where there are never enough, that is the reason, and not that nothing begins that day.
  findings.push(...(needs.code === 'too-few' ? [needs, grid] : [grid, needs]))
  const resources = verdict.candidates.map((candidate) => {
    const { resource } = candidate
    const findings = candidateFindings(situation, pool, candidate, instant)
    return { id: resource.id, resource, offered: isFree(candidate), findings }
  })
  return { offered: verdict.offered, findings, resources }
}

const misfit = (situation: Situation, id: ResourceId): ExplainedResource => ({
  id,
  resource: situation.resources.get(id)?.state.resource ?? null,
  offered: false,
  findings: misfitFindings(situation, id),
})

function typeFinding({ type, tenant }: Situation): PoolFinding {
  const { visitType, archived } = type.state
  if (!visitType || !tenant.state.policies) return { rule: 'type', ok: false, code: 'not-yet' }
  if (archived) return { rule: 'type', ok: false, code: 'archived' }
  return { rule: 'type', ok: true, code: 'configured' }
}

function gridFinding({ onGrid, before, after }: PoolVerdict, minutes: number): PoolFinding {
  const grid = { rule: 'grid', minutes, before, after } as const
  if (onGrid) return { ...grid, ok: true, code: 'on-grid' }
  return { ...grid, ok: false, code: before === null && after === null ? 'nothing-that-day' : 'off-grid' }
}

function needsFinding({ canServe, candidates }: PoolVerdict, needs: readonly KindNeed[]): PoolFinding {
  const found = needs.map(({ kind, count, named, others }, need): NeedFound => {
    const free = candidates.filter((candidate) => candidate.need === need && isFree(candidate))
    return { kind, count, able: named.length + others.length, free: free.map(({ resource }) => resource.id) }
  })
  const needed = { rule: 'needs', needs: found } as const
  if (canServe) return { ...needed, ok: true, code: 'enough' }
  if (shortOf(needs)) return { ...needed, ok: false, code: 'too-few' }
  const isFilled = needs.every(
    ({ count, named }, need) =>
      (found[need]?.free.length ?? 0) >= count && named.every(({ id }) => found[need]?.free.includes(id)),
  )
  return { ...needed, ok: false, code: isFilled ? 'not-together' : 'none-free' }
}

const isFree = ({ verdicts }: CandidateVerdict) => verdicts.every(({ refusal }) => refusal === null)
