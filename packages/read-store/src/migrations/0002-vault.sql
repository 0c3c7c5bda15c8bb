-- One data key for each person, wrapped under the master key. An erased person keeps a row without a key, so that
-- nothing can quietly make a new one.
CREATE TABLE vault.person_key (
  tenant_id text NOT NULL,
  person_id uuid NOT NULL,
  wrapped bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  erased_at timestamptz,
  PRIMARY KEY (tenant_id, person_id),
  CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);

-- What names a person: keyed hashes of external ids and phones. The plain values are nowhere in this schema.
CREATE TABLE vault.identity (
  tenant_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('external', 'phone')),
  digest bytea NOT NULL,
  person_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, kind, digest),
  FOREIGN KEY (tenant_id, person_id) REFERENCES vault.person_key
);
CREATE INDEX identity_by_person ON vault.identity (tenant_id, person_id);

CALL visita.isolate_by_tenant('vault.person_key');
CALL visita.isolate_by_tenant('vault.identity');

-- Finds the person that the external id names, or else the phone; makes it under the proposed id when there is none.
-- A phone may be shared (a mother books for her children): who has another external id is another person.
-- In one call, and right under races: each statement sees what others have committed, an insert waits for a rival's
-- insert of the same identity, and whoever loses looks again. Identities are always inserted in the same order
-- (external, phone), so that two calls cannot wait for each other.
CREATE FUNCTION vault.resolve_person(
  for_tenant text, external_digest bytea, phone_digest bytea, proposed uuid, proposed_key bytea)
RETURNS TABLE (person uuid, wrapped_key bytea, known boolean)
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  found_person uuid;
  found_key bytea;
  fresh boolean;
BEGIN
  PERFORM set_config('app.tenant_id', for_tenant, true);
  FOR attempt IN 1..20 LOOP
    found_person := NULL;
    IF external_digest IS NOT NULL THEN
      SELECT i.person_id INTO found_person FROM vault.identity i
        WHERE i.tenant_id = for_tenant AND i.kind = 'external' AND i.digest = external_digest;
    END IF;
    IF found_person IS NULL AND phone_digest IS NOT NULL THEN
      SELECT i.person_id INTO found_person FROM vault.identity i
        WHERE i.tenant_id = for_tenant AND i.kind = 'phone' AND i.digest = phone_digest;
      IF found_person IS NOT NULL AND external_digest IS NOT NULL THEN
        -- Locked, so that two calls do not give one person two external ids.
        PERFORM 1 FROM vault.person_key k
          WHERE k.tenant_id = for_tenant AND k.person_id = found_person FOR UPDATE;
        IF EXISTS (SELECT 1 FROM vault.identity i
            WHERE i.tenant_id = for_tenant AND i.person_id = found_person AND i.kind = 'external') THEN
          found_person := NULL;
        ELSE
          INSERT INTO vault.identity VALUES (for_tenant, 'external', external_digest, found_person)
            ON CONFLICT DO NOTHING;
          CONTINUE WHEN NOT FOUND;
        END IF;
      END IF;
    END IF;

    IF found_person IS NOT NULL THEN
      SELECT k.wrapped INTO found_key FROM vault.person_key k
        WHERE k.tenant_id = for_tenant AND k.person_id = found_person;
      CONTINUE WHEN found_key IS NULL; -- erased a moment ago, and its identities with it
      IF phone_digest IS NOT NULL THEN
        INSERT INTO vault.identity VALUES (for_tenant, 'phone', phone_digest, found_person) ON CONFLICT DO NOTHING;
      END IF;
      RETURN QUERY SELECT found_person, found_key, true;
      RETURN;
    END IF;

    INSERT INTO vault.person_key (tenant_id, person_id, wrapped) VALUES (for_tenant, proposed, proposed_key)
      ON CONFLICT DO NOTHING;
    fresh := FOUND;
    IF external_digest IS NOT NULL THEN
      INSERT INTO vault.identity VALUES (for_tenant, 'external', external_digest, proposed) ON CONFLICT DO NOTHING;
      IF NOT FOUND THEN
        IF fresh THEN DELETE FROM vault.person_key k WHERE k.tenant_id = for_tenant AND k.person_id = proposed; END IF;
        CONTINUE;
      END IF;
    END IF;
    IF phone_digest IS NOT NULL THEN
      INSERT INTO vault.identity VALUES (for_tenant, 'phone', phone_digest, proposed) ON CONFLICT DO NOTHING;
      IF NOT FOUND AND external_digest IS NULL THEN
        IF fresh THEN DELETE FROM vault.person_key k WHERE k.tenant_id = for_tenant AND k.person_id = proposed; END IF;
        CONTINUE;
      END IF;
    END IF;
    RETURN QUERY SELECT k.person_id, k.wrapped, NOT fresh FROM vault.person_key k
      WHERE k.tenant_id = for_tenant AND k.person_id = proposed;
    RETURN;
  END LOOP;
  RAISE EXCEPTION 'a person could not be resolved: its identities kept changing' USING ERRCODE = '40001';
