-- Workflows of accounts, each version kept for the documents that started with it; and what people are asked to do.

create table workflows (
  account_id text not null references accounts,
  name text not null,
  active_version integer, -- new documents start with it; null: none yet
  created_at timestamptz not null,
  primary key (account_id, name)
);

create table workflow_versions (
  account_id text not null references accounts,
  name text not null,
  version integer not null,
  definition jsonb not null,
  sha256 bytea not null, -- of its RFC 8785 text: the same definition is the same version
  created_by text not null, -- id of the key
  created_at timestamptz not null,
  primary key (account_id, name, version),
  foreign key (account_id, name) references workflows (account_id, name)
);

create table review_tasks (
  id text primary key,
  account_id text not null references accounts,
  document_id text not null references documents,
  run integer not null,
  kind text not null check (kind in ('field', 'second', 'approval', 'entry')),
  field text, -- name of the field; null: the document as a whole
  rules text[] not null, -- what objected
  skill text,
  level integer, -- of an approval, from 1
  class text,
  magnitude integer, -- digits of the total before the decimal point; never the amount itself
  state text not null check (state in ('open', 'done', 'cancelled')),
  claimed_by bytea, -- people are HMACs under the account's key
  claimed_until timestamptz,
  skipped_by bytea[] not null default '{}',
  decided_by bytea,
  decision text,
  created_at timestamptz not null,
  decided_at timestamptz
);
create index review_tasks_open on review_tasks (account_id, id) where state = 'open';
create index review_tasks_by_document on review_tasks (document_id, run);

-- What the machine had found, kept when people change it: what a workflow would have made of it can still be asked.
alter table extractions add column as_read bytea;

do $$
declare
  name text;
begin
  foreach name in array array['workflows', 'workflow_versions', 'review_tasks'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;

-- Documents that wait already get a task for the document as a whole, so that the queue shows them.
alter table documents no force row level security;
alter table review_tasks no force row level security;
insert into review_tasks (id, account_id, document_id, run, kind, rules, class, state, created_at)
select 'tsk_' || substr(id, 5), account_id, id, run, 'field', '{}', class, 'open', updated_at
from documents where state = 'in_review';
alter table documents force row level security;
alter table review_tasks force row level security;
