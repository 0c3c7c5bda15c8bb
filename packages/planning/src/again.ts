import { identify, type Notification, NotificationId, type PlannedMessage, type VisitId } from '@visita/domain'

/** What is told again, as it was wanted, but for what is given. */
function again(
  of: Notification,
  changes: Pick<
    PlannedMessage,
    'channel' | 'eventKey' | 'fallbackIndex' | 'parentId' | 'dueAt' | 'visitRevision' | 'visitId'
  > & {
    readonly visitIds: readonly VisitId[]
  },
): PlannedMessage {
  const { mode, tenant, ruleId, recipient, cause, fallbackOrder, fallbackAfterSeconds, template } = of
  const { locale, timezone, priority, slaSeconds, quietHours, notAfter, waitlistEntryId } = of
  const identity = { mode, tenant, eventKey: changes.eventKey, ruleId, channel: changes.channel, recipient }
  return {
    ...{ cause, fallbackOrder, fallbackAfterSeconds, template: template.key, locale, timezone, priority, slaSeconds },
    ...{ quietHours, notAfter, waitlistEntryId, outcome: 'schedule' },
    ...changes,
    ...identity,
    ...identify(identity),
  }
}

/** The same message on the next channel of its order, due at once; null where there is none, or it would be too late. `now` is epoch ms. */
export function nextOf(parent: Notification, now: number): PlannedMessage | null {
  const { fallbackOrder, fallbackIndex, notAfter, visitIds, visitId, visitRevision, notificationId, eventKey } = parent
  const channel = fallbackOrder[fallbackIndex + 1]
  if (channel === undefined || now >= notAfter) return null
  return again(parent, {
    ...{
      channel,
      eventKey,
      fallbackIndex: fallbackIndex + 1,
      parentId: notificationId,
      dueAt: now,
      visitRevision,
      visitId,
    },
    visitIds: visitIds ?? (visitId ? [visitId] : []),
  })
}

/** How long a message that takes another's place waits at least, so that the other is out of the way by then. */
const settleMs = 5_000

const renewed = 'renewed:'

/**
 * The same message of the visits as they stand now, in the place of one that waits, when that would have been sent; null where it
 * would be too late. Of the same visits it is the same message, whoever found out first, and after however many others.
 */
export function renewedOf(
  former: Notification,
  visits: readonly { readonly visitId: VisitId; readonly placedAtRevision: number }[],
  now: number,
): PlannedMessage | null {
  const { channel, fallbackIndex, parentId, nextAt, notAfter, notificationId } = former
  const dueAt = Math.max(nextAt, now + settleMs)
  if (dueAt >= notAfter) return null
  const [first] = visits
  const isOne = visits.length === 1
  const root = former.eventKey.startsWith(renewed) ? former.eventKey.split(':')[1] : notificationId
  const of = visits.map(({ visitId }) => visitId).sort()
  const which = NotificationId.derive(...of, ...(isOne ? [String(first?.placedAtRevision)] : []))
  return again(former, {
    ...{ channel, fallbackIndex, parentId, dueAt },
    eventKey: `${renewed}${root}:${which}`,
    visitRevision: isOne ? (first?.placedAtRevision ?? null) : null,
    visitId: isOne ? (first?.visitId ?? null) : null,
    visitIds: visits.map(({ visitId }) => visitId),
  })
}
