-- What holds sending back, shared by all dispatchers. All instants by the services' clock, which may be a manual one.

-- Rates: a provider's account, one of its numbers, a number and one person. Named by ids and keyed hashes alone.
CREATE TABLE queue.bucket (
  name text PRIMARY KEY,
  -- When it will have rested as if nothing had been sent; before that only as many go as its burst allows.
  rested_at timestamptz NOT NULL,
  -- The last turns that have been promised to those who had to wait: critical ones, and all others.
  urgent_until timestamptz NOT NULL,
  promised_until timestamptz NOT NULL
) WITH (fillfactor = 70);
GRANT SELECT, INSERT, UPDATE, DELETE ON queue.bucket TO visita_writer;

-- How many messages a tenant has handed over on one of its own days, where it has set a limit.
CREATE TABLE queue.budget (
  tenant_id text NOT NULL,
  channel text NOT NULL,
  day date NOT NULL,
  used integer NOT NULL,
  PRIMARY KEY (tenant_id, channel, day)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON queue.budget TO visita_writer;
CALL visita.isolate_by_tenant('queue.budget');

-- A tenant's channel at which something is wrong: none has a row while it works.
CREATE TABLE queue.circuit (
  tenant_id text NOT NULL,
  channel text NOT NULL,
  -- Why it opened: 'account' or 'unavailable'; null where it has not.
  cause text,
  -- How often in a row the provider did not work.
  failures integer NOT NULL,
  opened_at timestamptz,
  -- From then on one message at a time may try.
  open_until timestamptz,
  -- Somebody is trying.
  probe_until timestamptz,
  PRIMARY KEY (tenant_id, channel)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON queue.circuit TO visita_writer;
CALL visita.isolate_by_tenant('queue.circuit');
