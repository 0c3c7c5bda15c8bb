import type { NotificationEvent, NotificationResolution, Recipient } from '@visita/domain'
import type { RecordedEvent } from '@visita/event-store'
import { defineProjection, patch, put, table, tenantOf } from '../define.ts'
import type { NotificationRow } from './table.ts'

const change = (event: RecordedEvent<NotificationEvent>, set: Partial<NotificationRow>) => [
  patch('read.notification', { tenant_id: tenantOf(event), notification_id: event.data.notificationId }, set),
]

/** It ends here, and nothing went out. */
const ended = (event: RecordedEvent<NotificationEvent>, resolution: NotificationResolution, why: string | null) =>
  change(event, { status: 'failed', resolution, resolution_why: why })

const healthy = { failure_class: null, failure_code: null }
const failed = ({ class: failure_class, code: failure_code }: { class: string; code: string | null }) => ({
  failure_class,
  failure_code,
})

/** Every message that was wanted, with how far it came. Its text, its address, gates and attempts are its stream's to tell. */
export const notifications = defineProjection<NotificationEvent>({
  name: 'notifications',
  version: 2,
  changes: 'read.notification_change',
  // Those that may bring a message into, or out of, having failed: see `messageFailed`. The rest comes with every message.
  noted: [
    'NotificationFailed',
    'NotificationDeadLettered',
    'NotificationFellBack',
    'NotificationRetried',
    'NotificationSuperseded',
    'NotificationCancelled',
    'NotificationSuppressed',
    'NotificationExpired',
  ],
  tables: [table('read.notification', 'tenant_id', 'notification_id')],
  on: {
    NotificationRequested: (event) => {
      const { data } = event
      return [
        put('read.notification', {
          tenant_id: tenantOf(event),
          notification_id: data.notificationId,
          visit_id: data.visitId,
          visit_ids: data.visitIds ?? null,
          waitlist_entry_id: data.waitlistEntryId,
          mode: data.mode,
          status: 'pending',
          resolution: null,
          resolution_why: null,
          channel: data.channel,
          template_key: data.template.key,
          template_version: data.template.version,
          locale: data.locale,
          timezone: data.timezone,
          priority: data.priority,
          cause_kind: data.cause.kind,
          cause_event_id: data.cause.eventId,
          reminder: data.cause.reminder,
          rule_id: data.ruleId,
          recipient_kind: data.recipient.kind,
          recipient_id: recipientId(data.recipient),
          fallback_order: data.fallbackOrder,
          fallback_index: data.fallbackIndex,
          parent_id: data.parentId,
          child_id: null,
          visit_revision: data.visitRevision,
          caused_at: data.cause.at,
          requested_at: data.at,
          due_at: data.dueAt,
          next_at: data.dueAt,
          not_after: data.notAfter,
          sla_seconds: data.slaSeconds,
          held: false,
          attempts: 0,
          provider: null,
          ...healthy,
          accepted_at: null,
          sent_at: null,
          delivered_at: null,
          read_at: null,
          undelivered_at: null,
        }),
      ]
    },
    // What was asked before sending changes nothing by itself: what comes of it follows.
    NotificationDeferred: (event) => {
      const { until, why } = event.data
      return change(event, { status: 'pending', next_at: until, ...(why === 'quiet-hours' && { held: true }) })
    },
    NotificationAttemptStarted: (event) =>
      change(event, { status: 'processing', attempts: event.data.attempt, provider: event.data.provider }),
    NotificationAccepted: (event) => {
      const { as, at } = event.data
      if (as === 'late') return change(event, { accepted_at: at })
      return change(event, { status: 'sent', ...healthy, ...(as === 'first' && { accepted_at: at }) })
    },
    NotificationAttemptRefused: (event) => {
      const { retryAt } = event.data
      // Without a next time, what it comes to follows, or came before.
      return retryAt === null ? [] : change(event, { status: 'pending', next_at: retryAt, ...failed(event.data) })
    },
    NotificationAttemptLost: (event) => change(event, { next_at: event.data.lookAgainAt }),
    NotificationSent: (event) => change(event, { sent_at: event.data.providerAt }),
    NotificationDelivered: (event) =>
      change(event, { delivered_at: event.data.providerAt, ...(event.data.settles && { status: 'sent', ...healthy }) }),
    NotificationRead: (event) =>
      change(event, { read_at: event.data.providerAt, ...(event.data.settles && { status: 'sent', ...healthy }) }),
    NotificationUndelivered: (event) => change(event, { undelivered_at: event.data.providerAt }),
    NotificationFailed: (event) => change(event, { status: 'failed', ...failed(event.data) }),
    NotificationDeadLettered: (event) => change(event, { status: 'dead_letter', ...failed(event.data) }),
    NotificationFellBack: (event) =>
      change(event, { resolution: 'fell_back', resolution_why: event.data.why, child_id: event.data.childId }),
    NotificationRetried: (event) =>
      change(event, { status: 'pending', resolution: null, resolution_why: null, next_at: event.data.at }),
    NotificationSuperseded: (event) => ended(event, 'superseded', null),
    NotificationCancelled: (event) => ended(event, 'cancelled', event.data.why),
    NotificationSuppressed: (event) => ended(event, 'suppressed', event.data.why),
    NotificationExpired: (event) => {
      const { why } = event.data
      return ended(event, why === 'stale' ? 'skipped_stale' : 'expired', why)
    },
    NotificationShadowed: (event) => change(event, { status: 'sent', resolution: 'shadowed' }),
  },
})

/** The row that a message's whole stream makes, for whoever has the stream and cannot wait. Null where nothing was requested. */
export function notificationRow(events: readonly RecordedEvent[]): NotificationRow | null {
  const ops = events.flatMap((event) => notifications.on[event.type]?.(event) ?? [])
  return ops
    .filter(({ table }) => table === 'read.notification')
    .reduce<NotificationRow | null>((row, op) => {
      if (op.op === 'put') return op.row as unknown as NotificationRow
      return row && op.op === 'patch' ? Object.assign(row, op.set) : row
    }, null)
}

function recipientId(recipient: Recipient): string {
  switch (recipient.kind) {
    case 'customer':
    case 'participant':
      return recipient.personId
    case 'resource':
      return recipient.resourceId
    case 'staff':
      return recipient.staffId
  }
}
