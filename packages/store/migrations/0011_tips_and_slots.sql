-- What pools' nodes reported of blocks, how fast blocks travelled, and how pools kept the slots they were assigned.

-- A node that reports tips. A pool may have several, told apart by the name or address they report under.
create table reporter (
  reporter_id integer primary key generated always as identity,
  pool_id     bytea   not null check (length(pool_id) = 28),
  node        text    not null,
  unique (pool_id, node)
);

-- One row for each claim about a block: reports that agree in hash, slot, height and maker. A report that lies about one of
-- these stands in a row of its own and disturbs nobody, and rows come out the same in whatever order reports come in.
--
-- The three arrays run side by side, ascending by reporter. Mainnet's 21,600 blocks an epoch with 1,500 reporters are 32.4
-- million reports: 0.37 GB as arrays (0.10 GB with the 300 reporters of 2025), 5.9 GB with its key as a row a report,
-- counted on generated ones. An array of an hour ago is not touched again; that of the present block is written anew with
-- each pass that brings something, some ten times.
-- Not partitioned by epoch, unlike snapshots: deleting an epoch is one statement over 21,600 rows, and the loop that writes
-- once a second needs no DDL and never finds a partition missing, or gone.
create table reported_block (
  hash      bytea    not null check (length(hash) = 32),
  slot      bigint   not null,
  height    bigint   not null,
  -- who made it; null: these reports do not say
  pool_id   bytea    check (length(pool_id) = 28),
  -- the slot's
  epoch     integer  not null,
  -- 0 claimed, 1 consistent, 2 proven: the most that any of the reports was found to be
  evidence  smallint not null check (evidence between 0 and 2),
  -- each reporter once: the first of its reports to arrive that had a time
  reporters integer[] not null,
  -- ms from the slot's start to the report by the reporter's clock, as it came; null: it gave no time
  delays    integer[] not null,
  -- ms from the slot's start to the arrival by our clock: what decides which report was first
  received  integer[] not null,
  check (cardinality(reporters) = cardinality(delays) and cardinality(reporters) = cardinality(received)),
  unique nulls not distinct (hash, slot, height, pool_id)
);
create index reported_block_by_epoch on reported_block (epoch, evidence);

-- Epochs whose propagation is counted.
create table propagation_epoch (
  epoch           integer primary key,
  -- that pools made on our chain; those of them that were reported
  blocks          integer not null,
  reported_blocks integer not null,
  -- the reports it was counted from are dropped: it cannot be counted again, and late reports of it are not kept
  reports_dropped boolean not null default false
);

create table pool_propagation (
  epoch        integer not null references propagation_epoch on delete cascade,
  pool_id      bytea   not null check (length(pool_id) = 28),
  side         text    not null check (side in ('producer', 'receiver')),
  -- delays in 100 bins of 100 ms from -5,000 ms on
  counts       integer[] not null check (cardinality(counts) = 100),
  -- Σ counts; delays beyond the bins, which are in no other figure
  datapoints   integer not null,
  outliers     integer not null,
  sum_ms       bigint  not null,
  median_ms    integer,
  unique_pools integer not null,
  primary key (pool_id, side, epoch),
  check ((median_ms is null) = (datapoints = 0))
);
create index pool_propagation_by_epoch on pool_propagation (epoch);

-- The slots a pool was assigned in an epoch: promised by a hash at its beginning, shown after its end.
create table assigned_slots (
  pool_id      bytea       not null check (length(pool_id) = 28),
  epoch        integer     not null,
  -- slots in the schedule
  count        integer     not null check (count >= 0),
  -- blake2b-256 of the schedule's text; null: imported from the old backend, where it was the word "dahash" or none
  hash         bytea       check (length(hash) = 32),
  committed_at timestamptz not null default now(),
  -- the schedule, ascending, once it was shown and had that hash
  slots        bigint[]    check (cardinality(slots) = count),
  revealed_at  timestamptz,
  primary key (pool_id, epoch),
  check ((slots is null) = (revealed_at is null))
);
create index assigned_slots_by_epoch on assigned_slots (epoch);

-- What the chain made of it. A lifetime is the sum over a pool's settled epochs and kept nowhere.
create table assigned_performance (
  epoch               integer not null,
  pool_id             bytea   not null check (length(pool_id) = 28),
  outcome             text    not null check (outcome in ('settled', 'unrevealed', 'contradicted')),
  assigned            integer not null,
  made                integer not null,
  -- null unless settled
  slot_battles_lost   integer,
  height_battles_lost integer,
  missed              integer,
  primary key (pool_id, epoch),
  check (case outcome
    when 'settled' then assigned = made + slot_battles_lost + height_battles_lost + missed
    else slot_battles_lost is null and height_battles_lost is null and missed is null end)
);
create index assigned_performance_by_epoch on assigned_performance (epoch);

-- Orphans of one pool in one epoch: what its lost battles are told by.
create index undone_block_by_pool on undone_block (pool_id, epoch);
