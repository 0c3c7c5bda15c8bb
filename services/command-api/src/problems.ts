import type {
  CustomerRejection,
  ResourceRejection,
  TenantRejection,
  VisitRejection,
  VisitTypeRejection,
} from '@visita/domain'
import type { Outcome } from '@visita/event-store'
import { ProblemError, preconditionFailed } from '@visita/http'

/** Every refusal that reaches a caller as it is. The slot's own are answered by the booking, with alternatives. */
type Rejection = CustomerRejection | ResourceRejection | TenantRejection | VisitRejection | VisitTypeRejection

/** Status and title of every rejection; a new one without a line here does not compile. */
const table: { readonly [Type in Rejection['type']]: readonly [status: number, title: string] } = {
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
  'occurred-in-future': [400, 'What has not happened yet cannot be recorded'],
  'reschedule-window-closed': [409, 'It is too late to move this visit'],
  'reserved-tenant': [409, 'This tenant id is reserved'],
  'resource-in-use': [409, 'The resource has claims ahead'],
  'resource-not-found': [404, 'There is no such resource'],
  'tenant-exists': [409, 'A tenant of this id exists already, with other data'],
  'tenant-not-found': [404, 'There is no such tenant'],
  'timezone-locked': [409, 'The time zone cannot change while the resource has claims ahead'],
  'visit-abandoned': [409, 'This booking was abandoned half way; ask again'],
  'visit-blocked': [409, 'A block or an external busy time covers this visit'],
  'visit-exists': [409, 'This visit exists already'],
  'visit-not-found': [404, 'There is no such visit'],
  'visit-not-movable': [409, 'A visit that is under way or over cannot be moved'],
  'visit-type-in-use': [409, 'The visit type has visits ahead'],
  'visit-type-not-found': [404, 'There is no such visit type'],
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
