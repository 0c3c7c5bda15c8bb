/**
 * The plain server's tables. No foreign keys, and no index that booking itself does not need: both would only make it
 * slower. The exclusion constraint is what makes overlap impossible here.
 */
export const schema = `
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  CREATE TABLE api_key (
    secret_hash text PRIMARY KEY,
    tenant text NOT NULL,
    role text NOT NULL
  );

  CREATE TABLE resource (
    tenant text NOT NULL,
    id text NOT NULL,
    timezone text NOT NULL,
    opens_at integer NOT NULL,
    closes_at integer NOT NULL,
    PRIMARY KEY (tenant, id)
  );

  CREATE TABLE visit_type (
    tenant text NOT NULL,
    id text NOT NULL,
    minutes integer NOT NULL,
    PRIMARY KEY (tenant, id)
  );

  CREATE TABLE idempotency (
    tenant text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,
    visit_id uuid NOT NULL,
    PRIMARY KEY (tenant, key)
  );

  CREATE TABLE customer (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    phone text NOT NULL,
    name text NOT NULL,
    email text,
    UNIQUE (tenant, phone)
  );

  CREATE TABLE visit (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    type_id text NOT NULL,
    resource_id text NOT NULL,
    customer_id uuid NOT NULL,
    during tstzrange NOT NULL,
    status text NOT NULL,
    seats integer NOT NULL,
    location_id text,
    notes text,
    origin text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    EXCLUDE USING gist (tenant WITH =, resource_id WITH =, during WITH &&) WHERE (status <> 'cancelled')
  );

  CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    visit_id uuid NOT NULL,
    what text NOT NULL,
    actor text NOT NULL,
    request_id text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
  );
`

/**
 * One booking: one statement, one round trip, one durable transaction. Answers no row when the key is known.
 *
 * The lock is for those who want the very same start at once: without it, an exclusion constraint lets both write and
 * then wait for each other, until the deadlock detector ends one of them a second later. Most leave it out.
 */
export const book = (withLock: boolean) => `
  WITH ids AS MATERIALIZED (
    SELECT uuidv7() AS visit, uuidv7() AS customer
  ), locked AS MATERIALIZED (
    SELECT ${withLock ? 'pg_advisory_xact_lock(hashtextextended($1 || $8 || $9::text, 0))' : '1'}
  ), key AS (
    INSERT INTO idempotency (tenant, key, fingerprint, visit_id)
    SELECT $1, $2, $3, ids.visit FROM ids, locked
    ON CONFLICT DO NOTHING
    RETURNING visit_id
  ), person AS (
    INSERT INTO customer (id, tenant, phone, name, email)
    SELECT ids.customer, $1, $4, $5, $6 FROM ids, key
    ON CONFLICT (tenant, phone) DO UPDATE SET name = excluded.name, email = excluded.email
    RETURNING id
  ), booked AS (
    INSERT INTO visit (id, tenant, type_id, resource_id, customer_id, during, status, seats, location_id, notes, origin)
    SELECT key.visit_id, $1, $7, $8, person.id, tstzrange($9::timestamptz, $10::timestamptz), 'pending', $11, $12, $13, $14
    FROM key, person
    RETURNING id, customer_id, created_at
  ), noted AS (
    INSERT INTO audit (tenant, visit_id, what, actor, request_id)
    SELECT $1, booked.id, 'requested', $15, $16 FROM booked
  )
  SELECT id, customer_id, created_at FROM booked
`

/** What a key was used for before. */
export const recall = `
  SELECT i.fingerprint, v.id, v.customer_id, v.created_at
  FROM idempotency i JOIN visit v ON v.id = i.visit_id
  WHERE i.tenant = $1 AND i.key = $2
`

/** What a resource has within a week on either side of a time: enough to find open starts in. Epoch milliseconds. */
export const taken = `
  SELECT extract(epoch FROM lower(during)) * 1000 AS starts_at, extract(epoch FROM upper(during)) * 1000 AS ends_at
  FROM visit
  WHERE tenant = $1 AND resource_id = $2 AND status <> 'cancelled'
    AND during && tstzrange($3::timestamptz - interval '8 days', $3::timestamptz + interval '8 days')
`
