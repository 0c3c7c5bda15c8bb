-- What providers have told us. A call is kept whole, sealed, before it is answered, and goes when everything in it has been done; what
-- stays is that it was told, and what came of it, without anybody's data.
CREATE SCHEMA webhook;
GRANT USAGE ON SCHEMA webhook TO visita_writer;

-- Of no tenant: one call may tell of many, and whose it is, is found out afterwards.
CREATE TABLE webhook.delivery (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  -- Whose account has signed it; null: the platform's.
  signed_by text,
  -- The address that the provider was given, query included.
  url text NOT NULL,
  -- Sealed under a key of the master key's: phones, texts, addresses.
  body bytea NOT NULL,
  -- By the services' clock, which may be a manual one.
  received_at timestamptz NOT NULL,
  -- By this server's clock, since it is about what broke in real time.
  next_at timestamptz NOT NULL DEFAULT now(),
  failures integer NOT NULL DEFAULT 0
);
CREATE INDEX delivery_by_turn ON webhook.delivery (next_at, id);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook.delivery TO visita_writer;

-- Each thing that was told, once, however often it was.
CREATE TABLE webhook.update (
  provider text NOT NULL,
  -- A keyed hash: the ids of providers may contain a phone number.
  key bytea NOT NULL,
  -- status, button, text, bounce, complaint
  kind text NOT NULL,
  -- Of a status: sent, delivered, read, undelivered.
  status text,
  -- Null where nobody's it is.
  tenant_id text,
  notification_id uuid,
  -- What came of it.
  outcome text NOT NULL,
  -- When the provider says that it was; null where it does not say.
  said_at timestamptz,
  received_at timestamptz NOT NULL,
  applied_at timestamptz NOT NULL,
  PRIMARY KEY (provider, key)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook.update TO visita_writer;
CALL visita.isolate_by_tenant('webhook.update');

-- Which message a provider's id stands for, for what does not bring our own id back.
CREATE TABLE webhook.message (
  tenant_id text NOT NULL,
  notification_id uuid NOT NULL,
  attempt integer NOT NULL,
  -- A keyed hash of the provider's id of it.
  key bytea NOT NULL,
  PRIMARY KEY (tenant_id, notification_id, attempt)
);
CREATE INDEX message_by_key ON webhook.message (key);
GRANT SELECT, INSERT, UPDATE, DELETE ON webhook.message TO visita_writer;
CALL visita.isolate_by_tenant('webhook.message');

-- Wakes whoever does what was told, with the commit.
CREATE FUNCTION webhook.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_notify('visita_webhook', '');
  RETURN NULL;
END $$;
CREATE TRIGGER tell_of_new AFTER INSERT ON webhook.delivery FOR EACH STATEMENT EXECUTE FUNCTION webhook.tell();
