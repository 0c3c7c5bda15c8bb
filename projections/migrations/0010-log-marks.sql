-- At which times what stands where in the log: whoever asks for a stretch of time need not read the log from its start.

CREATE TABLE read.log_mark (
  tenant_id text NOT NULL,
  -- In which events of the tenant were recorded.
  minute timestamptz NOT NULL,
  -- Which stretch of the log, each as long as the other, they stand in. So that clocks that differ, or go back, mislead nobody.
  block integer NOT NULL,
  -- Of the newest of them there.
  position bigint NOT NULL,
  PRIMARY KEY (tenant_id, minute, block)
);
CREATE INDEX log_mark_by_block ON read.log_mark (tenant_id, block);

CALL visita.isolate_by_tenant('read.log_mark');

-- What concerns one visit.
CREATE INDEX waitlist_entry_by_visit ON read.waitlist_entry (tenant_id, visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX bulk_move_item_by_visit ON read.bulk_move_item (tenant_id, visit_id);
