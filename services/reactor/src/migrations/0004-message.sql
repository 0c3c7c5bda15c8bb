-- What has been requested and has not come to its end: what may have to be withdrawn. Kept with the obligations, in the same
-- transactions, so that whoever withdraws because of an event knows of every message that was requested before it, however
-- far behind the queue may be.
CREATE TABLE reactor.message (
  tenant_id text NOT NULL,
  notification_id uuid NOT NULL,
  visit_id uuid,
  -- The visit's revision that it tells of.
  visit_revision integer,
  entry_id uuid,
  kind text NOT NULL,
  rule_id text NOT NULL,
  -- `customer:<id>`, as in the key of the message.
  recipient text NOT NULL,
  -- Under whose key its text is sealed.
  person_id uuid,
  parent_id uuid,
  due_at timestamptz NOT NULL,
  -- The place in the log at which it was requested.
  position bigint NOT NULL,
  PRIMARY KEY (tenant_id, notification_id)
);
CREATE INDEX message_of_visit ON reactor.message (tenant_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX message_of_entry ON reactor.message (tenant_id, entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX message_of_person ON reactor.message (tenant_id, person_id) WHERE person_id IS NOT NULL;
CALL visita.isolate_by_tenant('reactor.message');
