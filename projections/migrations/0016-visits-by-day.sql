-- The days that a visit lies on, so that those of a day are a stretch of an index and not a thousand look-ups. They differ only
-- where its resources keep different time zones.
TRUNCATE read.agenda_claim, read.agenda_visit, read.agenda_change;
DELETE FROM visita.checkpoint WHERE projection = 'agenda-day';

ALTER TABLE read.agenda_visit
  ADD COLUMN first_date date NOT NULL,
  ADD COLUMN last_date date NOT NULL;
CREATE INDEX agenda_visit_by_day ON read.agenda_visit (tenant_id, first_date);
CREATE INDEX agenda_visit_by_last_day ON read.agenda_visit (tenant_id, last_date) WHERE last_date > first_date;
