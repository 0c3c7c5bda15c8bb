import type {
  BlockRejection,
  BulkMoveRejection,
  CustomerRejection,
  NotificationRejection,
  ResourceRejection,
  SeriesRejection,
  TemplateRejection,
  TenantRejection,
  VisitRejection,
  VisitTypeRejection,
  WaitlistRejection,
} from '@visita/domain'
import type { Outcome } from '@visita/event-store'
import { ProblemError, preconditionFailed } from '@visita/http'

/** Every refusal that reaches a caller as it is. The slot's own are answered by the booking, with alternatives. */
type Rejection =
  | BlockRejection
  | BulkMoveRejection
  | CustomerRejection
  | NotificationRejection
  | ResourceRejection
  | SeriesRejection
  | TemplateRejection
  | TenantRejection
  | VisitRejection
  | VisitTypeRejection
  | WaitlistRejection

/** Status and title of every rejection; a new one without a line here does not compile. */
const table: { readonly [Type in Rejection['type']]: readonly [status: number, title: string] } = {
  'block-ended': [409, 'This block is over'],
  'block-laid': [409, 'This block is laid already'],
  'block-not-found': [404, 'There is no such block'],
  'bulk-move-not-committed': [409, 'This move is only planned'],
  'bulk-move-not-found': [404, 'There is no such bulk move'],
  'bulk-move-not-undone': [409, 'Nobody asked to undo this move'],
  'bulk-move-running': [409, 'Visits of this move are still on their way'],
  'bulk-move-too-large': [422, 'This move would have too many visits'],
  'bulk-move-undone': [409, 'This move is undone, or about to be'],
  'cancellation-window-closed': [409, 'It is too late to cancel this visit'],
  'customer-erased': [410, 'This customer has been erased'],
  'customer-not-found': [404, 'There is no such customer'],
  'illegal-transition': [409, 'The visit cannot go from this state to that one'],
  'invalid-configuration': [400, 'The configuration is not valid'],
  'key-exists': [409, 'A key of this id exists already'],
  'key-not-found': [404, 'There is no such key'],
  'key-role-refused': [400, 'A key of a tenant cannot have this role'],
  'location-in-use': [409, 'The location has visits ahead'],
  'location-not-found': [404, 'There is no such location'],
  'move-superseded': [409, 'Somebody else moved this visit at the same time'],
  'no-offer': [409, 'There is no offer to answer'],
  'notification-attempt-closed': [409, 'The outcome of this attempt is known'],
  'notification-attempt-open': [409, 'This message is being sent'],
  'notification-gated': [409, 'This message must not go out'],
  'notification-misnamed': [400, 'This message is not the one that its id says'],
  'notification-not-due': [409, 'This message is not due yet'],
  'notification-not-failed': [409, 'This message has not failed: there is nothing to try again'],
  'notification-not-found': [404, 'There is no such message'],
  'notification-not-in-inbox': [404, 'This message lies in no inbox'],
  'notification-outcome-unknown': [409, 'Nobody knows yet whether this message went out'],
  'notification-over': [409, 'This message has come to its end'],
  'notification-too-late': [409, 'This message is of no use any more'],
  'notification-unscheduled': [409, 'This message has no text yet'],
  'notification-wrong-mode': [409, 'This message is of the other mode'],
  'nothing-to-roll-back': [409, 'Nothing was published before this version'],
  'occurred-in-future': [400, 'What has not happened yet cannot be recorded'],
  'occurrence-not-found': [404, 'The series has no such occurrence'],
  'offer-expired': [409, 'This offer has lapsed'],
  'offer-outstanding': [409, 'An offer stands already'],
  'reschedule-window-closed': [409, 'It is too late to move this visit'],
  'reserved-tenant': [409, 'This tenant id is reserved'],
  'resource-in-use': [409, 'The resource has claims ahead'],
  'resource-not-found': [404, 'There is no such resource'],
  'series-does-not-fit': [409, 'Not every occurrence of the series fits'],
  'series-exists': [409, 'This series exists already'],
  'series-not-found': [404, 'There is no such series'],
  'series-unsettled': [409, 'The series is still being booked'],
  'start-refused-before': [409, 'They were offered this start and did not take it'],
  'template-not-found': [404, 'There is no such template'],
  'template-version-not-found': [404, 'The template has no such version'],
  'tenant-exists': [409, 'A tenant of this id exists already, with other data'],
  'tenant-not-found': [404, 'There is no such tenant'],
  'timezone-locked': [409, 'The time zone cannot change while the resource has claims ahead'],
  'visit-abandoned': [409, 'This booking was abandoned half way; ask again'],
  'visit-blocked': [409, 'A block or an external busy time covers this visit'],
  'visit-exists': [409, 'This visit exists already'],
  'visit-not-awaited': [409, 'This move does not wait for that visit'],
  'visit-not-found': [404, 'There is no such visit'],
  'visit-not-movable': [409, 'A visit that is under way or over cannot be moved'],
  'visit-type-in-use': [409, 'The visit type has visits ahead'],
  'visit-type-not-found': [404, 'There is no such visit type'],
  'waitlist-ended': [409, 'They no longer wait'],
  'waitlist-entry-not-found': [404, 'There is no such entry on the waitlist'],
}

export function problemOf({ type, ...members }: Rejection): ProblemError {
  const [status, title] = table[type]
  return new ProblemError(status, status === 404 ? 'not-found' : type, title, members)
}

export const keyReused = () =>
  new ProblemError(422, 'idempotency-key-reused', 'This idempotency key was used for another request')

/**
 * What to throw for an outcome that is no success: a rejection by the table, a reused key, a revision that has passed.
 * Answers the outcome itself otherwise.
 */
export function succeed<State, Event, R extends Rejection>(
  outcome: Outcome<State, Event, R>,
): Extract<Outcome<State, Event, R>, { kind: 'accepted' | 'replayed' }> {
  switch (outcome.kind) {
    case 'accepted':
    case 'replayed':
      return outcome
    case 'rejected':
      throw problemOf(outcome.rejection)
    case 'key-reused':
      throw keyReused()
    case 'precondition-failed':
      throw preconditionFailed({ revision: Number(outcome.revision) })
  }
}
