import { identify, type Notification, type PlannedMessage } from '@visita/domain'

/** The same message on the next channel of its order, due at once; null where there is none, or it would be too late. `now` is epoch ms. */
export function nextOf(parent: Notification, now: number): PlannedMessage | null {
  const { fallbackOrder, fallbackIndex: index, notAfter, template, visitIds, visitId, notificationId } = parent
  const channel = fallbackOrder[index + 1]
  if (channel === undefined || now >= notAfter) return null
  const { mode, tenant, eventKey, ruleId, recipient, cause, locale, timezone, priority, slaSeconds } = parent
  const { quietHours, visitRevision, waitlistEntryId, fallbackAfterSeconds } = parent
  const identity = { mode, tenant, eventKey, ruleId, channel, recipient }
  return {
    ...identity,
    ...identify(identity),
    ...{ cause, fallbackOrder, fallbackIndex: index + 1, parentId: notificationId, fallbackAfterSeconds },
    ...{ template: template.key, locale, timezone, priority, slaSeconds, quietHours },
    ...{ dueAt: now, notAfter, visitId, visitRevision, waitlistEntryId },
    visitIds: visitIds ?? (visitId ? [visitId] : []),
    outcome: 'schedule',
  }
}