END $$;

-- The key of one person, made when there is none yet; null when the person was erased.
CREATE FUNCTION vault.ensure_key(for_tenant text, for_person uuid, proposed_key bytea) RETURNS bytea
LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  found_key bytea;
BEGIN
  PERFORM set_config('app.tenant_id', for_tenant, true);
  INSERT INTO vault.person_key (tenant_id, person_id, wrapped) VALUES (for_tenant, for_person, proposed_key)
    ON CONFLICT DO NOTHING;
  SELECT k.wrapped INTO found_key FROM vault.person_key k WHERE k.tenant_id = for_tenant AND k.person_id = for_person;
  RETURN found_key;
END $$;

-- The keys of many persons of many tenants at once. A pair without a key gives no row.
CREATE FUNCTION vault.keys_of(tenants text[], persons uuid[])
RETURNS TABLE (tenant text, person uuid, wrapped_key bytea)
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM set_config('app.tenant_id', '*', true);
  RETURN QUERY SELECT k.tenant_id, k.person_id, k.wrapped
    FROM unnest(tenants, persons) AS wanted (tenant_id, person_id)
    JOIN vault.person_key k USING (tenant_id, person_id)
    WHERE k.wrapped IS NOT NULL;
END $$;

-- Adds names for a person; one that names somebody else already stays theirs.
CREATE FUNCTION vault.add_identity(for_tenant text, for_person uuid, external_digest bytea, phone_digest bytea)
RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM set_config('app.tenant_id', for_tenant, true);
  INSERT INTO vault.identity
    SELECT for_tenant, named.kind, named.digest, for_person
      FROM (VALUES (1, 'external', external_digest), (2, 'phone', phone_digest)) AS named (turn, kind, digest)
      WHERE named.digest IS NOT NULL
        AND EXISTS (SELECT 1 FROM vault.person_key k
          WHERE k.tenant_id = for_tenant AND k.person_id = for_person AND k.wrapped IS NOT NULL)
      ORDER BY named.turn
    ON CONFLICT DO NOTHING;
END $$;

-- Destroys the key and everything that names the person. Asked twice, it does nothing more.
CREATE FUNCTION vault.erase(for_tenant text, for_person uuid) RETURNS void
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM set_config('app.tenant_id', for_tenant, true);
  INSERT INTO vault.person_key (tenant_id, person_id, wrapped, erased_at) VALUES (for_tenant, for_person, NULL, now())
    ON CONFLICT (tenant_id, person_id) DO UPDATE SET wrapped = NULL, erased_at = now()
    WHERE person_key.wrapped IS NOT NULL;
  DELETE FROM vault.identity i WHERE i.tenant_id = for_tenant AND i.person_id = for_person;
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vault TO visita_writer;
