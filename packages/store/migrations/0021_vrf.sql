-- What it takes to prove that a pool was elected leader of a slot.

-- VRF keys as headers carry them; certificates only tell their hashes. Which key has which hash is a fact of cryptography: a
-- roll backward takes none of them back.
create table vrf_key (
  -- blake2b-256 of the key
  vrf_key_hash bytea primary key check (length(vrf_key_hash) = 32),
  vrf_key      bytea not null check (length(vrf_key) = 32)
);

-- The nonce under which the slots of an epoch are drawn. It is fixed before the epoch begins, deeper than any roll backward.
create table epoch_nonce (
  epoch  integer primary key,
  nonce  bytea   not null check (length(nonce) = 32),
  -- 'cnode': told by the node; 'followed': evolved from the blocks of our own chain
  source text    not null check (source in ('cnode', 'followed')),
  -- what it was made of, and the next one is evolved from: the evolving nonce as it froze in the epoch before. Null where we did
  -- not follow all blocks
  candidate bytea check (length(candidate) = 32)
);

-- The VRF key a pool had registered when the snapshot was taken. Null: the dump did not tell, or it was loaded before we asked.
alter table pool_snapshot add column vrf_key_hash bytea check (length(vrf_key_hash) = 32);
