-- Who in the house somebody is who writes to a number that many tenants share. Digests are of each tenant's own, so whoever asks needs to
-- know which tenants there are.

-- Every tenant that knows anybody: from one to the next in the index, however many people each has.
CREATE FUNCTION vault.tenants() RETURNS SETOF text
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM set_config('app.tenant_id', '*', true);
  RETURN QUERY WITH RECURSIVE known (tenant) AS (
    (SELECT i.tenant_id FROM vault.identity i ORDER BY i.tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT i.tenant_id FROM vault.identity i WHERE i.tenant_id > k.tenant ORDER BY i.tenant_id LIMIT 1)
      FROM known k WHERE k.tenant IS NOT NULL
  ) SELECT k.tenant FROM known k WHERE k.tenant IS NOT NULL;
END $$;

-- Whoever the digest of a phone names, tenant by tenant: one person of each at most.
CREATE FUNCTION vault.people_of_phone(tenants text[], digests bytea[])
RETURNS TABLE (tenant text, person uuid)
LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM set_config('app.tenant_id', '*', true);
  RETURN QUERY SELECT i.tenant_id, i.person_id
    FROM unnest(tenants, digests) AS wanted (tenant_id, digest)
    JOIN vault.identity i ON i.tenant_id = wanted.tenant_id AND i.kind = 'phone' AND i.digest = wanted.digest;
END $$;

REVOKE EXECUTE ON FUNCTION vault.tenants(), vault.people_of_phone(text[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.tenants(), vault.people_of_phone(text[], bytea[]) TO visita_writer;
