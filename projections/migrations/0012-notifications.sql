-- One row a message: what was wanted of it, and how far it came. No text, no address and no provider's id: those stand sealed in
-- its stream, where whoever may see them has them opened.

CREATE TABLE read.notification (
  tenant_id text NOT NULL,
  notification_id uuid NOT NULL,
  visit_id uuid,
  waitlist_entry_id uuid,
  mode text NOT NULL,
  -- pending, processing, sent, failed, dead_letter.
  status text NOT NULL,
  -- Why it goes no further: superseded, cancelled, suppressed, expired, skipped_stale, fell_back, shadowed.
  resolution text,
  resolution_why text,
  channel text NOT NULL,
  template_key text NOT NULL,
  template_version integer NOT NULL,
  locale text NOT NULL,
  timezone text NOT NULL,
  -- 0 critical, 1 normal.
  priority smallint NOT NULL,
  cause_kind text NOT NULL,
  cause_event_id uuid NOT NULL,
  reminder text,
  rule_id text NOT NULL,
  -- customer, participant, resource, staff; and which.
  recipient_kind text NOT NULL,
  recipient_id text NOT NULL,
  fallback_order text[] NOT NULL,
  fallback_index smallint NOT NULL,
  parent_id uuid,
  child_id uuid,
  visit_revision integer,
  caused_at timestamptz NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  -- When it may be sent next: due, deferred, or to be tried again.
  next_at timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  sla_seconds integer,
  -- It waited for the recipient's morning: being late is then no fault.
  held boolean NOT NULL,
  attempts integer NOT NULL,
  provider text,
  failure_class text,
  failure_code text,
  -- First taken by a provider.
  accepted_at timestamptz,
  -- By the provider's clock, as it told them last.
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  undelivered_at timestamptz,
  PRIMARY KEY (tenant_id, notification_id)
);
CREATE INDEX notification_by_due ON read.notification (tenant_id, due_at, notification_id);
CREATE INDEX notification_by_status ON read.notification (tenant_id, status, due_at, notification_id);
CREATE INDEX notification_by_visit ON read.notification (tenant_id, visit_id, due_at, notification_id);

CALL visita.isolate_by_tenant('read.notification');
