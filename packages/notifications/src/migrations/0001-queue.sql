-- What is to be sent, and who is at it. Rows come from the log: one is laid when a message is scheduled or tried again by hand, and
-- goes when it has gone out or will not. What a row says of the message is the log's to change, how it is leased the dispatchers'.
-- The stream decides what may be sent: a row that is behind it costs a look, and never a second message.
CREATE SCHEMA queue;
GRANT USAGE ON SCHEMA queue TO visita_writer;

CREATE TABLE queue.notification_job (
  tenant_id text NOT NULL,
  notification_id uuid NOT NULL,
  channel text NOT NULL,
  -- 0 critical, 1 normal.
  priority smallint NOT NULL,
  -- By the services' clock, which may be a manual one.
  next_at timestamptz NOT NULL,
  not_after timestamptz NOT NULL,
  visit_id uuid,
  visit_revision integer,
  -- The stream's, as far as this row knows it.
  revision bigint NOT NULL,
  -- Who is at it; fences off whoever was before. By this server's clock, since it is about processes that die in real time.
  lease_token uuid,
  lease_until timestamptz,
  -- Whoever was at it has written up to here: not to be taken again before the row has caught up with that.
  awaited_revision bigint,
  -- How often in a row the work on it broke off.
  failures integer NOT NULL,
  PRIMARY KEY (tenant_id, notification_id)
-- Rows change place in the indices all the time, so that room on their page, and sweeping early, save more than they cost.
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- What may be taken, in the order in which it is: whatever is not due lies behind what is, however much of it there is.
CREATE INDEX notification_job_free ON queue.notification_job (priority, next_at)
  WHERE lease_token IS NULL AND (awaited_revision IS NULL OR awaited_revision <= revision);
CREATE INDEX notification_job_leased ON queue.notification_job (lease_until) WHERE lease_token IS NOT NULL;
CREATE INDEX notification_job_of_visit ON queue.notification_job (tenant_id, visit_id) WHERE visit_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON queue.notification_job TO visita_writer;
CALL visita.isolate_by_tenant('queue.notification_job');

-- Wakes the dispatchers, with the commit, when there may be something to take that was not there before; once for a transaction.
CREATE FUNCTION queue.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_notify('visita_queue', '');
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_new AFTER INSERT ON queue.notification_job FOR EACH STATEMENT EXECUTE FUNCTION queue.tell();
-- Not of each that is given back and waits for the log.
CREATE TRIGGER tell_of_change AFTER UPDATE OF next_at, revision, awaited_revision ON queue.notification_job
  FOR EACH ROW
  WHEN (NEW.lease_token IS NULL AND (NEW.awaited_revision IS NULL OR NEW.awaited_revision <= NEW.revision))
  EXECUTE FUNCTION queue.tell();
