-- Accounts, documents, the log, deliveries. Every table that belongs to an account carries account_id and is
-- locked by row-level security; `forced` at the end does it for all of them alike.

create table accounts (
  id text primary key,
  name text not null,
  kind text not null check (kind in ('live', 'sandbox')),
  region text not null,
  sandbox_of text unique references accounts, -- the live account that administers this sandbox
  wrapped_key bytea not null, -- encrypts the account's own secrets and keys its duplicate hashes
  kek_id text not null,
  created_at timestamptz not null
);

create table api_keys (
  id text primary key,
  account_id text not null references accounts,
  name text not null,
  prefix text not null,
  hash bytea not null unique, -- SHA-256 of the key: 160 random bits need no slow hash
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table documents (
  id text primary key,
  account_id text not null references accounts,
  state text not null,
  run integer not null,
  version integer not null,
  workflow text not null,
  workflow_version integer not null,
  tier text not null check (tier in ('realtime', 'standard', 'batch')),
  class text,
  page_count integer,
  page_range text,
  languages text[] not null,
  metadata jsonb not null,
  password bytea, -- under the document's key; gone once the document is read
  parent_id text references documents,
  parent_pages text,
  packet_id text,
  duplicate_of text,
  content_hash bytea, -- HMAC under the account's key
  legal_hold boolean not null default false,
  failure_code text,
  failure_detail text,
  wrapped_key bytea,
  kek_id text,
  device_id text,
  captured_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz
);
create index documents_by_account on documents (account_id, id desc);
create index documents_by_state on documents (account_id, state, id desc);
create index documents_by_hash on documents (account_id, content_hash);
create index documents_by_packet on documents (account_id, packet_id) where packet_id is not null;
create index documents_by_parent on documents (parent_id) where parent_id is not null;

create table blobs (
  id text primary key,
  account_id text not null references accounts,
  document_id text not null references documents,
  run integer not null,
  role text not null,
  bytes bigint not null,
  sha256 text not null,
  kek_id text not null,
  created_at timestamptz not null
);
create index blobs_by_document on blobs (document_id, role, run);

create table document_files (
  document_id text not null references documents,
  account_id text not null references accounts,
  ordinal integer not null,
  name text not null,
  content_type text not null,
  bytes bigint not null,
  sha256 text not null,
  blob_id text not null references blobs,
  primary key (document_id, ordinal)
);

create table pages (
  document_id text not null references documents,
  account_id text not null references accounts,
  run integer not null,
  number integer not null,
  layout_blob text not null references blobs,
  preview_blob text not null references blobs,
  source text not null,
  language text,
  confidence real not null,
  primary key (document_id, run, number)
);

create table extractions (
  document_id text not null references documents,
  account_id text not null references accounts,
  run integer not null,
  body bytea not null, -- JSON under the document's key
  updated_at timestamptz not null,
  primary key (document_id, run)
);

create table corrections (
  id text primary key,
  document_id text not null references documents,
  account_id text not null references accounts,
  run integer not null,
  event_id text not null,
  body bytea not null, -- field, before, after, who, why: JSON under the document's key
  at timestamptz not null
);
create index corrections_by_document on corrections (document_id, run);

-- Values that the log names by salted hash only; deleting them erases the person and leaves the proof.
create table private_values (
  id text primary key,
  account_id text not null references accounts,
  document_id text not null references documents,
  event_id text not null,
  name text not null,
  value bytea not null -- salt and value, under the document's key
);
create index private_values_by_document on private_values (document_id);

create table events (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  id text not null unique,
  account_id text not null references accounts,
  subject text not null,
  type text not null,
  run integer not null,
  version integer not null,
  at timestamptz not null,
  body text not null -- the exact RFC 8785 text
);
create unique index events_by_version on events (subject, version);
create index events_by_xid on events (xid, seq);

-- Wakes the sequencer when the appending transaction commits, at no round trip of its own.
create function ring_appended() returns trigger language plpgsql as $$
begin
  perform pg_notify('countersign_appended', '');
  return null;
end $$;
create trigger events_appended after insert on events for each statement execute function ring_appended();

create table log_positions (
  position bigint primary key,
  seq bigint not null unique references events,
  account_id text not null references accounts
);
create index log_positions_by_account on log_positions (account_id, position);

-- The last (xid, seq) that was given a position, so that the sequencer need not look further back.
create table log_tail (
  only_row boolean primary key default true check (only_row),
  position bigint not null,
  xid xid8 not null,
  seq bigint not null
);
insert into log_tail (position, xid, seq) values (0, '0', 0);

create table followers (
  name text primary key,
  position bigint not null
);

create table idempotency_keys (
  account_id text not null references accounts,
  key text not null,
  route text not null,
  fingerprint bytea,
  document_id text,
  status integer, -- null while the first request is still running
  body bytea, -- the answer, under the account's key
  created_at timestamptz not null,
  locked_until timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, key)
);
create index idempotency_keys_by_expiry on idempotency_keys (expires_at);

