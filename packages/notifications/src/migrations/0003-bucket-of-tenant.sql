-- Whose rate it is, so that no tenant sees another's; `platform` where several share one.
TRUNCATE queue.bucket;
ALTER TABLE queue.bucket ADD COLUMN tenant_id text NOT NULL, DROP CONSTRAINT bucket_pkey, ADD PRIMARY KEY (tenant_id, name);
CALL visita.isolate_by_tenant('queue.bucket');
