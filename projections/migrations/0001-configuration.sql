-- What tenants have configured: each document as it was put, beside the columns that questions look it up by.

CREATE TABLE read.tenant (
  tenant_id text PRIMARY KEY,
  title text NOT NULL,
  policies jsonb NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE read.location (
  tenant_id text NOT NULL,
  location_id text NOT NULL,
  document jsonb NOT NULL,
  archived boolean NOT NULL,
  PRIMARY KEY (tenant_id, location_id)
);

CREATE TABLE read.resource (
  tenant_id text NOT NULL,
  resource_id text NOT NULL,
  location_id text,
  document jsonb NOT NULL,
  archived boolean NOT NULL,
  PRIMARY KEY (tenant_id, resource_id)
);
CREATE INDEX resource_by_location ON read.resource (tenant_id, location_id, resource_id);

CREATE TABLE read.visit_type (
  tenant_id text NOT NULL,
  type_id text NOT NULL,
  document jsonb NOT NULL,
  archived boolean NOT NULL,
  PRIMARY KEY (tenant_id, type_id)
);

CALL visita.isolate_by_tenant('read.tenant');
CALL visita.isolate_by_tenant('read.location');
CALL visita.isolate_by_tenant('read.resource');
CALL visita.isolate_by_tenant('read.visit_type');
