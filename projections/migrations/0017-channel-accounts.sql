-- Each tenant's own accounts with those who carry its messages: what everybody may see of them, and never what lets somebody in.

CREATE TABLE read.channel_account (
  tenant_id text NOT NULL,
  channel text NOT NULL,
  provider text NOT NULL,
  settings jsonb NOT NULL,
  -- WhatsApp's id of the number: by it a webhook is known for whose it is.
  phone_number_id text,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, channel)
);
CREATE INDEX channel_account_by_number ON read.channel_account (phone_number_id, set_at, tenant_id)
  WHERE phone_number_id IS NOT NULL;

CALL visita.isolate_by_tenant('read.channel_account');
