-- What documents and sellers are held against: what the account has had before, and whom it buys from.

create table document_fingerprints (
  document_id text primary key references documents,
  account_id text not null references accounts,
  run integer not null,
  content_hash bytea, -- as in documents
  keys bytea[] not null, -- HMACs under the account's key: seller and number; those and the total; seller, date and total
  bands integer[] not null, -- of the signature; two documents that share one may be alike
  signature bytea not null, -- minhash of words and numbers, each value an HMAC under the account's key
  updated_at timestamptz not null
);
create index document_fingerprints_by_key on document_fingerprints using gin (keys);
create index document_fingerprints_by_band on document_fingerprints using gin (bands);

create table suppliers (
  id text primary key,
  account_id text not null references accounts,
  position integer not null, -- in the list as it was sent
  keys bytea[] not null, -- HMACs under the account's key: VAT id, names, accounts
  body bytea not null, -- the supplier as JSON under the account's key
  created_at timestamptz not null
);
create index suppliers_in_order on suppliers (account_id, position, id);
create index suppliers_by_key on suppliers using gin (keys);

do $$
declare
  name text;
begin
  foreach name in array array['document_fingerprints', 'suppliers'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