create table webhook_endpoints (
  id text primary key,
  account_id text not null references accounts,
  url text not null,
  events text[] not null,
  include_fields boolean not null,
  state text not null check (state in ('enabled', 'disabled')),
  disabled_reason text,
  secret bytea not null, -- under the account's key
  previous_secret bytea,
  previous_secret_until timestamptz,
  secret_rotated_at timestamptz,
  created_at timestamptz not null,
  deleted_at timestamptz
);
create index webhook_endpoints_by_account on webhook_endpoints (account_id);

create table deliveries (
  id text primary key,
  account_id text not null references accounts,
  endpoint_id text not null references webhook_endpoints,
  event_id text not null,
  event_type text not null,
  position bigint not null,
  document_id text,
  state text not null,
  attempts integer not null default 0,
  retries integer not null default 0, -- since it was made or asked for again
  next_attempt_at timestamptz,
  locked_until timestamptz,
  body bytea, -- the exact bytes to send, under the document's key (the account's where there is no document)
  event_at timestamptz not null,
  created_at timestamptz not null,
  delivered_at timestamptz
);
create unique index deliveries_once on deliveries (endpoint_id, event_id);
create index deliveries_due on deliveries (endpoint_id, next_attempt_at) where state = 'pending';
create index deliveries_by_endpoint on deliveries (endpoint_id, id desc);

create table attempts (
  delivery_id text not null references deliveries,
  account_id text not null references accounts,
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  status integer,
  error text,
  primary key (delivery_id, number)
);

-- Keys and certificates of the installation itself: no account, only the system role sees them.
create table signing_keys (
  id text primary key,
  kind text not null check (kind in ('authority', 'seal')),
  certificate bytea not null,
  chain bytea[] not null,
  private_key bytea not null,
  wrapped_key bytea not null,
  kek_id text not null,
  created_at timestamptz not null
);
create unique index signing_keys_one_of_a_kind on signing_keys (kind);

grant usage on schema public to countersign_app, countersign_system;
do $$
declare
  name text;
begin
  foreach name in array array['api_keys', 'documents', 'blobs', 'document_files', 'pages', 'extractions', 'corrections',
    'private_values', 'events', 'log_positions', 'idempotency_keys', 'webhook_endpoints', 'deliveries', 'attempts'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
alter table accounts enable row level security;
alter table accounts force row level security;
create policy account on accounts to countersign_app using (id = current_setting('countersign.account', true));
create policy system on accounts to countersign_system using (true) with check (true);
grant select on accounts to countersign_app;
grant select, insert, update on accounts to countersign_system;
grant select, insert, update on signing_keys, followers, log_tail to countersign_system;
-- The log is only ever appended to.
revoke update, delete on events, log_positions from countersign_app, countersign_system;
revoke insert on log_positions from countersign_app;
