-- How pools are ranked by what a node says they would pay (original.md 5.5).

-- What was asked last. One row.
create table pool_ranking (
  only_row boolean     primary key default true check (only_row),
  epoch    integer     not null,
  asked_at timestamptz not null,
  -- in the answer
  pools    integer     not null,
  -- that the ledger has, and the answer had not
  missing  integer     not null
);

-- A pool that the last answer did not have keeps the rank it had: `asked_at` says when that was.
create table pool_rank (
  pool_id  bytea       primary key check (length(pool_id) = 28),
  rank     integer     not null check (rank > 0),
  -- lovelace, for 10,000 ada
  reward   bigint      not null,
  asked_at timestamptz not null
);
