-- What each person wants to be told of. A row of its own, since somebody may say it before they are anybody's customer.
CREATE TABLE read.customer_choice (
  tenant_id text NOT NULL,
  customer_id uuid NOT NULL,
  -- {"<channel or all>": {"<kind or all>": boolean}}
  preferences jsonb NOT NULL,
  -- {"start", "end"}, local times of theirs; null: the tenant's.
  quiet_hours jsonb,
  legal_opt_out boolean NOT NULL,
  PRIMARY KEY (tenant_id, customer_id)
);

-- Who ever came along to a visit, as ids alone: whom the tenant may have forgotten.
CREATE TABLE read.participant (
  tenant_id text NOT NULL,
  person_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, person_id)
);

CALL visita.isolate_by_tenant('read.customer_choice');
CALL visita.isolate_by_tenant('read.participant');

-- Whose phone it is that a message came from.
CREATE INDEX customer_by_phone ON read.customer (tenant_id, phone) WHERE phone IS NOT NULL;
