-- Each tenant's own texts: every version that was written, and which of them is in force.

CREATE TABLE read.template_version (
  tenant_id text NOT NULL,
  key text NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  version integer NOT NULL,
  document jsonb NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key, channel, language, version)
);

-- No row: nothing was ever published, so what everybody has is in force, if there is such a text. Version 1 without a row above
-- is that one too: it was gone back to.
CREATE TABLE read.template_published (
  tenant_id text NOT NULL,
  key text NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  version integer NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key, channel, language)
);

CALL visita.isolate_by_tenant('read.template_version');
CALL visita.isolate_by_tenant('read.template_published');
