-- Between the root and the seal stands an issuer; the built-in timestamp authority has a key of its own. And there is
-- word of certificates that were taken back.

alter table signing_keys drop constraint signing_keys_kind_check;
alter table signing_keys add constraint signing_keys_kind_check
  check (kind in ('authority', 'issuer', 'seal', 'timestamp'));

create table revoked_certificates (
  serial_number text primary key, -- hex
  issuer text not null, -- SHA-256 of the issuer's certificate, hex
  revoked_at timestamptz not null
);
grant select, insert on revoked_certificates to countersign_system;
