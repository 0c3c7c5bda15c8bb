-- What lies in the inboxes of the house. The text is as the log has it, sealed: whoever may read it has it opened, and nobody
-- has once the key of the person it tells of is gone. So there is nothing to clear here when somebody is erased.
CREATE TABLE read.inbox_item (
  tenant_id text NOT NULL,
  notification_id uuid NOT NULL,
  -- `resource:ana`, `staff:…`, `customer:…`, `participant:…`.
  recipient text NOT NULL,
  visit_id uuid,
  cause_kind text NOT NULL,
  -- 0 critical, 1 normal.
  priority smallint NOT NULL,
  -- Null until it has a text.
  content text,
  -- Null until it lies there: planned, or never to come.
  arrived_at timestamptz,
  seen_at timestamptz,
  read_at timestamptz,
  archived_at timestamptz,
  archived_why text,
  PRIMARY KEY (tenant_id, notification_id)
);
CREATE INDEX inbox_by_recipient ON read.inbox_item (tenant_id, recipient, arrived_at, notification_id)
  WHERE arrived_at IS NOT NULL;
-- The number beside the bell, which is asked far more often than the list.
CREATE INDEX inbox_unread ON read.inbox_item (tenant_id, recipient)
  WHERE arrived_at IS NOT NULL AND read_at IS NULL AND archived_at IS NULL;

CALL visita.isolate_by_tenant('read.inbox_item');
