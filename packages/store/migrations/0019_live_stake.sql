-- The stake of the present, as ledger dumps of the CNODE server tell it every half hour or so.

-- What the CNODE server said last: the newest ledger state counts, an older one is not kept.
create table live_stake_arrival (
  only_row    boolean     primary key default true check (only_row),
  sequence    bigint      not null unique generated always as identity,
  -- of the file
  sha256      bytea       not null check (length(sha256) = 32),
  epoch       integer     not null,
  blocks      integer     not null,
  taken_at    timestamptz not null,
  received_at timestamptz not null,
  -- schema live-stake/1
  message     jsonb       not null
);

-- The network in figures, one row a generation that was loaded; amounts in lovelace.
create table stats_history (
  taken_at             timestamptz primary key,
  epoch                integer not null,
  circulation          bigint  not null,
  reserves             bigint  not null,
  treasury             bigint  not null,
  optimal_pool_count   integer not null,
  -- n/d
  decentralisation     text    not null,
  saturation           bigint  not null,
  saturated            integer not null,
  total_staked         bigint  not null,
  max_live_stake       bigint  not null,
  delegators           integer not null,
  active_pools         integer not null,
  total_pledge         numeric(30, 0) not null,
  total_honored_pledge numeric(30, 0) not null,
  average_pledge       numeric(20, 0) not null,
  average_fixed_fee    numeric(20, 0) not null,
  -- percent, for display
  average_variable_fee double precision not null
);

-- The generation that the two tables below hold, both whole. One row; none before the first.
create table live_generation (
  only_row boolean     primary key default true check (only_row),
  -- of the file it was loaded from
  sha256   bytea       not null check (length(sha256) = 32),
  epoch    integer     not null,
  -- made by pools in that epoch before the ledger state was taken: with the epoch, its place in the chain
  blocks   integer     not null,
  -- where the dump said it
  slot     bigint,
  taken_at timestamptz not null references stats_history
);

-- Who delegates now. A generation changes the rows that differ, in one transaction: whoever reads sees one generation, no reader
-- waits, and what half an hour leaves as it was costs nothing.
create table live_stake (
  credential_kind smallint not null check (credential_kind between 0 and 1),
  credential      bytea    not null check (length(credential) = 28),
  pool_id         bytea    not null,
  -- in unspent outputs, and in the reward account
  outputs         bigint   not null,
  rewards         bigint   not null,
  primary key (credential, credential_kind)
);
create index live_stake_by_pool on live_stake (pool_id);

-- The pools that the ledger has now.
create table live_pool (
  pool_id            bytea    primary key check (length(pool_id) = 28),
  stake              bigint   not null,
  owner_stake        bigint   not null,
  -- declared, in force
  pledge             numeric(20, 0) not null,
  delegators         integer  not null,
  -- 32 bits: changes with the delegators that are shown
  delegators_hash    bigint   not null
);
