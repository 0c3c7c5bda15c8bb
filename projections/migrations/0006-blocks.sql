-- Operational blocks as they were placed. What of them lies on a day is on the agenda, from the slot streams.

CREATE TABLE read.block (
  tenant_id text NOT NULL,
  block_id uuid NOT NULL,
  status text NOT NULL,
  resource_ids text[] NOT NULL,
  location_id text,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  timezone text NOT NULL,
  repeat jsonb,
  -- Every time at which it is in force, so that a list can ask for those of a week.
  occurrences tstzmultirange NOT NULL,
  on_conflict text NOT NULL,
  -- In plain text, as customers' data is.
  reason text,
  laid_until timestamptz,
  placed_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, block_id)
);
CREATE INDEX block_by_start ON read.block (tenant_id, starts_at, block_id);

CALL visita.isolate_by_tenant('read.block');
