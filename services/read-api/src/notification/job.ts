import { type Static, Type } from '@sinclair/typebox'
import { type NotificationStatus, stringEnum } from '@visita/domain'
import { orNull, UtcInstantText } from '@visita/http'
import type { NotificationRow } from '@visita/projections'

export const jobStatuses = [
  'pending',
  'processing',
  'sent',
  'failed',
  'dead_letter',
] as const satisfies NotificationStatus[]
export const jobChannels = ['whatsapp', 'email', 'sms', 'in_app'] as const

const Instant = orNull(UtcInstantText)
const Text = orNull(Type.String())

/** A message as lists have it: no text, no address. */
export const NotificationJobSchema = Type.Object(
  {
    id: Type.String(),
    status: {
      ...stringEnum(...jobStatuses),
      description: '`failed` also for what was not to be sent: see `resolution`',
    },
    resolution: orNull(
      Type.String({
        description:
          'Why it goes no further: superseded, cancelled, suppressed, expired, skipped_stale, fell_back, shadowed',
      }),
    ),
    why: Text,
    mode: Type.String({ description: '`shadow`: planned and recorded, and nothing left the building' }),
    channel: stringEnum(...jobChannels),
    visitId: Text,
    visitIds: Type.Array(Type.String(), { description: 'Every visit that it tells of, in the order of time' }),
    waitlistEntryId: Text,
    cause: Type.Object({
      kind: Type.String({ description: 'Such as `visit.created` or `visit.reminder`' }),
      reminder: orNull(Type.String({ description: 'ISO 8601 duration before the start' })),
      eventId: Type.String(),
      at: UtcInstantText,
    }),
    ruleId: Type.String(),
    recipient: Type.Object({ kind: Type.String(), id: Type.String() }),
    template: Type.Object({ key: Type.String(), version: Type.Integer() }),
    locale: Type.String(),
    timezone: Type.String(),
    critical: Type.Boolean(),
    fallbackOrder: Type.Array(Type.String()),
    fallbackIndex: Type.Integer(),
    parentId: orNull(Type.String({ description: 'The one that fell back to this one' })),
    childId: orNull(Type.String({ description: 'The one that this one fell back to' })),
    requestedAt: UtcInstantText,
    dueAt: UtcInstantText,
    nextAt: { ...UtcInstantText, description: 'When it may be sent next: due, put off, or to be tried again' },
    notAfter: UtcInstantText,
    slaSeconds: orNull(Type.Integer()),
    attempts: Type.Integer(),
    provider: Text,
    failure: orNull(Type.Object({ class: Type.String(), code: Text })),
    acceptedAt: Instant,
    sentAt: Instant,
    deliveredAt: Instant,
    readAt: Instant,
    undeliveredAt: Instant,
  },
  { $id: 'NotificationJob' },
)
export type NotificationJob = Static<typeof NotificationJobSchema>

export const jobOf = (row: NotificationRow): NotificationJob => ({
  id: row.notification_id,
  status: row.status,
  resolution: row.resolution,
  why: row.resolution_why,
  mode: row.mode,
  channel: row.channel,
  visitId: row.visit_id,
  visitIds: [...(row.visit_ids ?? (row.visit_id === null ? [] : [row.visit_id]))],
  waitlistEntryId: row.waitlist_entry_id,
  cause: { kind: row.cause_kind, reminder: row.reminder, eventId: row.cause_event_id, at: row.caused_at },
  ruleId: row.rule_id,
  recipient: { kind: row.recipient_kind, id: row.recipient_id },
  template: { key: row.template_key, version: row.template_version },
  locale: row.locale,
  timezone: row.timezone,
  critical: row.priority === 0,
  fallbackOrder: [...row.fallback_order],
  fallbackIndex: row.fallback_index,
  parentId: row.parent_id,
  childId: row.child_id,
  requestedAt: row.requested_at,
  dueAt: row.due_at,
  nextAt: row.next_at,
  notAfter: row.not_after,
  slaSeconds: row.sla_seconds,
  attempts: row.attempts,
  provider: row.provider,
  failure: row.failure_class === null ? null : { class: row.failure_class, code: row.failure_code },
  acceptedAt: row.accepted_at,
  sentAt: row.sent_at,
  deliveredAt: row.delivered_at,
  readAt: row.read_at,
  undeliveredAt: row.undelivered_at,
})
