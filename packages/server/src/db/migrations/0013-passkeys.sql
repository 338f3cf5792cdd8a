-- Passkeys by which recipients prove who they are: one person has one at an account, for all envelopes.

create table recipient_passkeys (
  id text primary key,
  account_id text not null references accounts,
  email_hash bytea not null, -- HMAC of the address under the account's key
  rp_id text not null, -- domain that the passkey belongs to: at another one it is none
  particulars bytea not null, -- key id, public key, how it is reached: JSON under the account's key
  counter bigint not null, -- of signatures, where the authenticator counts them
  created_at timestamptz not null,
  used_at timestamptz
);
create index recipient_passkeys_by_person on recipient_passkeys (account_id, email_hash, rp_id);

alter table recipient_passkeys enable row level security;
alter table recipient_passkeys force row level security;
create policy account on recipient_passkeys to countersign_app
  using (account_id = current_setting('countersign.account', true))
  with check (account_id = current_setting('countersign.account', true));
create policy system on recipient_passkeys to countersign_system using (true) with check (true);
grant select, insert, update, delete on recipient_passkeys to countersign_app, countersign_system;
