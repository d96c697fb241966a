-- What following needs beside the chain itself: what was undone, and what is celebrated.

-- A v1 event without CBOR tells neither the protocol version nor the size of the whole block.
alter table block
  alter column protocol_major drop not null,
  alter column protocol_minor drop not null,
  alter column size drop not null,
  -- from the start of the parent's slot to the start of this one's, in milliseconds; null for the first block we have
  add column lag_ms bigint;

-- Blocks we had and rolled back: the orphans we hold ourselves. History, not truth of the chain: a roll backward adds to it.
create table undone_block (
  like block including constraints,
  -- how often it was undone: a fork may come and go
  times     integer     not null default 1,
  undone_at timestamptz not null,
  -- it came back since
  returned  boolean     not null default false,
  primary key (hash)
);
create index undone_block_by_height on undone_block (height);

-- The blocks a pool is awarded for: its first, tenth, hundredth …
create table milestone (
  pool_id bytea   not null check (length(pool_id) = 28),
  -- which of its blocks it was
  blocks  integer not null,
  hash    bytea   not null check (length(hash) = 32),
  height  bigint  not null,
  slot    bigint  not null,
  epoch   integer not null,
  primary key (pool_id, blocks)
);
create index milestone_by_slot on milestone (slot);

-- Blocks a pool made before the first block of our chain; null: nobody told us, so its lifetime is not known.
-- Where our chain begins at the genesis, nothing came before and null means none.
alter table pool add column blocks_before integer check (blocks_before >= 0);
