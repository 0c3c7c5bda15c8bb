-- Persons of one or many tenants resolved in one round trip and one commit, each as resolve_person does it. Callers give
-- them in one order, so that two calls cannot wait for each other.
CREATE FUNCTION vault.resolve_persons(
  for_tenants text[], external_digests bytea[], phone_digests bytea[], proposed uuid[], proposed_keys bytea[])
RETURNS TABLE (turn integer, person uuid, wrapped_key bytea, known boolean)
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  FOR i IN 1 .. array_length(for_tenants, 1) LOOP
    RETURN QUERY SELECT i, r.person, r.wrapped_key, r.known
      FROM vault.resolve_person(for_tenants[i], external_digests[i], phone_digests[i], proposed[i], proposed_keys[i]) AS r;
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION vault.resolve_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.resolve_persons TO visita_writer;
