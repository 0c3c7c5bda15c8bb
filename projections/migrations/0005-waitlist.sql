-- Who waits for time, in the order in which they joined, and what they were offered.

CREATE TABLE read.waitlist_entry (
  tenant_id text NOT NULL,
  entry_id uuid NOT NULL,
  -- As it was recorded: an offer whose time is up stands until the log says that it lapsed. Queries ask the clock.
  status text NOT NULL,
  type_id text NOT NULL,
  customer_id uuid NOT NULL,
  starts_from timestamptz NOT NULL,
  starts_before timestamptz NOT NULL,
  resource_ids text[],
  location_id text,
  part_of_day text,
  seats integer NOT NULL,
  -- Until when the newest offer binds.
  offer_expires_at timestamptz,
  -- What the accepted offer became.
  visit_id uuid,
  joined_at timestamptz NOT NULL,
  -- The place in the log: who came first is first.
  turn bigint NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, entry_id)
);
CREATE UNIQUE INDEX waitlist_entry_by_turn ON read.waitlist_entry (tenant_id, turn);

CREATE TABLE read.waitlist_offer (
  tenant_id text NOT NULL,
  entry_id uuid NOT NULL,
  number integer NOT NULL,
  hold_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  resource_ids text[] NOT NULL,
  -- `open` until the entry has an answer to it; one that was open when the entry ended was withdrawn.
  outcome text NOT NULL,
  offered_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, entry_id, number)
);

CALL visita.isolate_by_tenant('read.waitlist_entry');
CALL visita.isolate_by_tenant('read.waitlist_offer');
