-- Files that arrive in pieces (tus). Until the last byte is in, the pieces and what was said about the file are kept
-- under a key of their own; the document takes over in one transaction, and then nothing personal is left here.

create table uploads (
  id text primary key,
  account_id text not null references accounts,
  key_id text not null, -- the API key that opened it acts when it becomes a document
  length bigint, -- null until the client says it (Upload-Defer-Length)
  received bigint not null default 0,
  said bytea, -- name, options, person, password: JSON under the upload's key
  wrapped_key bytea, -- null once there is nothing left to open
  kek_id text,
  traceparent text,
  document_id text references documents,
  failure_code text, -- why it never becomes a document
  failure_detail text,
  finishing_until timestamptz, -- somebody is making the document; only spares double work
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz not null
);
create index uploads_by_account on uploads (account_id);
create index uploads_by_expiry on uploads (expires_at);
create index uploads_by_document on uploads (document_id) where document_id is not null;
create index uploads_to_finish on uploads (updated_at)
  where received = length and document_id is null and failure_code is null;

create table upload_parts (
  upload_id text not null references uploads on delete cascade,
  account_id text not null references accounts,
  starts_at bigint not null, -- the offset of its first byte: no two parts can begin at one place
  bytes bigint not null,
  blob_id text not null unique,
  created_at timestamptz not null,
  primary key (upload_id, starts_at)
);

do $$
declare
  name text;
begin
  foreach name in array array['uploads', 'upload_parts'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
