-- What the figures count: of each visit its day and what has ever become of it, which its status alone does not say.

CREATE TABLE read.visit_fact (
  tenant_id text NOT NULL,
  visit_id uuid NOT NULL,
  -- Of the start, in the visit's own zone.
  local_date date NOT NULL,
  type_id text NOT NULL,
  location_id text,
  resource_ids text[] NOT NULL,
  origin text NOT NULL,
  status text NOT NULL,
  requested_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  -- Ever moved to another time.
  rescheduled boolean NOT NULL,
  PRIMARY KEY (tenant_id, visit_id)
);
CREATE INDEX visit_fact_by_day ON read.visit_fact (tenant_id, local_date);

CALL visita.isolate_by_tenant('read.visit_fact');
