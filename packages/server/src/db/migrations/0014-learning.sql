-- What people's decisions teach: each account its own, and gone with the document it came from.

create table learning_due (
  document_id text primary key references documents,
  account_id text not null references accounts,
  run integer not null,
  due_at timestamptz not null,
  attempts integer not null
);
create index learning_due_next on learning_due (due_at);

create table learning_lessons (
  document_id text primary key references documents,
  id text not null unique,
  account_id text not null references accounts,
  run integer not null,
  class text not null,
  keys bytea[] not null, -- HMACs under the account's key: VAT id, name and account of the seller, words of the layout
  body bytea not null, -- the lesson as JSON under the document's key
  since integer, -- the first version of the layouts that uses it; null: it would have made reading worse
  created_at timestamptz not null
);
create index learning_lessons_by_account on learning_lessons (account_id, id);
create index learning_lessons_by_key on learning_lessons using gin (keys);

create table learning_marks (
  document_id text not null references documents,
  field text not null,
  account_id text not null references accounts,
  run integer not null,
  body bytea not null, -- place and value under the document's key
  created_at timestamptz not null,
  primary key (document_id, field)
);

create table learning_fields (
  id text primary key,
  account_id text not null references accounts,
  class text not null,
  name text not null,
  type text not null,
  required boolean not null,
  threshold double precision,
  about text,
  created_at timestamptz not null,
  unique (account_id, class, name)
);

create table learning_models (
  account_id text not null references accounts,
  kind text not null check (kind in ('layouts', 'classes', 'thresholds')),
  version integer not null,
  body jsonb not null, -- numbers only, never a word of a document
  figures jsonb not null,
  created_at timestamptz not null,
  primary key (account_id, kind, version)
);

create table learning_lives (
  account_id text not null references accounts,
  kind text not null check (kind in ('layouts', 'classes', 'thresholds')),
  live integer not null, -- 0: none
  trial integer,
  share integer not null, -- of a hundred documents that go by the trial
  pinned boolean not null,
  updated_at timestamptz not null,
  primary key (account_id, kind)
);

create table learning_outcomes (
  document_id text not null references documents,
  run integer not null,
  field text not null,
  account_id text not null references accounts,
  class text not null,
  verdict text not null check (verdict in ('right', 'wrong', 'missed', 'extra', 'unseen')),
  confidence double precision,
  taught boolean not null,
  models jsonb not null,
  at timestamptz not null,
  primary key (document_id, run, field)
);
create index learning_outcomes_by_time on learning_outcomes (account_id, at);

do $$
declare
  name text;
begin
  foreach name in array array['learning_due', 'learning_lessons', 'learning_marks', 'learning_fields', 'learning_models', 'learning_lives', 'learning_outcomes'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy account on %I to countersign_app using (account_id = current_setting(''countersign.account'', true)) with check (account_id = current_setting(''countersign.account'', true))', name);
    execute format('create policy system on %I to countersign_system using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on %I to countersign_app, countersign_system', name);
  end loop;
end $$;
