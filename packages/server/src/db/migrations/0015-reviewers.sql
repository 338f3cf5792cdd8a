-- Who reviews, with which skills, and through which key they may be named; and through which key a task was answered.

create table reviewers (
  id text primary key,
  account_id text not null references accounts,
  person bytea not null, -- the HMAC that tasks know them by
  body bytea not null, -- the name, under the account's key
  skills text[] not null,
  key_id text, -- the only key that may name them; null: any that may name people
  created_at timestamptz not null,
  unique (account_id, person)
);

alter table reviewers enable row level security;
alter table reviewers force row level security;
create policy account on reviewers to countersign_app using (account_id = current_setting('countersign.account', true)) with check (account_id = current_setting('countersign.account', true));
create policy system on reviewers to countersign_system using (true) with check (true);
grant select, insert, update, delete on reviewers to countersign_app, countersign_system;

-- The HMAC of the key's id, so that a key that speaks for itself is the same mark here and in decided_by.
alter table review_tasks add column decided_through bytea;
