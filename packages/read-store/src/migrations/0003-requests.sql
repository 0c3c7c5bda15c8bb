-- Requests under an idempotency key that no single stream could answer again: registering a customer, who may be anybody
-- of those that are known. Written before the effect, answered after it; a row without an answer was cut short, and is
-- worked on again. Keys and fingerprints are keyed hashes; answers hold ids and revisions, never contact data.
CREATE SCHEMA command;
GRANT USAGE ON SCHEMA command TO visita_writer;
CREATE TABLE command.request (
  tenant_id text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  answer jsonb,
  begun_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON command.request TO visita_writer;
CALL visita.isolate_by_tenant('command.request');
