-- Certificates that accounts seal with instead of the installation's: with a key of their own, encrypted as the
-- installation's keys are, or for the key that the installation reaches.

create table seal_certificates (
  id text primary key,
  account_id text not null references accounts,
  name text not null,
  sha256 bytea not null, -- of the certificate: one that was revoked is not taken again
  certificate bytea not null,
  chain bytea[] not null,
  private_key bytea, -- null: the installation reaches it, or it was destroyed
  wrapped_key bytea,
  kek_id text,
  created_at timestamptz not null,
  activated_at timestamptz,
  revoked_at timestamptz,
  unique (account_id, sha256),
  check ((private_key is null) = (wrapped_key is null) and (wrapped_key is null) = (kek_id is null))
);
create unique index seal_certificates_active on seal_certificates (account_id) where activated_at is not null;

alter table seal_certificates enable row level security;
alter table seal_certificates force row level security;
create policy account on seal_certificates to countersign_app using (account_id = current_setting('countersign.account', true)) with check (account_id = current_setting('countersign.account', true));
create policy system on seal_certificates to countersign_system using (true) with check (true);
grant select, insert, update, delete on seal_certificates to countersign_app, countersign_system;
