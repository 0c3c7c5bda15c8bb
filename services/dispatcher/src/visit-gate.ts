import { type CancelNotification, openOffer, outdatedBy } from '@visita/domain'
import type { Facts } from './facts.ts'
import { pass, type Says, stop } from './says.ts'

/** Whether what it tells of is still so: the visit at the revision that it was written for, the offer still open. */
export function visitGate({ notification, visit, waitlist, now }: Facts): Says {
  const { cause, visitRevision, recipient } = notification
  if (waitlist) {
    const offer = waitlist.entry && openOffer(waitlist.entry)
    if (!offer || now >= offer.expiresAt) return cancel('waitlist-ended')
  }
  if (!visit) return pass()
  const outdated = outdatedBy({ kind: cause.kind, visitRevision, recipient }, visit)
  if (outdated === null) return pass()
  if (outdated !== 'moved') return cancel(outdated)
  return stop('moved', { type: 'SupersedeNotification', byRevision: visit.placedAtRevision })
}

const cancel = (why: CancelNotification['why']): Says => stop(why, { type: 'CancelNotification', why })
