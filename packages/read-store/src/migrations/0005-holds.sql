-- Holds that callers were given. The slot streams decide which are live; no stream knows on which of several resources one
-- lies, so that stands here, and is written before the streams are touched. Whom it is for stays a keyed hash.
CREATE TABLE command.hold (
  tenant_id text NOT NULL,
  hold_id uuid NOT NULL,
  type_id text NOT NULL,
  starts_at timestamptz NOT NULL,
  seats integer NOT NULL,
  -- [{"resourceId", "date"}]: the resources' local days whose slot streams it may lie on.
  places jsonb NOT NULL,
  -- Those of the resources that the caller had left open.
  chosen text[] NOT NULL,
  held_by text NOT NULL,
  customer_digest text,
  expires_at timestamptz NOT NULL,
  -- Given back, refused after all, or made a visit of.
  ended boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, hold_id)
);
CREATE INDEX hold_by_expiry ON command.hold (tenant_id, expires_at);
CREATE INDEX hold_by_customer ON command.hold (tenant_id, customer_digest) WHERE customer_digest IS NOT NULL AND NOT ended;
GRANT SELECT, INSERT, UPDATE, DELETE ON command.hold TO visita_writer;
CALL visita.isolate_by_tenant('command.hold');

-- Notes where a hold is about to lie, in one round trip; of several notes of one hold the newest counts. When the customer
-- that it is for has `most` others that are live `at` that time, nothing is noted, and what comes back is when the first of
-- those runs out; else null. Callers for one customer wait for each other, so that no two of them take the last one that is
-- allowed. On the way it sweeps what ran out long ago.
CREATE FUNCTION command.note_hold(noted jsonb, most integer, at timestamptz, sweep_before timestamptz)
RETURNS timestamptz
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  hold command.hold := jsonb_populate_record(NULL::command.hold, noted);
  live integer;
  first_expiry timestamptz;
BEGIN
  PERFORM set_config('app.tenant_id', hold.tenant_id, true);
  DELETE FROM command.hold h WHERE h.ctid IN (
    SELECT old.ctid FROM command.hold old
      WHERE old.tenant_id = hold.tenant_id AND old.expires_at < sweep_before
      LIMIT 100 FOR UPDATE SKIP LOCKED);
  IF hold.customer_digest IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(hold.tenant_id || ' ' || hold.customer_digest, 0));
    SELECT count(*), min(h.expires_at) INTO live, first_expiry FROM command.hold h
      WHERE h.tenant_id = hold.tenant_id AND h.customer_digest = hold.customer_digest
        AND NOT h.ended AND h.expires_at > at AND h.hold_id <> hold.hold_id;
    IF live >= most THEN
      RETURN first_expiry;
    END IF;
  END IF;
  hold.ended := false;
  INSERT INTO command.hold SELECT hold.*
    ON CONFLICT (tenant_id, hold_id) DO UPDATE SET places = excluded.places, chosen = excluded.chosen;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION command.note_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION command.note_hold TO visita_writer;
