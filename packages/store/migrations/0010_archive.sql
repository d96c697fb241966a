-- Epochs whose delegators and account rewards were moved to the object store, where they lie as Parquet, and what stays
-- here of them. An object named here was read back and equals, row for row, what PostgreSQL held.

-- A run of epochs whose rows lie together. `epochs` = 1: the epoch was moved, its partitions are gone. More: a copy of
-- moved epochs in the order of keys, so that one key's history is few reads; it may be missing, and then costs only time.
create table archive_span (
  first_epoch integer     not null,
  epochs      integer     not null check (epochs in (1, 8, 64) and first_epoch % epochs = 0),
  rows        bigint      not null,
  -- of all objects
  bytes       bigint      not null,
  archived_at timestamptz not null default now(),
  primary key (first_epoch, epochs)
);

-- One object of a span: all rows of the credentials whose hex begins with `prefix`. Prefixes without rows have none.
create table archive_shard (
  first_epoch      integer not null,
  epochs           integer not null,
  prefix           text    not null,
  object_key       text    not null,
  rows             integer not null check (rows > 0),
  bytes            integer not null,
  -- Parquet's own table of contents at the end of the object, without its last eight bytes
  footer_bytes     integer not null,
  -- of the object
  sha256           bytea   not null check (length(sha256) = 32),
  -- of the rows as text in canonical order
  rows_sha256      bytea   not null check (length(rows_sha256) = 32),
  first_credential bytea   not null,
  last_credential  bytea   not null,
  primary key (first_epoch, epochs, prefix),
  foreign key (first_epoch, epochs) references archive_span on delete cascade
);
create index archive_shard_by_prefix on archive_shard (prefix);

-- Of moved epochs: how each pool's leader reward came about. A few thousand rows an epoch, and asking the archive for
-- every owner of a pool would be many reads for one line of somebody's history.
create table archived_leader_share (
  epoch       integer  not null,
  pool_id     bytea    not null check (length(pool_id) = 28),
  -- lovelace that reached the reward account
  leader_paid bigint   not null,
  -- owners that delegated to the pool, by hash, and their stake
  owners      bytea[]  not null,
  stakes      bigint[] not null,
  primary key (epoch, pool_id)
);

-- Earned epochs whose rewards lie as files where everybody may fetch them.
create table reward_export (
  earned_epoch integer     primary key,
  -- of the rewards that were exported
  status       text        not null check (status in ('forecast', 'final')),
  rows         integer     not null,
  csv_key      text        not null,
  csv_sha256   bytea       not null check (length(csv_sha256) = 32),
  parquet_key  text        not null,
  parquet_sha256 bytea     not null check (length(parquet_sha256) = 32),
  exported_at  timestamptz not null default now()
);
