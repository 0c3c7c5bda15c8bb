import { accept, reject } from '../decider.ts'
import { instantOf } from '../instant.ts'
import type { ArchiveInboxItem, ReadInboxItem, SeeInboxItem } from './commands.ts'
import type { NotificationEvent } from './events.ts'
import { happened, type KnownNotification, type NotificationDecision } from './standing.ts'
import type { NotificationState } from './state.ts'
import type { Recipient } from './words.ts'

/** What becomes of a message in the house once it lies in somebody's inbox. */
export type InboxCommand = SeeInboxItem | ReadInboxItem | ArchiveInboxItem

/** Whose inbox it goes to; null where it leaves the house. */
export const inboxOf = ({ notification }: NotificationState): Recipient | null =>
  notification?.channel === 'in_app' ? notification.recipient : null

export function decideInbox(command: InboxCommand, state: KnownNotification): NotificationDecision {
  const { notification, status } = state
  const inbox = inboxOf(state)
  const lies = status === 'sent' && notification.resolution !== 'shadowed'
  const attempt = notification.attempts.findLast(({ outcome }) => outcome === 'accepted')
  if (!inbox || !lies || !attempt) return reject({ type: 'notification-not-in-inbox' })
  const { now } = command
  const isRead = attempt.reported.includes('read')
  switch (command.type) {
    case 'SeeInboxItem':
      if (notification.seenAt !== null || isRead || notification.archivedAt !== null) return accept()
      return accept({ type: 'NotificationSeen', data: { ...happened(state, now), inbox } })
    case 'ReadInboxItem': {
      if (isRead) return accept()
      const data = { ...happened(state, now), attempt: attempt.attempt, providerAt: instantOf(now), inbox }
      return accept<NotificationEvent>({ type: 'NotificationRead', data })
    }
    case 'ArchiveInboxItem':
      if (notification.archivedAt !== null) return accept()
      return accept({ type: 'NotificationArchived', data: { ...happened(state, now), inbox, why: command.why } })
  }
}
