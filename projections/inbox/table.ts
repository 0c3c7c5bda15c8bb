export interface InboxItemRow {
  tenant_id: string
  notification_id: string
  recipient: string
  visit_id: string | null
  cause_kind: string
  priority: number
  content: string | null
  arrived_at: string | null
  seen_at: string | null
  read_at: string | null
  archived_at: string | null
  archived_why: string | null
}

export interface InboxTables {
  'read.inbox_item': InboxItemRow
}
