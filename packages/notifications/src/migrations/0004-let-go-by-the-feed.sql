-- A row stays leased until it has heard what its dispatcher wrote, which lets go of it: no revision has to be awaited any more.
DROP TRIGGER tell_of_change ON queue.notification_job;
DROP INDEX queue.notification_job_free;
ALTER TABLE queue.notification_job DROP COLUMN awaited_revision;

-- What may be taken, in the order in which it is: whatever is not due lies behind what is, however much of it there is.
CREATE INDEX notification_job_free ON queue.notification_job (priority, next_at) WHERE lease_token IS NULL;
CREATE TRIGGER tell_of_change AFTER UPDATE OF next_at ON queue.notification_job
  FOR EACH ROW WHEN (NEW.lease_token IS NULL) EXECUTE FUNCTION queue.tell();
