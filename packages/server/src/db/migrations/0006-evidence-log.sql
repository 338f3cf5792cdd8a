-- The Merkle tree over the log, built behind it: leaf n-1 is the event at position n. Nothing of an account, nothing
-- personal: hashes, signatures and times. Only the system role sees these.

create table log_tiles (
  level integer not null,
  number bigint not null,
  hashes bytea not null, -- 32 bytes each, at most 256
  primary key (level, number)
);
-- Random bytes do not compress; kept in the row's page they need no second look-up.
alter table log_tiles alter column hashes set storage external;

create table log_checkpoints (
  origin text not null, -- the name of the log; a restore goes on under a new one
  size bigint not null,
  at timestamptz not null,
  note text not null, -- the exact signed text
  primary key (origin, size)
);

create table log_cosignatures (
  origin text not null,
  size bigint not null,
  witness text not null, -- its name
  at timestamptz not null, -- as it says
  line text not null,
  primary key (origin, size, witness),
  foreign key (origin, size) references log_checkpoints
);

create table log_timestamps (
  origin text not null,
  size bigint not null,
  at timestamptz not null, -- as the token says
  token bytea not null, -- RFC 3161, over the SHA-256 of the note
  primary key (origin, size),
  foreign key (origin, size) references log_checkpoints
);

-- A tile grows at its end until it is full. Whoever owns the table may remove this; checkpoints outside tell.
create function keep_tile() returns trigger language plpgsql as $$
begin
  if substring(new.hashes for length(old.hashes)) <> old.hashes or length(new.hashes) < length(old.hashes) then
    raise exception 'tile % of level % can only grow', old.number, old.level using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger log_tiles_grow before update on log_tiles for each row execute function keep_tile();

grant select, insert on log_tiles, log_checkpoints, log_cosignatures, log_timestamps to countersign_system;
grant update (hashes) on log_tiles to countersign_system;
