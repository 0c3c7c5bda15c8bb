import { type CancelNotification, openOffer, type VisitDetails, type VisitState } from '@visita/domain'
import type { Facts } from './facts.ts'
import { pass, type Says, stop } from './says.ts'

/** Whether what it tells of is still so: the visit at the revision that it was written for, the offer still open. */
export function visitGate(facts: Facts): Says {
  const { notification, visit, waitlist, now } = facts
  // An answer to what somebody wrote tells how the visit stood follows, and says so.
  if (notification.cause.kind.startsWith('reply.')) return pass('reply')
  if (waitlist) {
    const offer = waitlist.entry && openOffer(waitlist.entry)
    if (!offer || now >= offer.expiresAt) return cancel('waitlist-ended')
  }
  return visit ? visitStands(facts, visit) : pass()
}

const cancel = (why: CancelNotification['why']): Says => stop(why, { type: 'CancelNotification', why })

function visitStands({ notification }: Facts, { status, visit, placedAtRevision }: VisitState): Says {
  const { kind } = notification.cause
  if (!visit) return cancel('visit-cancelled')
  if (status === 'cancelled') {
    if (kind !== 'visit.canceled') return cancel('visit-cancelled')
  } else if (status === 'no_show') {
    if (kind !== 'visit.no_show') return cancel('visit-over')
  } else if (status === 'checked_in' || status === 'completed') return cancel('visit-over')
  // What was taken back is not told any more.
  else if (kind === 'visit.canceled' || kind === 'visit.no_show') return cancel('visit-over')

  if (kind === 'visit.unassigned') return isStillWithout(notification.recipient, visit) ? pass() : cancel('visit-over')
  const { visitRevision } = notification
  if (visitRevision === null || visitRevision >= placedAtRevision) return pass()
  return stop('moved', { type: 'SupersedeNotification', byRevision: placedAtRevision })
}

/** Whoever was taken off a visit and put on it again need not hear that they were taken off. */
function isStillWithout(recipient: Facts['notification']['recipient'], { claims }: VisitDetails): boolean {
  return recipient.kind !== 'resource' || !claims.some(({ resourceId }) => resourceId === recipient.resourceId)
}
