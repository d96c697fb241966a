-- A pool is spoken for by whoever shows that he has its VRF key (CIP-22). Until now addresses in its registration gave it, and
-- anybody can pay from an address with a stranger's stake part: what was claimed by them was never proven, and ends.
delete from pool_claim;
-- What the deletion marks is marked now: a table with triggers that wait cannot be altered.
set constraints all immediate;
alter table pool_claim
  -- of the key that signed: the claim counts while the registration in force names it
  add column vrf_key_hash bytea not null check (length(vrf_key_hash) = 32),
  drop constraint pool_claim_pkey,
  add primary key (user_id, pool_id, vrf_key_hash);
-- Whose an address is says nothing of pools any more.
drop trigger user_address_changed on user_address;

-- What somebody was asked to sign with a pool's VRF key: the last question alone, and gone once it was answered rightly.
create table pool_challenge (
  user_id    uuid        not null references account_user on delete cascade,
  pool_id    bytea       not null check (length(pool_id) = 28),
  nonce      bytea       not null check (length(nonce) = 64),
  expires_at timestamptz not null,
  primary key (user_id, pool_id)
);
