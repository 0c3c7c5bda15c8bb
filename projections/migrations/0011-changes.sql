-- Where in the log each tenant's rows changed last. An answer made of them stays right for as long as this stands, and one
-- look tells. A table for each projection, because each reads the log at a pace of its own.

CREATE TABLE read.agenda_change (tenant_id text PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE read.configuration_change (tenant_id text PRIMARY KEY, position bigint NOT NULL);
CREATE TABLE read.customer_change (tenant_id text PRIMARY KEY, position bigint NOT NULL);

CALL visita.isolate_by_tenant('read.agenda_change');
CALL visita.isolate_by_tenant('read.configuration_change');
CALL visita.isolate_by_tenant('read.customer_change');

-- The projections that write them are built from the first event again.
DELETE FROM visita.checkpoint WHERE projection IN ('agenda-day', 'configuration', 'customers');

-- What waits for somebody to confirm it is little beside what lies ahead.
CREATE INDEX visit_pending ON read.visit (tenant_id, starts_at) WHERE status = 'pending';
