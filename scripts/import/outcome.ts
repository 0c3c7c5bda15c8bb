import { toInstant } from '@visita/runtime'
import { type Answer, member, problemOf } from './api.ts'

/** What a row can say has become of its visit. `booked`: nothing yet. */
export const outcomeStatuses = ['booked', 'confirmed', 'completed', 'no_show', 'cancelled'] as const
export type OutcomeStatus = (typeof outcomeStatuses)[number]

/** What the file says of it; instants in epoch ms, null where it says none. */
export interface Outcome {
  readonly status: OutcomeStatus
  readonly checkedInAt: number | null
  /** When it was completed, given up or cancelled. */
  readonly at: number | null
}

/** A status that the visit is to be brought into, and when that happened; null is now. */
export interface Step {
  readonly status: Exclude<OutcomeStatus, 'booked'> | 'checked_in'
  readonly occurredAt: string | null
}

/** When the visit was, in epoch ms, and how long after its start the tenant gives somebody up. */
export interface VisitTimes {
  readonly start: number
  readonly end: number
  readonly noShowAfterMinutes: number
}

/**
 * The way from a pending visit to its outcome. What the file does not say happened when it should have: the check-in at
 * the start, the end at the end, a no-show when the tenant gives up waiting, a cancellation at the start.
 */
export function stepsTo({ status, checkedInAt, at }: Outcome, visit: VisitTimes): readonly Step[] {
  const { start, end, noShowAfterMinutes } = visit
  const confirmed: Step = { status: 'confirmed', occurredAt: null }
  const step = (status: Step['status'], when: number): Step => ({ status, occurredAt: toInstant(when) })
  switch (status) {
    case 'booked':
      return []
    case 'confirmed':
      return [confirmed]
    case 'completed': {
      const arrived = checkedInAt ?? Math.min(start, at ?? start)
      return [confirmed, step('checked_in', arrived), step('completed', at ?? Math.max(end, arrived))]
    }
    case 'no_show':
      return [confirmed, step('no_show', at ?? start + noShowAfterMinutes * 60_000)]
    case 'cancelled':
      return [step('cancelled', at ?? start)]
  }
}

export type Told =
  | { readonly kind: 'changed' | 'unchanged' }
  /** The answer that refused a step. */
  | { readonly kind: 'refused'; readonly step: Step; readonly answer: Answer }

/**
 * Takes the steps that are still to be taken. `known` is the visit's status, or null where an earlier run has booked it:
 * then the last step is asked for first, which changes nothing where all was done, and else is refused with the status
 * from which to go on. So a run that died between two steps is finished by the next one.
 */
export async function takeSteps(
  steps: readonly Step[],
  known: string | null,
  patch: (step: Step) => Promise<Answer>,
): Promise<Told> {
  let next: number | null = known === null ? steps.length - 1 : placeAfter(known, steps)
  let mayBeElsewhere = known === null
  let changed = false
  for (let step = steps[next ?? -1]; step; step = steps[next ?? -1]) {
    const answer = await patch(step)
    if (answer.status === 200) {
      changed ||= answer.headers['visita-unchanged'] !== 'true'
      next = (next ?? 0) + 1
      continue
    }
    const from = problemOf(answer) === 'illegal-transition' ? member(answer.body, 'from') : undefined
    const place = mayBeElsewhere && typeof from === 'string' ? placeAfter(from, steps) : null
    if (place === null) {
      // Somebody has taken it further than to be confirmed since: what the file says was so.
      const beyond = typeof from === 'string' && steps.at(-1)?.status === 'confirmed'
      return beyond ? { kind: 'unchanged' } : { kind: 'refused', step, answer }
    }
    mayBeElsewhere = false
    next = place
  }
  return { kind: changed ? 'changed' : 'unchanged' }
}

/** The first step after this status, or null where it is not on the way. */
function placeAfter(status: string, steps: readonly Step[]): number | null {
  if (status === 'pending') return 0
  const reached = steps.findIndex((step) => step.status === (status === 'en_route' ? 'confirmed' : status))
  if (reached >= 0) return reached + 1
  // A visit that is confirmed can be cancelled without more ado.
  return status === 'confirmed' || status === 'en_route' ? 0 : null
}
