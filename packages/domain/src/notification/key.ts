import { createHash } from 'node:crypto'
import { NotificationId, PersonId, ResourceId, type TenantId, type VisitId } from '../ids.ts'
import type { NotificationChannel, NotificationMode, Recipient } from './words.ts'

/** What makes two requests the same message. Shadow is a space of its own: going live neither repeats nor blocks. */
export interface NotificationIdentity {
  readonly mode: NotificationMode
  readonly tenant: TenantId
  readonly eventKey: string
  readonly ruleId: string
  readonly channel: NotificationChannel
  readonly recipient: Recipient
}

/** The id of that message, for ever, and the key that it comes of: hex SHA-256. */
export function identify(of: NotificationIdentity): {
  readonly dedupeKey: string
  readonly notificationId: NotificationId
} {
  const parts = [of.mode, of.tenant, of.eventKey, of.ruleId, of.channel, recipientKey(of.recipient)]
  const dedupeKey = createHash('sha256').update(parts.join('|')).digest('hex')
  return { dedupeKey, notificationId: NotificationId.derive(dedupeKey) }
}

/** `customer:<id>`: one person in one role, as text. */
export function recipientKey(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'customer':
    case 'participant':
      return `${recipient.kind}:${recipient.personId}`
    case 'resource':
      return `resource:${recipient.resourceId}`
    case 'staff':
      return `staff:${recipient.staffId}`
  }
}

/** The form of what `recipientKey` gives, as a regular expression. */
export const recipientPattern =
  '^((customer|participant):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(resource|staff):[a-z0-9][a-z0-9-]{0,63})$'

/** What `recipientKey` made of it, as it was. @throws InvalidId for a text of another form */
export function readRecipient(key: string): Recipient {
  const colon = key.indexOf(':')
  const [kind, id] = [key.slice(0, colon), key.slice(colon + 1)]
  switch (kind) {
    case 'customer':
    case 'participant':
      return { kind, personId: PersonId.parse(id) }
    case 'resource':
      return { kind, resourceId: ResourceId.parse(id) }
    default:
      return { kind: 'staff', staffId: ResourceId.parse(id) }
  }
}

/**
 * A reminder's event key: of the visit as it stood at a stream revision, and so long before its start (ISO 8601 duration). Not of
 * its time: moved away and back again, it reminds again.
 */
export const reminderKey = (visitId: VisitId, revision: number, reminder: string): string =>
  `${visitId}:${revision}:${reminder}`
