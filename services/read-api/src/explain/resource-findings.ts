import {
  addDays,
  type CandidateVerdict,
  type ConflictReason,
  claimSpan,
  endOf,
  localDate,
  minuteMs,
  openingOf,
  type Resource,
  type ResourceId,
  type StartVerdict,
  suits,
} from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import type { Past } from '../as-of/past.ts'
import type { Because, ResourceFinding } from './finding.ts'
import { freedBy, obstaclesOf } from './obstacles.ts'
import type { Situation, WholePool } from './situation.ts'

/** What the rules say of a resource that may serve. `start` is epoch ms. */
export function candidateFindings(
  situation: Situation,
  pool: WholePool,
  { resource, verdicts }: CandidateVerdict,
  start: number,
): Because<ResourceFinding>[] {
  const configuredBy = situation.resources.get(resource.id)?.events.at(-1) ?? null
  return [
    { rule: 'resource', ok: true, code: 'configured', because: configuredBy },
    { rule: 'serves', ok: true, code: 'serves', because: configuredBy },
    ...verdicts.map((verdict) => found({ situation, pool, resource, start, configuredBy }, verdict)),
  ]
}

/** Why a resource cannot serve the type at all. */
export function misfitFindings({ resources, type }: Situation, id: ResourceId): Because<ResourceFinding>[] {
  const { state, events } = resources.get(id) ?? { state: { resource: null, archived: false }, events: [] }
  const because = events.at(-1) ?? null
  const { resource, archived } = state
  if (!resource) return [{ rule: 'resource', ok: false, code: 'not-yet', because }]
  if (archived) return [{ rule: 'resource', ok: false, code: 'archived', because }]
  const { visitType } = type.state
  const isNeeded = visitType?.needs.some(({ kind }) => kind === resource.kind)
  const serves = visitType && suits(resource, visitType, undefined)
  const code = !isNeeded ? 'other-kind' : !serves ? 'other-types' : 'elsewhere'
  return [
    { rule: 'resource', ok: true, code: 'configured', because },
    { rule: 'serves', ok: false, code, because },
  ]
}

interface Looked {
  readonly situation: Situation
  readonly pool: WholePool
  readonly resource: Resource
  readonly start: number
  readonly configuredBy: RecordedEvent | null
}

function found(looked: Looked, { rule, refusal, with: ids }: StartVerdict): Because<ResourceFinding> {
  const { situation, pool, resource, start } = looked
  const { visitType, policies } = pool
  const typeEvent = situation.type.events.at(-1) ?? null
  const policiesEvent = policiesEventOf(situation.tenant)
  switch (rule) {
    case 'within-day': {
      const buffers = { before: visitType.bufferBeforeMinutes, after: visitType.bufferAfterMinutes }
      const day = { rule, ...buffers, because: typeEvent } as const
      return refusal === null ? { ...day, ok: true, code: 'within' } : { ...day, ok: false, code: 'crosses-midnight' }
    }
    case 'opening-hours':
      return opening(looked, refusal === null)
    case 'notice': {
      const minutes = policies.minNoticeMinutes
      const notice = { rule, minutes, earliest: situation.asOf + minutes * minuteMs, because: policiesEvent } as const
      return refusal === null ? { ...notice, ok: true, code: 'in-time' } : { ...notice, ok: false, code: 'too-soon' }
    }
    case 'horizon': {
      const days = policies.maxAdvanceDays
      const lastDate = addDays(localDate(situation.asOf, resource.timezone), days)
      const horizon = { rule, days, lastDate, because: policiesEvent } as const
      if (refusal === null) return { ...horizon, ok: true, code: 'within' }
      return { ...horizon, ok: false, code: refusal === 'too-soon' ? 'too-soon' : 'too-far' }
    }
    case 'claims':
    case 'own-hold': {
      const wanted = {
        visit: { from: start, until: endOf(visitType, start) },
        covers: claimSpan(start, endOf(visitType, start), visitType),
      }
      const day = situation.days.get(resource.id)
      const obstacles = day ? obstaclesOf(day, ids, wanted) : []
      const claims = { rule: 'claims', capacity: resource.capacity, obstacles } as const
      if (refusal === null) {
        const because = day ? freedBy(day, wanted.covers, situation.asOf) : null
        return { ...claims, ok: true, code: 'free', because }
      }
      const code = refusal as ConflictReason
      return { ...claims, ok: false, code, because: decisive(obstacles, code) }
    }
  }
}

function opening(
  { situation, pool, resource, start, configuredBy }: Looked,
  isOpen: boolean,
): Because<ResourceFinding> {
  const date = localDate(start, resource.timezone)
  const { holidays } = pool.policies
  const {
    rule: decidedBy,
    ranges,
    intervals,
    closedFrom = null,
  } = openingOf(resource, date, pool.visitType.id, holidays)
  const own = decidedBy === 'own-holiday' ? holidays.find((one) => one.date === date) : undefined
  const hours = {
    rule: 'opening-hours',
    ...{ decidedBy, ranges, openings: intervals, holiday: own?.name ?? null, closedFrom },
    because: own ? policiesEventOf(situation.tenant) : configuredBy,
  } as const
  if (isOpen) return { ...hours, ok: true, code: 'open' }
  return { ...hours, ok: false, code: intervals.length === 0 ? 'closed' : 'outside' }
}

/** The event that set the policies in force. */
const policiesEventOf = ({ events }: Past<unknown>): RecordedEvent | null =>
  events.findLast(({ type }) => type === 'TenantPoliciesSet' || type === 'TenantCreated') ?? null

const kinds = { blocked: 'block', reserved: 'reservation', held: 'hold' } as const

/** The one that the reason names; of a place that is full, whoever took the last of it. */
function decisive(obstacles: readonly Because<{ kind: string }>[], reason: ConflictReason): RecordedEvent | null {
  if (reason !== 'capacity') return obstacles.find(({ kind }) => kind === kinds[reason])?.because ?? null
  let newest: RecordedEvent | null = null
  for (const { because } of obstacles) if (because && (!newest || newest.position < because.position)) newest = because
  return newest
}
