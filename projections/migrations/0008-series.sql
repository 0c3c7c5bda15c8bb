-- Recurring bookings as they were planned, with a result for every occurrence. What became of its visit says the visit.

CREATE TABLE read.series (
  tenant_id text NOT NULL,
  series_id uuid NOT NULL,
  status text NOT NULL,
  type_id text NOT NULL,
  customer_id uuid NOT NULL,
  mode text NOT NULL,
  timezone text NOT NULL,
  repeat jsonb NOT NULL,
  location_id text,
  unit_id text,
  seats integer NOT NULL,
  origin text NOT NULL,
  planned_at timestamptz NOT NULL,
  -- What was planned to start then or later is off.
  cancelled_from timestamptz,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, series_id)
);

CREATE TABLE read.series_occurrence (
  tenant_id text NOT NULL,
  series_id uuid NOT NULL,
  number integer NOT NULL,
  local_date date NOT NULL,
  -- Null on a date on which the clock skips the time.
  starts_at timestamptz,
  ends_at timestamptz,
  resource_ids text[] NOT NULL,
  visit_id uuid,
  result text NOT NULL CHECK (result IN ('waiting', 'booked', 'failed')),
  why text,
  PRIMARY KEY (tenant_id, series_id, number)
);

CALL visita.isolate_by_tenant('read.series');
CALL visita.isolate_by_tenant('read.series_occurrence');
