-- Three rooms. `vault` holds the keys of personal data, and no rebuild touches it. `read` holds what is served and can be
-- built anew from the log at any time. `reactor` holds the reactors' own bookkeeping. `visita`, made by the migrator,
-- holds what belongs to no tenant.
CREATE SCHEMA vault;
CREATE SCHEMA read;
CREATE SCHEMA reactor;

GRANT USAGE ON SCHEMA visita, read TO visita_reader;
GRANT USAGE ON SCHEMA visita, read, reactor, vault TO visita_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT ON TABLES TO visita_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO visita_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA reactor GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO visita_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA reactor GRANT USAGE ON SEQUENCES TO visita_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA vault GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO visita_writer;

-- Every table with a tenant_id is closed by `CALL visita.isolate_by_tenant('schema.table')`. Whoever says no tenant sees
-- nothing. Only the writer may say '*', and must say it: forgetting shows an empty table, not everybody's rows.
CREATE PROCEDURE visita.isolate_by_tenant(target regclass)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  -- Also for the owner, which is whoever migrates.
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  -- The sub-select is looked up once for a statement; bare, it would be once for a row.
  EXECUTE format(
    'CREATE POLICY one_tenant ON %s USING (tenant_id = (SELECT current_setting(''app.tenant_id'', true)))', target);
  EXECUTE format(
    'CREATE POLICY every_tenant ON %s TO visita_writer USING ((SELECT current_setting(''app.tenant_id'', true)) = ''*'')',
    target);
END $$;

-- How far each projection has read the log. Belongs to no tenant.
CREATE TABLE visita.checkpoint (
  projection text NOT NULL,
  version integer NOT NULL,
  position bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (projection, version)
);
GRANT SELECT ON visita.checkpoint TO visita_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON visita.checkpoint TO visita_writer;
