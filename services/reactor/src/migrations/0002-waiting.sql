-- Who waits for time, in the order in which they joined. Kept with the obligations, in the same transactions, so that whoever
-- looks at time that was freed knows of everybody who joined before it was. What they were offered since, their streams tell.
CREATE TABLE reactor.waiting (
  tenant_id text NOT NULL,
  entry_id uuid NOT NULL,
  -- The place in the log at which they joined.
  turn bigint NOT NULL,
  starts_from timestamptz NOT NULL,
  starts_before timestamptz NOT NULL,
  type_id text NOT NULL,
  resource_ids text[],
  location_id text,
  part_of_day text,
  seats integer NOT NULL,
  PRIMARY KEY (tenant_id, entry_id)
);
CREATE INDEX waiting_by_turn ON reactor.waiting (tenant_id, turn);
CALL visita.isolate_by_tenant('reactor.waiting');
