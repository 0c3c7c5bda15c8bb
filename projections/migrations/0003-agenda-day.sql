-- What takes a resource's local day, from its slot stream, and what the visits among it are, from their own streams.

CREATE TABLE read.agenda_claim (
  tenant_id text NOT NULL,
  local_date date NOT NULL,
  resource_id text NOT NULL,
  -- The claim's, hold's or block's own id.
  claim_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('visit', 'hold', 'block')),
  visit_id uuid,
  type_id text,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  -- With the buffers.
  covers_from timestamptz NOT NULL,
  covers_until timestamptz NOT NULL,
  seats integer NOT NULL,
  -- Where it takes place, where that is known: who travels needs time between two places.
  location_id text,
  -- Of a hold: until when, and what it is for (booking, offer, series).
  expires_at timestamptz,
  purpose text,
  -- Of a block that an external calendar laid: which one, and what that calls it.
  source text,
  external_id text,
  PRIMARY KEY (tenant_id, local_date, resource_id, claim_id)
);
CREATE INDEX agenda_claim_by_resource ON read.agenda_claim (tenant_id, resource_id, local_date);

CREATE TABLE read.agenda_visit (
  tenant_id text NOT NULL,
  visit_id uuid NOT NULL,
  status text NOT NULL,
  type_id text NOT NULL,
  customer_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  seats integer NOT NULL,
  origin text NOT NULL,
  resource_ids text[] NOT NULL,
  -- A visit that moves has, for a moment, two places: only these claims are its own.
  claim_ids uuid[] NOT NULL,
  -- Somebody overlapped on purpose.
  overridden boolean NOT NULL,
  PRIMARY KEY (tenant_id, visit_id)
);
CREATE INDEX agenda_visit_by_start ON read.agenda_visit (tenant_id, starts_at);

CALL visita.isolate_by_tenant('read.agenda_claim');
CALL visita.isolate_by_tenant('read.agenda_visit');
