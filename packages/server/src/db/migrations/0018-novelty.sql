-- How unlike everything decided before each document was when it was understood: a number, for figures over time.

create table learning_novelty (
  document_id text not null references documents,
  run integer not null,
  account_id text not null references accounts,
  class text not null,
  score double precision not null,
  at timestamptz not null,
  primary key (document_id, run)
);
create index learning_novelty_by_time on learning_novelty (account_id, at);

alter table learning_novelty enable row level security;
alter table learning_novelty force row level security;
create policy account on learning_novelty to countersign_app using (account_id = current_setting('countersign.account', true)) with check (account_id = current_setting('countersign.account', true));
create policy system on learning_novelty to countersign_system using (true) with check (true);
grant select, insert, update, delete on learning_novelty to countersign_app, countersign_system;
