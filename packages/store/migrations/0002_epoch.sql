-- What the ledger said at epoch boundaries, and what we computed from it.

-- One message of the CNODE server about the dump it took during `epoch`; kept as it came, the assets read it.
create table ledger_arrival (
  epoch       integer     primary key,
  -- grows with each arrival, also with one that replaces another: what readers of new arrivals count by
  sequence    bigint      not null unique generated always as identity,
  sha256      bytea       not null check (length(sha256) = 32),
  received_at timestamptz not null,
  -- schema ledger-arrival/1: amounts are decimal strings; sha256 is of its text
  message     jsonb       not null
);

-- Protocol parameters in force during `epoch`.
create table epoch_params (
  epoch                integer primary key,
  optimal_pool_count   integer not null,
  pledge_influence     text    not null,
  monetary_expansion   text    not null,
  treasury_growth      text    not null,
  decentralisation     text    not null,
  protocol_major       integer not null,
  protocol_minor       integer not null,
  min_pool_cost        bigint  not null,
  key_deposit          bigint  not null,
  pool_deposit         bigint  not null,
  max_retirement_epochs integer not null,
  fee_per_byte         bigint  not null,
  fee_fixed            bigint  not null,
  max_block_body_size  integer not null,
  max_transaction_size integer not null,
  max_block_header_size integer not null
);

-- Reserves and treasury during `epoch`: they change only at its start.
create table epoch_pots (
  epoch    integer primary key,
  reserves bigint not null,
  treasury bigint not null
);

-- What the ledger counted over the whole of `epoch`.
create table epoch_ledger (
  epoch  integer primary key,
  fees   bigint  not null,
  blocks integer not null
);

create table epoch_ledger_pool_blocks (
  epoch   integer not null references epoch_ledger on delete cascade,
  pool_id bytea   not null check (length(pool_id) = 28),
  blocks  integer not null,
  primary key (epoch, pool_id)
);

-- The stake that elects leaders and earns in `active_epoch`. One row a delegator; the partition of an epoch is filled
-- apart and attached whole, so that readers see an epoch complete or not at all.
create table stake_snapshot (
  active_epoch    integer  not null,
  credential_kind smallint not null,
  credential      bytea    not null,
  pool_id         bytea    not null,
  stake           bigint   not null
) partition by list (active_epoch);

create table snapshot_epoch (
  active_epoch integer primary key,
  delegators   integer not null,
  pools        integer not null,
  active_stake bigint  not null,
  -- of the snapshot file it was loaded from
  sha256       bytea   not null
);

create table pool_snapshot (
  active_epoch       integer not null references snapshot_epoch on delete cascade,
  pool_id            bytea   not null check (length(pool_id) = 28),
  pledge             numeric(20, 0) not null,
  cost               numeric(20, 0) not null,
  margin_numerator   numeric(20, 0) not null,
  margin_denominator numeric(20, 0) not null,
  reward_kind        smallint not null,
  reward_credential  bytea   not null,
  owners             bytea[] not null,
  stake              bigint  not null,
  owner_stake        bigint  not null,
  delegators         integer not null,
  primary key (active_epoch, pool_id)
);
create index pool_snapshot_by_pool on pool_snapshot (pool_id, active_epoch);

-- The rewards earned in an epoch. `forecast` while the calculation epoch runs, `final` once they were paid.
create table reward_epoch (
  earned_epoch     integer primary key,
  status           text    not null check (status in ('forecast', 'final')),
  -- exact rational n/d, uncapped
  efficiency       text    not null,
  incentives       bigint  not null,
  fees             bigint  not null,
  reward_pot       bigint  not null,
  treasury_tax     bigint  not null,
  available        bigint  not null,
  circulation      bigint  not null,
  active_stake     bigint  not null,
  leader_rewards   bigint  not null,
  member_rewards   bigint  not null,
  returned_to_reserves bigint not null,
  -- rewards of credentials that were not registered at payout; null while a forecast
  unregistered_to_treasury bigint,
  rewards          integer not null
);

create table pool_reward (
  earned_epoch      integer not null references reward_epoch on delete cascade,
  pool_id           bytea   not null check (length(pool_id) = 28),
  blocks            integer not null,
  stake             bigint  not null,
  owner_stake       bigint  not null,
  pledge_met        boolean not null,
  optimal_reward    bigint  not null,
  pool_reward       bigint  not null,
  leader_reward     bigint  not null,
  member_rewards    bigint  not null,
  -- PoolTool's split (rewards.md 1.6)
  operator_fee      bigint  not null,
  delegators_reward bigint  not null,
  -- fractions, for display
  ros               double precision not null,
  ros_6             double precision not null,
  ros_12            double precision not null,
  ros_lifetime      double precision not null,
  primary key (earned_epoch, pool_id)
);
create index pool_reward_by_pool on pool_reward (pool_id, earned_epoch);

-- Every reward: one row for each (credential, pool, kind).
create table account_reward (
  earned_epoch    integer  not null,
  credential_kind smallint not null,
  credential      bytea    not null,
  pool_id         bytea    not null,
  -- 0 leader, 1 member
  kind            smallint not null,
  amount          bigint   not null,
  -- 0 not known yet, 1 paid to the account, 2 to the treasury (unregistered), 3 stays in the reserves (older eras)
  destination     smallint not null
) partition by list (earned_epoch);

-- Keys somebody looks at: only their histories are drawn as documents.
create table watched_key (
  credential_kind smallint not null check (credential_kind between 0 and 1),
  credential      bytea    not null check (length(credential) = 28),
  primary key (credential, credential_kind)
);

create table exchange_rate (
  epoch    integer primary key,
  rates    jsonb   not null
);
