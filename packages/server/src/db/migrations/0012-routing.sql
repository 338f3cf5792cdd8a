-- Envelopes that a document waits for; templates of envelopes; lists of people who get one each.

-- The run of the first document that goes on when the envelope is over; null: nobody waits for it.
alter table envelopes add column awaited_run integer;
create unique index envelopes_awaited on envelopes (document_id, awaited_run) where awaited_run is not null;

create table envelope_templates (
  account_id text not null references accounts,
  name text not null,
  version integer not null,
  definition bytea not null, -- JSON under the account's key: it may name people
  fingerprint bytea not null, -- HMAC under the account's key: the same definition is the same version
  created_by text not null, -- id of the key
  created_at timestamptz not null,
  primary key (account_id, name, version)
);

create table envelope_batches (
  id text primary key,
  account_id text not null references accounts,
  template text not null,
  version integer not null,
  total integer not null,
  created_by text not null, -- id of the key
  request_hash bytea, -- HMAC of the Idempotency-Key under the account's key
  fingerprint bytea not null, -- HMAC of what was asked for, likewise
  next_at timestamptz, -- when a worker looks at it; null: all rows are worked off
  locked_until timestamptz, -- a worker is at it
  created_at timestamptz not null,
  settled_at timestamptz
);
create index envelope_batches_by_account on envelope_batches (account_id, id desc);
create unique index envelope_batches_by_request on envelope_batches (account_id, request_hash)
  where request_hash is not null;
create index envelope_batches_due on envelope_batches (next_at) where next_at is not null;

create table envelope_batch_rows (
  batch_id text not null references envelope_batches,
  account_id text not null references accounts,
  number integer not null, -- from 1, as sent
  state text not null check (state in ('waiting', 'made', 'failed')),
  body bytea, -- who and what: JSON under the account's key; gone once it is worked off
  envelope_id text references envelopes,
  failure_code text,
  failure_detail text,
  attempts integer not null default 0,
  primary key (batch_id, number)
);
create index envelope_batch_rows_waiting on envelope_batch_rows (batch_id, number) where state = 'waiting';

do $$
declare
  name text;
begin
  foreach name in array array['envelope_templates', 'envelope_batches', 'envelope_batch_rows'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
