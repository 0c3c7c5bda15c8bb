-- What was to be sent to one person, for whoever asks why it did not come.
CREATE INDEX notification_by_recipient ON read.notification (tenant_id, recipient_id, due_at, notification_id);
