-- One row for each visit that exists. Lists are read in the order (starts_at, visit_id), so every index ends in it.

CREATE TABLE read.visit (
  tenant_id text NOT NULL,
  visit_id uuid NOT NULL,
  type_id text NOT NULL,
  status text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  timezone text NOT NULL,
  resource_ids text[] NOT NULL,
  location_id text,
  unit_id text,
  customer_id uuid NOT NULL,
  seats integer NOT NULL,
  origin text NOT NULL,
  series_id uuid,
  -- What came of it, where somebody said so.
  outcome text,
  -- Manage links of a lower generation have been revoked.
  links_generation integer NOT NULL,
  -- Of the visit's stream: what its ETag shows.
  revision bigint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, visit_id)
);
CREATE INDEX visit_by_start ON read.visit (tenant_id, starts_at, visit_id);
CREATE INDEX visit_by_customer ON read.visit (tenant_id, customer_id, starts_at, visit_id);
CREATE INDEX visit_by_location ON read.visit (tenant_id, location_id, starts_at, visit_id);
CREATE INDEX visit_by_series ON read.visit (tenant_id, series_id) WHERE series_id IS NOT NULL;

-- A visit may need several resources (an agent and a room); it is on the list of each.
CREATE TABLE read.visit_resource (
  tenant_id text NOT NULL,
  visit_id uuid NOT NULL,
  resource_id text NOT NULL,
  starts_at timestamptz NOT NULL,
  -- When the resource was given the visit: the place in the log of the booking or the move.
  assigned_at bigint NOT NULL,
  PRIMARY KEY (tenant_id, visit_id, resource_id)
);
CREATE INDEX visit_resource_by_start ON read.visit_resource (tenant_id, resource_id, starts_at, visit_id);
CREATE INDEX visit_resource_by_assignment ON read.visit_resource (tenant_id, resource_id, assigned_at);

CALL visita.isolate_by_tenant('read.visit');
CALL visita.isolate_by_tenant('read.visit_resource');
