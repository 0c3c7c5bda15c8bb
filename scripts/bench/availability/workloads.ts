import {
  addDays,
  type Claim,
  dayBounds,
  type Interval,
  localInstant,
  type Policies,
  type Resource,
  ResourceId,
  type VisitType,
  VisitTypeId,
  weekday,
} from '@visita/domain'

/** What both programs work from. */
export interface Workload {
  readonly name: string
  readonly timezone: string
  readonly visitType: VisitType
  readonly policies: Pick<Policies, 'minNoticeMinutes' | 'maxAdvanceDays'>
  /** Epoch ms. */
  readonly now: number
  readonly range: Interval
  readonly agents: readonly Agent[]
}

export interface Agent {
  readonly resource: Resource
  /** What is busy, by local date, as the log keeps it. */
  readonly busy: ReadonlyMap<string, readonly Claim[]>
}

/** A start, in epoch ms, and who is free then, the one with the fewest claims that day first. */
export interface Slot {
  readonly start: number
  readonly end: number
  readonly resourceIds: readonly string[]
}

const timezone = 'America/Santiago'
const opens = 9
const closes = 18
const minute = 60_000
const firstDate = '2026-03-09'

const visitType: VisitType = {
  id: VisitTypeId.parse('viewing'),
  name: 'Viewing',
  durationMinutes: 30,
  bufferBeforeMinutes: 15,
  bufferAfterMinutes: 15,
  seats: 1,
  needs: [{ kind: 'agent', count: 1 }],
  mode: 'in_person',
  slotIntervalMinutes: 30,
}

/** 30 days of one agent with 40 busy intervals; the clocks go back on the 27th of them. */
export const oneAgent = (): Workload => workload('30 days of one agent', 30, 1, 40)
/** 14 days of 50 agents, each as busy as the one. */
export const fiftyAgents = (): Workload => workload('14 days of 50 agents', 14, 50, 19)

function workload(name: string, days: number, agents: number, busyEach: number): Workload {
  const now = localInstant(firstDate, '08:30', timezone, 'start')
  const dates = Array.from({ length: days }, (_, index) => addDays(firstDate, index))
  const until = dayBounds(dates.at(-1) ?? firstDate, timezone).until
  return {
    name,
    timezone,
    visitType,
    policies: { minNoticeMinutes: 120, maxAdvanceDays: 60 },
    now,
    range: { from: dayBounds(firstDate, timezone).from, until },
    agents: Array.from({ length: agents }, (_, index) => agentOf(index, dates, busyEach)),
  }
}

function agentOf(index: number, dates: readonly string[], busyEach: number): Agent {
  const id = ResourceId.parse(`agent-${String(index).padStart(2, '0')}`)
  const weekly = [{ days: [1, 2, 3, 4, 5], start: `0${opens}:00`, end: `${closes}:00` }]
  const resource: Resource = {
    id,
    kind: 'agent',
    name: id,
    timezone,
    capacity: 1,
    schedule: { weekly, exceptions: [], holidays: null },
  }
  const working = dates.filter((date) => weekday(date) <= 5)
  const random = randomFrom(index + 1)
  const busy = new Map<string, Claim[]>()
  for (let count = 0; count < busyEach; count++) {
    const date = working[Math.floor(random() * working.length)] ?? firstDate
    const from =
      localInstant(date, `0${opens}:00`, timezone, 'start') + Math.floor(random() * (closes - opens) * 12) * 5 * minute
    const until = from + (15 + Math.floor(random() * 6) * 15) * minute
    busy.set(date, [...(busy.get(date) ?? []), { kind: 'reservation', id: `${id}-${count}`, from, until, seats: 1 }])
  }
  for (const claims of busy.values()) claims.sort((a, b) => a.from - b.from)
  return { resource, busy }
}

/** The same numbers on every machine (a linear congruential generator), from 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}
