import { accept, type Decision, reject } from '../decider.ts'
import { instantOf, minuteMs } from '../instant.ts'
import type { CancelVisit, ConfirmVisit, RequestVisit, VisitCommand } from './commands.ts'
import type { VisitEvent } from './events.ts'
import type { IllegalTransition, VisitRejection } from './rejections.ts'
import type { VisitState } from './state.ts'
import { allowedAfter, type VisitStatus } from './transitions.ts'

type VisitDecision = Decision<VisitEvent, VisitRejection>

export function decideVisit(command: VisitCommand, state: VisitState): VisitDecision {
  switch (command.type) {
    case 'RequestVisit':
      return request(command, state)
    case 'ConfirmVisit':
      return confirm(command, state)
    case 'CancelVisit':
      return cancel(command, state)
    case 'AbandonVisit': {
      const { visitId, attempt, now } = command
      // A visit that exists is not half made, so there is nothing to give up; and what was given up stays so.
      if (state.visit || state.attempt >= attempt) return accept()
      return accept({ type: 'VisitAbandoned', data: { visitId, attempt, at: instantOf(now) } })
    }
  }
}

function request(command: RequestVisit, state: VisitState): VisitDecision {
  if (state.visit) return reject({ type: 'visit-exists' })
  if (command.attempt <= state.attempt) return reject({ type: 'visit-abandoned', attempt: state.attempt })
  const { type: _, automaticConfirmation, now, start, end, ...details } = command
  const at = instantOf(now)
  const requested: VisitEvent = {
    type: 'VisitRequested',
    data: { ...details, start: instantOf(start), end: instantOf(end), at },
  }
  if (!automaticConfirmation) return accept(requested)
  return accept<VisitEvent>(requested, {
    type: 'VisitConfirmed',
    data: { visitId: command.visitId, automatic: true, at },
  })
}

function confirm({ automatic, now }: ConfirmVisit, state: VisitState): VisitDecision {
  if (!state.visit) return reject({ type: 'visit-not-found' })
  if (state.status === 'confirmed') return accept()
  const illegal = illegalTransition(state.status, 'confirmed')
  if (illegal) return reject(illegal)
  return accept({ type: 'VisitConfirmed', data: { visitId: state.visit.visitId, automatic, at: instantOf(now) } })
}

function cancel(command: CancelVisit, state: VisitState): VisitDecision {
  if (!state.visit) return reject({ type: 'visit-not-found' })
  if (state.status === 'cancelled') return accept()
  const illegal = illegalTransition(state.status, 'cancelled')
  if (illegal) return reject(illegal)
  const { reason, byCustomer, cancelMinMinutes, now } = command
  const until = state.visit.start - cancelMinMinutes * minuteMs
  if (byCustomer && now > until) return reject({ type: 'cancellation-window-closed', until: instantOf(until) })
  return accept({ type: 'VisitCancelled', data: { visitId: state.visit.visitId, reason, at: instantOf(now) } })
}

function illegalTransition(from: VisitStatus, to: VisitStatus): IllegalTransition | null {
  const allowed = allowedAfter(from)
  return allowed.includes(to) ? null : { type: 'illegal-transition', from, to, allowed }
}
