-- What people say about a document goes under its key; how long things are kept, and what was removed since.

alter table documents
  add column particulars bytea, -- metadata, packet, device, file names, salt: JSON under the document's key
  add column packet_hash bytea, -- HMAC under the account's key: what a packet is found by
  add column removed text[] not null default '{}', -- artifacts that retention took away
  add column settled_at timestamptz, -- when the document came to its final state
  add column retention_at timestamptz, -- when retention looks at it next; null means never
  alter column metadata drop not null; -- this, packet_id, device_id, captured_at: only in rows written before
alter table document_files
  alter column name drop not null, -- as above
  alter column blob_id drop not null; -- null once the original is removed and the rest is kept

-- The owner is bound by forced row-level security too, and would see nothing to update.
alter table documents no force row level security;
update documents set settled_at = updated_at, retention_at = updated_at
where state in ('split', 'completed', 'rejected', 'failed');
update documents set retention_at = expires_at where settled_at is null and state <> 'erased';
alter table documents force row level security;

drop index documents_by_packet;
create index documents_by_packet on documents (account_id, packet_hash) where packet_hash is not null;
create index documents_by_retention on documents (retention_at) where retention_at is not null and not legal_hold;
create index documents_unsealed on documents (id) where particulars is null and wrapped_key is not null;
create index deliveries_settled on deliveries (created_at) where state <> 'pending';
create index deliveries_with_body on deliveries (created_at) where state <> 'pending' and body is not null;

create table retention_policies (
  account_id text primary key references accounts,
  rules jsonb not null,
  updated_at timestamptz not null,
  reconsidered text -- documents up to this id have been looked at under these rules; null: all have
);
alter table retention_policies enable row level security;
alter table retention_policies force row level security;
create policy account on retention_policies to countersign_app
  using (account_id = current_setting('countersign.account', true))
  with check (account_id = current_setting('countersign.account', true));
create policy system on retention_policies to countersign_system using (true) with check (true);
grant select, insert, update, delete on retention_policies to countersign_app, countersign_system;
