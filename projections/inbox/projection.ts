import { type NotificationEvent, recipientKey } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { asSealed, defineProjection, patch, put, table, tenantOf } from '../define.ts'
import type { InboxItemRow } from './table.ts'

const keyOf = (event: RecordedEvent<NotificationEvent>) => ({
  tenant_id: tenantOf(event),
  notification_id: event.data.notificationId,
})
const change = (event: RecordedEvent<NotificationEvent>, set: Partial<InboxItemRow>) => [
  patch('read.inbox_item', keyOf(event), set),
]

/** The messages that stay in the house, with what became of them there. Their texts stay sealed. */
export const inbox = defineProjection<NotificationEvent>({
  name: 'inbox',
  version: 1,
  tables: [table('read.inbox_item', 'tenant_id', 'notification_id')],
  on: {
    NotificationRequested: (event) => {
      const { channel, recipient, visitId, cause, priority } = event.data
      if (channel !== 'in_app') return []
      return [
        put('read.inbox_item', {
          ...keyOf(event),
          recipient: recipientKey(recipient),
          visit_id: visitId,
          cause_kind: cause.kind,
          priority,
          content: null,
          arrived_at: null,
          seen_at: null,
          read_at: null,
          archived_at: null,
          archived_why: null,
        }),
      ]
    },
    NotificationScheduled: (event) =>
      event.data.channel === 'in_app' ? change(event, { content: asSealed(event).content }) : [],
    NotificationAccepted: (event) =>
      event.data.inbox && event.data.as === 'first' ? change(event, { arrived_at: event.data.at }) : [],
    NotificationSeen: (event) => change(event, { seen_at: event.data.at }),
    NotificationRead: (event) => (event.data.inbox ? change(event, { read_at: event.data.at }) : []),
    NotificationArchived: (event) => change(event, { archived_at: event.data.at, archived_why: event.data.why }),
  },
})
