import type { NotificationChannel, NotificationMode, NotificationResolution, NotificationStatus } from '@visita/domain'
import type { ChangeRow } from '../define.ts'

export interface NotificationRow {
  tenant_id: string
  notification_id: string
  visit_id: string | null
  /** Where it tells of several; then `visit_id` is null. */
  visit_ids: readonly string[] | null
  waitlist_entry_id: string | null
  mode: NotificationMode
  status: NotificationStatus
  resolution: NotificationResolution | null
  resolution_why: string | null
  channel: NotificationChannel
  template_key: string
  template_version: number
  locale: string
  timezone: string
  priority: number
  cause_kind: string
  cause_event_id: string
  reminder: string | null
  rule_id: string
  recipient_kind: 'customer' | 'participant' | 'resource' | 'staff'
  recipient_id: string
  fallback_order: readonly NotificationChannel[]
  fallback_index: number
  parent_id: string | null
  child_id: string | null
  visit_revision: number | null
  caused_at: string
  requested_at: string
  due_at: string
  next_at: string
  not_after: string
  sla_seconds: number | null
  held: boolean
  attempts: number
  provider: string | null
  failure_class: string | null
  failure_code: string | null
  accepted_at: string | null
  sent_at: string | null
  delivered_at: string | null
  read_at: string | null
  undelivered_at: string | null
}

export interface NotificationTables {
  'read.notification_change': ChangeRow
  'read.notification': NotificationRow
}
