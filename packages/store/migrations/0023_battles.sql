-- What reports say of blocks beyond their place, how nodes stand, and which blocks contested which heights.

-- One row for each thing said of a block's header: reports that agree in hash, slot, height, maker, election and parent. Rows
-- are the same in whatever order reports come. Only reports whose election stood its test make one.
create table reported_header (
  hash       bytea    not null check (length(hash) = 32),
  slot       bigint   not null,
  height     bigint   not null,
  pool_id    bytea    not null check (length(pool_id) = 28),
  -- the slot's
  epoch      integer  not null,
  -- outputs of 64 bytes; before Babbage the leader's, since then the block's
  leader_vrf bytea    check (length(leader_vrf) = 64),
  block_vrf  bytea    check (length(block_vrf) = 64),
  -- null: not told. Not every client tells the parent: some the tip they had before, so that one block has several rows
  parent     bytea    check (length(parent) = 32),
  -- the most that any of the reports was found to be
  evidence   smallint not null check (evidence between 0 and 2),
  -- the key of the pool, the nonce and the stakes were known when one of the reports was judged
  provable   boolean  not null,
  -- numbers of table reporter, ascending
  reporters  integer[] not null,
  unique nulls not distinct (hash, slot, height, pool_id, leader_vrf, block_vrf, parent)
);
create index reported_header_by_height on reported_header (height);
create index reported_header_by_slot on reported_header (slot);
create index reported_header_by_epoch on reported_header (epoch);
create index reported_block_by_height on reported_block (height);

-- The last that each reporter told.
alter table reporter
  add column version        text,
  add column platform       text,
  add column protocol_major integer,
  add column protocol_minor integer,
  add column last_hash      bytea check (length(last_hash) = 32),
  add column last_parent    bytea check (length(last_parent) = 32),
  add column last_height    bigint,
  add column last_slot      bigint,
  -- ms since 1970 by our clock
  add column last_received  bigint;
-- Each row is written anew with each block: with room beside it and no index on what changes, in its own page.
alter table reporter set (fillfactor = 50);

-- How the network stood, each quarter of a minute: what the charts of 90 minutes and of an epoch show.
create table sync_sample (
  -- ms since 1970
  at      bigint primary key,
  epoch   integer not null,
  figures jsonb  not null
);
create index sync_sample_by_epoch on sync_sample (epoch, at);

-- A height as judged, contested or not, from the first report until it is settled from the chain.
create table judged_height (
  height         bigint  primary key,
  -- of the block on the chain, or of the first candidate
  epoch          integer not null,
  -- 'competitive', 'forker'; null: uncontested
  classification text    check (classification in ('competitive', 'forker')),
  is_slot_battle boolean not null,
  kinds          text[]  not null,
  settled        boolean not null,
  -- reports of it came after it was settled: it is settled again
  late           boolean not null default false,
  -- candidates at other heights with the same slot
  hidden         jsonb   not null default '[]'
);
create index judged_height_by_epoch on judged_height (epoch, height) where classification is not null;
create index judged_height_to_settle on judged_height (height) where late or not settled;

-- Every candidate of a judged height.
create table judged_block (
  height         bigint   not null references judged_height on delete cascade,
  hash           bytea    not null check (length(hash) = 32),
  slot           bigint   not null,
  epoch          integer  not null,
  pool_id        bytea    check (length(pool_id) = 28),
  parent         bytea    check (length(parent) = 32),
  era            smallint not null,
  leader_vrf     bytea,
  block_vrf      bytea,
  certificate_no bigint,
  held           boolean  not null,
  evidence       smallint check (evidence between 0 and 2),
  provable       boolean  not null,
  witnesses      integer  not null,
  reports        integer  not null,
  median_ms      integer,
  -- 0 unconfirmed, 1 likely, 2 confirmed
  standing       smallint not null check (standing between 0 and 2),
  kinds          text[]   not null,
  predicted      boolean,
  -- null until settled; a roll backward below the height makes it null again
  chained        boolean,
  lowest_leader_vrf boolean not null,
  lowest_block_vrf  boolean not null,
  primary key (height, hash)
);
create index judged_block_by_pool on judged_block (pool_id, height) where cardinality(kinds) > 0;
create index judged_block_by_epoch on judged_block (epoch, height) where chained = false;

-- Up to which height everything is settled; -1: nothing. One row, which is there from the start: who settles, unsettles or
-- takes in reports holds it, so that none of them misses what another one has not committed yet.
create table settled_height (
  only_row boolean primary key default true check (only_row),
  height   bigint  not null check (height >= -1)
);
insert into settled_height (height) values (-1);

-- Battles of the last hours, appended with each change: what the chart of two hours and of an epoch shows.
create table battle_sample (
  at      bigint  primary key,
  epoch   integer not null,
  figures jsonb   not null
);
create index battle_sample_by_epoch on battle_sample (epoch, at);

-- Battles of an epoch, for the chart of the last ten. Counted again only while its heights are still being settled.
create table battle_trend (
  epoch          integer primary key,
  -- the heights of it that were settled when it was counted end here
  settled_to     bigint  not null,
  -- contested heights; a fork is no battle of the other kinds
  battles        integer not null,
  forks          integer not null,
  slot_battles   integer not null,
  height_battles integer not null,
  -- the median of its blocks' medians; null: nobody reported them
  delay_ms       integer,
  -- of the epoch's blocks on our chain when it was counted; bytes
  blocks         integer not null check (blocks > 0),
  transactions   bigint  not null,
  size           bigint  not null
);
