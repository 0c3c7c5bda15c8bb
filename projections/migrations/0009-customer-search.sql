-- What a customer can be found by: the beginnings of these texts. Row-level security lets an index be used for
-- comparisons alone, not for patterns or text search, so each is a row of its own and a search is a range of them.
CREATE TABLE read.customer_term (
  tenant_id text NOT NULL,
  customer_id uuid NOT NULL,
  -- Which of the customer's: always the same number for the same field, so that erasing can name every row.
  number integer NOT NULL,
  term text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, number)
);
CREATE INDEX customer_term_by_beginning ON read.customer_term (tenant_id, term, customer_id);

CALL visita.isolate_by_tenant('read.customer_term');
