-- What an event costs the commit that it belongs to (decision 0050). Accounts are never deleted and the guard of each
-- row (its policy) compares the account already; an event is never deleted either. And NOTIFY inside a transaction makes
-- all commits that do so wait for each other, so the ring comes after the commit.

drop trigger events_appended on events;
drop function ring_appended();
alter table events drop constraint events_account_id_fkey;
alter table log_positions drop constraint log_positions_account_id_fkey;
alter table log_positions drop constraint log_positions_seq_fkey;
