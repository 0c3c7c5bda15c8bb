-- Planned contingency moves, and how far each has come.

CREATE TABLE read.bulk_move (
  tenant_id text NOT NULL,
  bulk_move_id uuid NOT NULL,
  status text NOT NULL,
  filter jsonb NOT NULL,
  move jsonb NOT NULL,
  -- In plain text, as customers' data is.
  reason text,
  planned_at timestamptz NOT NULL,
  -- The place in the log: the newest is first on the list.
  turn bigint NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, bulk_move_id)
);
CREATE UNIQUE INDEX bulk_move_by_turn ON read.bulk_move (tenant_id, turn);

CREATE TABLE read.bulk_move_item (
  tenant_id text NOT NULL,
  bulk_move_id uuid NOT NULL,
  visit_id uuid NOT NULL,
  -- In plan order, from 1.
  number integer NOT NULL,
  from_place jsonb NOT NULL,
  to_place jsonb,
  feasible boolean NOT NULL,
  -- Why it is not feasible, has failed or was kept.
  why text,
  -- The visits, holds and blocks whose time it would take.
  in_the_way jsonb NOT NULL,
  result text NOT NULL CHECK (result IN ('skipped', 'waiting', 'moved', 'failed', 'returned', 'kept')),
  PRIMARY KEY (tenant_id, bulk_move_id, visit_id)
);

CALL visita.isolate_by_tenant('read.bulk_move');
CALL visita.isolate_by_tenant('read.bulk_move_item');
