import { accept, type Decision, reject } from '../decider.ts'
import { instantOf, minuteMs } from '../instant.ts'
import type { MoveVisit } from './commands.ts'
import type { VisitEvent } from './events.ts'
import type { VisitRejection } from './rejections.ts'
import type { VisitDetails, VisitState } from './state.ts'
import { mayMove } from './transitions.ts'

/** Rescheduled where the time changes, reassigned where only the resources do. What it was stays in the event. */
export function decideMove(command: MoveVisit, state: VisitState): Decision<VisitEvent, VisitRejection> {
  const { visit, status, attempt } = state
  if (!visit) return reject({ type: 'visit-not-found' })
  const { start, end, timezone, claims, locationId, assignment, reason, override, bulkMoveId, byCustomer, now } =
    command
  if (sameClaims(visit, claims)) return accept()
  const toAnotherTime = start !== visit.start
  if (!mayMove(status, toAnotherTime)) return reject({ type: 'visit-not-movable', visitStatus: status })
  const until = visit.start - command.rescheduleMinMinutes * minuteMs
  if (byCustomer && now > until) return reject({ type: 'reschedule-window-closed', until: instantOf(until) })
  if (command.attempt <= attempt) return reject({ type: 'move-superseded', attempt })
  return accept({
    type: toAnotherTime ? 'VisitRescheduled' : 'VisitReassigned',
    data: {
      visitId: visit.visitId,
      attempt: command.attempt,
      former: {
        start: instantOf(visit.start),
        end: instantOf(visit.end),
        timezone: visit.timezone,
        claims: visit.claims,
        locationId: visit.locationId,
      },
      start: instantOf(start),
      end: instantOf(end),
      timezone,
      claims,
      locationId,
      ...(assignment ? { assignment } : {}),
      reason,
      override,
      ...(bulkMoveId ? { bulkMoveId } : {}),
      at: instantOf(now),
    },
  })
}

/** The claims' ids derive from the move, so the same ids are the same move asked for again. */
const sameClaims = (visit: VisitDetails, claims: MoveVisit['claims']): boolean =>
  visit.claims.length === claims.length &&
  visit.claims.every(({ claimId }, index) => claimId === claims[index]?.claimId)
