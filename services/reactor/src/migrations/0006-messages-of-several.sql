-- All the visits of a message that tells of several; then it has no `visit_id`.
ALTER TABLE reactor.message ADD COLUMN visit_ids uuid[];
CREATE INDEX message_of_several ON reactor.message USING gin (visit_ids);
