/** The day as one would store it: each table with the one index that its question needs, and the visit beside its day. */
export const schema = `
  CREATE TABLE api_key (secret_hash text PRIMARY KEY, tenant text NOT NULL, role text NOT NULL);

  CREATE TABLE resource (
    tenant text NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    timezone text NOT NULL,
    location_id text,
    capacity integer NOT NULL,
    -- Minutes from local midnight.
    opens_at integer NOT NULL,
    closes_at integer NOT NULL,
    PRIMARY KEY (tenant, id)
  );

  CREATE TABLE customer (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    name text NOT NULL,
    phone text,
    email text
  );

  CREATE TABLE visit (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    local_date date NOT NULL,
    resource_id text NOT NULL,
    type_id text NOT NULL,
    status text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    seats integer NOT NULL,
    customer_id uuid NOT NULL,
    origin text NOT NULL,
    override boolean NOT NULL
  );
  CREATE INDEX visit_by_day ON visit (tenant, local_date, resource_id, starts_at);
  CREATE INDEX visit_by_start ON visit (tenant, starts_at);

  CREATE TABLE block (
    id uuid NOT NULL,
    tenant text NOT NULL,
    local_date date NOT NULL,
    resource_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, local_date, resource_id, id)
  );

  CREATE TABLE hold (
    id uuid NOT NULL,
    tenant text NOT NULL,
    local_date date NOT NULL,
    resource_id text NOT NULL,
    type_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    seats integer NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, local_date, resource_id, id)
  );
`

const visits = `
  SELECT v.id, v.resource_id, v.type_id, v.status, v.starts_at, v.ends_at, v.seats, v.customer_id, v.origin, v.override,
    c.name, c.phone IS NULL AND c.email IS NULL AS unreachable
  FROM visit v JOIN customer c ON c.id = v.customer_id
  WHERE v.tenant = $1 AND v.status <> 'cancelled'`

export const visitsOfDay = `${visits} AND v.local_date = $2 ORDER BY v.resource_id, v.starts_at, v.id`

export const visitsSoon = `${visits} AND v.starts_at >= $2 AND v.starts_at < $3 AND v.status NOT IN ('completed', 'no_show')
  ORDER BY v.starts_at, v.id`

export const blocksOfDay =
  'SELECT * FROM block WHERE tenant = $1 AND local_date = $2 ORDER BY resource_id, starts_at, id'

export const holdsOfDay = `SELECT * FROM hold WHERE tenant = $1 AND local_date = $2 AND expires_at > $3
  ORDER BY resource_id, starts_at, id`
