-- All the visits that a message tells of, where it tells of several; then `visit_id` is null.
ALTER TABLE read.notification ADD COLUMN visit_ids uuid[];
CREATE INDEX notification_of_several ON read.notification USING gin (visit_ids) WHERE visit_ids IS NOT NULL;

-- One that was too late before there was a visit to tell of is nobody's failure.
DROP INDEX read.notification_failed_critical;
CREATE INDEX notification_failed_critical ON read.notification (tenant_id, visit_id)
WHERE priority = 0 AND mode = 'live' AND (status = 'dead_letter'
  OR status = 'failed' AND (resolution IS NULL OR resolution = 'expired' AND resolution_why = 'not-after'));
CREATE INDEX notification_of_several_failed ON read.notification USING gin (visit_ids)
WHERE visit_ids IS NOT NULL AND priority = 0 AND mode = 'live' AND (status = 'dead_letter'
  OR status = 'failed' AND (resolution IS NULL OR resolution = 'expired' AND resolution_why = 'not-after'));
