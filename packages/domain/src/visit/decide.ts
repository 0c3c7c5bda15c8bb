import { accept, type Decision, reject } from '../decider.ts'
import { instantOf, minuteMs } from '../instant.ts'
import type { AdvanceVisit, CancelVisit, ConfirmVisit, RequestVisit, VisitCommand } from './commands.ts'
import type { VisitEvent } from './events.ts'
import { decideMove } from './move.ts'
import type { VisitRejection } from './rejections.ts'
import type { VisitDetails, VisitState } from './state.ts'
import { allowedAfter, type VisitStatus } from './transitions.ts'

export type VisitDecision = Decision<VisitEvent, VisitRejection>

export function decideVisit(command: VisitCommand, state: VisitState): VisitDecision {
  switch (command.type) {
    case 'RequestVisit':
      return request(command, state)
    case 'AbandonVisit': {
      const { visitId, attempt, claims, now } = command
      // What exists or was given up stays so; only an attempt beyond that is half made.
      if (state.attempt >= attempt) return accept()
      const type = state.visit ? 'VisitMoveAbandoned' : 'VisitAbandoned'
      return accept({ type, data: { visitId, attempt, ...(claims && { claims: [...claims] }), at: instantOf(now) } })
    }
  }
  const { visit } = state
  if (!visit) return reject({ type: 'visit-not-found' })
  const { visitId } = visit
  const at = instantOf(command.now)
  switch (command.type) {
    case 'ConfirmVisit':
      return confirm(command, state.status, visit)
    case 'CancelVisit':
      return cancel(command, state.status, visit)
    case 'AdvanceVisit':
      return advance(command, state.status, visit)
    case 'MoveVisit':
      return decideMove(command, state)
    case 'AddNote': {
      const { noteId, note } = command
      if (visit.noteIds.includes(noteId)) return accept()
      return accept({ type: 'VisitNoteAdded', data: { visitId, noteId, note, at } })
    }
    case 'RecordOutcome': {
      const { result, note } = command
      if (visit.outcome === result && note === null) return accept()
      return accept({ type: 'VisitOutcomeRecorded', data: { visitId, result, note, at } })
    }
    case 'AddParticipant': {
      const { participant } = command
      if (visit.participants.some(({ personId }) => personId === participant.personId)) return accept()
      return accept({ type: 'VisitParticipantAdded', data: { visitId, participant, at } })
    }
    case 'RevokeLinks':
      return accept({ type: 'VisitLinksRevoked', data: { visitId, generation: visit.linksGeneration + 1, at } })
  }
}

function request(command: RequestVisit, state: VisitState): VisitDecision {
  if (state.visit) return reject({ type: 'visit-exists' })
  if (command.attempt <= state.attempt) return reject({ type: 'visit-abandoned', attempt: state.attempt })
  const { type: _, automaticConfirmation, occurredAt, now, start, end, ...details } = command
  if (occurredAt !== undefined && occurredAt > now) return reject({ type: 'occurred-in-future', now: instantOf(now) })
  const at = instantOf(occurredAt ?? now)
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

function confirm(command: ConfirmVisit, status: VisitStatus, visit: VisitDetails): VisitDecision {
  const refusal = transitionRefusal(command, status, visit, 'confirmed')
  if (refusal) return refusal
  const { automatic, blockedBy } = command
  if (blockedBy && blockedBy.length > 0) return reject({ type: 'visit-blocked', blockedBy })
  return accept({ type: 'VisitConfirmed', data: { ...told(command, visit), automatic } })
}

function cancel(command: CancelVisit, status: VisitStatus, visit: VisitDetails): VisitDecision {
  const refusal = transitionRefusal(command, status, visit, 'cancelled')
  if (refusal) return refusal
  const { reason, byCustomer, cancelMinMinutes, seriesFrom, now } = command
  const until = visit.start - cancelMinMinutes * minuteMs
  if (byCustomer && now > until) return reject({ type: 'cancellation-window-closed', until: instantOf(until) })
  const series = seriesFrom === undefined ? {} : { seriesFrom: instantOf(seriesFrom) }
  return accept({ type: 'VisitCancelled', data: { ...told(command, visit), reason, ...series } })
}

function advance(command: AdvanceVisit, status: VisitStatus, visit: VisitDetails): VisitDecision {
  const { to, automatic } = command
  const refusal = transitionRefusal(command, status, visit, to)
  if (refusal) return refusal
  const data = told(command, visit)
  switch (to) {
    case 'en_route':
      return accept({ type: 'VisitSetOut', data })
    case 'checked_in':
      return accept({ type: 'VisitCheckedIn', data })
    case 'completed':
      return accept({ type: 'VisitCompleted', data })
    case 'no_show':
      return accept({ type: 'VisitNoShowMarked', data: { ...data, automatic } })
  }
}

type Telling = ConfirmVisit | CancelVisit | AdvanceVisit

/** Nothing to do where it stands so already, a refusal where it cannot come to stand so, else null. */
function transitionRefusal(
  { occurredAt, now }: Telling,
  from: VisitStatus,
  visit: VisitDetails,
  to: VisitStatus,
): VisitDecision | null {
  if (from === to) return accept()
  if (occurredAt !== undefined && occurredAt > now) return reject({ type: 'occurred-in-future', now: instantOf(now) })
  // Whoever checked in offline before the timer gave up was there, whenever the news arrives.
  const wasThere = visit.noShow?.automatic && (occurredAt ?? now) <= visit.noShow.at
  const allowed: readonly VisitStatus[] = wasThere ? ['checked_in'] : allowedAfter(from)
  return allowed.includes(to) ? null : reject({ type: 'illegal-transition', from, to, allowed })
}

const told = ({ reason, evidence, occurredAt, now }: Telling, { visitId }: VisitDetails) => ({
  visitId,
  at: instantOf(occurredAt ?? now),
  ...(reason ? { reason } : {}),
  ...(evidence ? { evidence } : {}),
})
