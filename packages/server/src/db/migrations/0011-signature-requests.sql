-- Signatures that a service elsewhere makes: what was asked for, how it stands, and what came back. The prepared file
-- waits as a blob of its document; here are hashes and certificates only.

create table signature_requests (
  id text primary key,
  account_id text not null references accounts,
  document_id text not null references documents,
  run integer not null,
  state text not null check (state in ('requested', 'waiting', 'needs_code', 'signed', 'declined', 'expired')),
  service text not null, -- its host name
  description text not null,
  level text not null,
  claimed_at timestamptz not null, -- the signing time that the prepared file says
  certificate bytea not null,
  chain bytea[] not null,
  algorithm text not null,
  data bytea not null, -- what is to be signed
  kind text not null check (kind in ('embedded', 'detached')),
  field text,
  byte_range bigint[],
  digest bytea, -- of the original, where the signature stands beside it
  blob_id text, -- the prepared file
  reference text, -- what the service calls the request
  words text, -- why it waits, or why it will never be signed
  signature bytea,
  attempts integer not null default 0,
  due_at timestamptz, -- when the service is asked next; null: nobody asks
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (document_id, run)
);
create index signature_requests_due on signature_requests (due_at) where due_at is not null;
create index signature_requests_by_account on signature_requests (account_id, id);

alter table signature_requests enable row level security;
alter table signature_requests force row level security;
create policy account on signature_requests to countersign_app
  using (account_id = current_setting('countersign.account', true))
  with check (account_id = current_setting('countersign.account', true));
create policy system on signature_requests to countersign_system using (true) with check (true);
grant select, insert, update, delete on signature_requests to countersign_app, countersign_system;

-- When the timestamp of a sealed file must be looked at, and prolonged before its authority's certificate ends.
alter table documents add column prolong_at timestamptz;
create index documents_to_prolong on documents (prolong_at) where prolong_at is not null;
