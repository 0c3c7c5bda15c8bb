-- Critical messages that reached nobody: few among many, and looked for with every visit of a day.
CREATE INDEX notification_failed_critical ON read.notification (tenant_id, visit_id)
WHERE priority = 0 AND mode = 'live' AND (status = 'dead_letter' OR status = 'failed' AND (resolution IS NULL OR resolution = 'expired'));

-- As the others of its kind: where in the log a tenant's messages last failed, or no longer had.
CREATE TABLE read.notification_change (tenant_id text PRIMARY KEY, position bigint NOT NULL);
CALL visita.isolate_by_tenant('read.notification_change');
DELETE FROM visita.checkpoint WHERE projection = 'notifications';
