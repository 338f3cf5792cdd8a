-- Documents that are sent to be signed, to whom, what these people did, and every file that came of it. What people say
-- stands under the key of the envelope's first document: erasing that document erases them too.

create table envelopes (
  id text primary key,
  account_id text not null references accounts,
  document_id text not null references documents, -- the first one, whose key opens the rest
  state text not null,
  version integer not null,
  level text not null,
  particulars bytea not null, -- title, message, fields: JSON under the document's key
  created_by text not null, -- id of the API key
  request_hash bytea, -- HMAC of the Idempotency-Key under the account's key
  fingerprint bytea, -- HMAC of what was asked for, likewise
  remind_days integer not null,
  waiting_for text, -- problem code of what is away
  failure_code text,
  failure_detail text,
  attempts integer not null default 0, -- of the present step, that failed
  created_at timestamptz not null,
  sent_at timestamptz,
  settled_at timestamptz,
  expires_at timestamptz not null,
  next_at timestamptz, -- when a worker looks at it; null: there is nothing to do
  locked_until timestamptz -- a worker is at it
);
create index envelopes_by_account on envelopes (account_id, id desc);
create index envelopes_by_document on envelopes (document_id);
create unique index envelopes_by_request on envelopes (account_id, request_hash) where request_hash is not null;
create index envelopes_due on envelopes (next_at) where next_at is not null;

create table envelope_documents (
  envelope_id text not null references envelopes,
  account_id text not null references accounts,
  ordinal integer not null, -- from 1
  document_id text not null references documents,
  source text not null,
  source_sha256 text not null,
  pages integer, -- null until it is prepared
  primary key (envelope_id, ordinal)
);
create index envelope_documents_by_document on envelope_documents (document_id);

create table envelope_recipients (
  id text primary key,
  envelope_id text not null references envelopes,
  account_id text not null references accounts,
  ordinal integer not null, -- as fields name them; who acts for somebody has the same
  step integer not null,
  role text not null,
  state text not null,
  particulars bytea not null, -- name, address, secrets to prove who it is, what was said and done: JSON under the document's key
  link_hash bytea not null unique, -- SHA-256 of the link's secret, which stands nowhere
  proofs jsonb not null, -- by which method and when this person proved who it is
  session_hash bytea, -- of the browser that did
  session_until timestamptz,
  code_hash bytea, -- one-time code by mail
  code_until timestamptz,
  wrong_codes integer not null default 0,
  codes_after timestamptz, -- after too many wrong ones
  totp_step bigint, -- the last one used: none is good twice
  delegated_to text,
  remind_at timestamptz,
  notified_at timestamptz,
  viewed_at timestamptz,
  consented_at timestamptz,
  acted_at timestamptz,
  embedded_at timestamptz
);
create index envelope_recipients_by_envelope on envelope_recipients (envelope_id);

create table envelope_revisions (
  envelope_id text not null references envelopes,
  account_id text not null references accounts,
  ordinal integer not null,
  number integer not null,
  kind text not null check (kind in ('certified', 'signed', 'sealed')),
  recipient_id text,
  blob_id text not null,
  sha256 text not null,
  bytes bigint not null,
  at timestamptz not null,
  primary key (envelope_id, ordinal, number)
);
-- Whatever workers do: nobody signs a file twice, and it is certified and sealed once.
create unique index envelope_revisions_once
  on envelope_revisions (envelope_id, ordinal, kind, coalesce(recipient_id, ''));

create table envelope_pages_shown (
  recipient_id text not null references envelope_recipients,
  account_id text not null references accounts,
  ordinal integer not null,
  revision integer not null,
  page integer not null,
  sha256 text not null,
  at timestamptz not null,
  primary key (recipient_id, ordinal, revision, page)
);

create table envelope_mails (
  id text primary key, -- the Message-ID is made of it
  envelope_id text not null references envelopes,
  account_id text not null references accounts,
  recipient_id text not null references envelope_recipients,
  kind text not null,
  number integer not null,
  said bytea, -- a one-time code, under the document's key; gone once it is sent
  state text not null check (state in ('pending', 'sent', 'failed', 'cancelled')),
  attempts integer not null default 0,
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  sent_at timestamptz
);
create unique index envelope_mails_once on envelope_mails (recipient_id, kind, number);
create index envelope_mails_by_envelope on envelope_mails (envelope_id);

do $$
declare
  name text;
begin
  foreach name in array array['envelopes', 'envelope_documents', 'envelope_recipients', 'envelope_revisions',
    'envelope_pages_shown', 'envelope_mails'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
