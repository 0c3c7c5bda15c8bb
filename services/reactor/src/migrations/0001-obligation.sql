-- What must have happened by a certain time, or else the reactor sees to it. Rows come from the log and go with it;
-- deleting one that has been fulfilled is safe, since the checkpoint lies behind the event that opened it.
CREATE TABLE reactor.obligation (
  tenant_id text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  due_at timestamptz NOT NULL,
  payload jsonb NOT NULL,
  event_id uuid NOT NULL,
  correlation_id text NOT NULL,
  failures integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, kind, key)
);
CREATE INDEX obligation_due ON reactor.obligation (due_at);
CALL visita.isolate_by_tenant('reactor.obligation');
