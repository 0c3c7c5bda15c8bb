-- Contact data in plain text: this is what erasing a person clears. Everything else about a customer hangs on the id.

CREATE TABLE read.customer (
  tenant_id text NOT NULL,
  customer_id uuid NOT NULL,
  full_name text,
  phone text,
  email text,
  external_id text,
  locale text,
  timezone text,
  consents jsonb NOT NULL,
  registered_at timestamptz NOT NULL,
  erased_at timestamptz,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, customer_id)
);
CREATE INDEX customer_by_external_id ON read.customer (tenant_id, external_id) WHERE external_id IS NOT NULL;

CALL visita.isolate_by_tenant('read.customer');
