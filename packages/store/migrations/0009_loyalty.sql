-- How long delegators have stayed with their pools, and who moved between two snapshots.

-- One row for each active epoch that was counted. What is counted up to it is complete or not there.
create table loyalty_epoch (
  active_epoch    integer primary key,
  -- the epoch whose counts were carried on; null: counting begins here
  carried_from    integer,
  -- the last earned epoch whose payouts are in the counts
  rewards_through integer not null,
  delegators      integer not null,
  -- between the snapshot before and this one; null: there was none before
  moves           integer
);

-- Each delegator of the snapshot active in `active_epoch`, with the pool it delegates to then and all it ever did there.
-- Filled from the partition before, never counted up in place: a rerun writes the same. Old partitions are dropped.
create table loyalty (
  active_epoch    integer  not null,
  credential_kind smallint not null,
  credential      bytea    not null,
  pool_id         bytea    not null,
  -- lovelace in this snapshot
  stake           bigint   not null,
  -- snapshots in which it delegated to this pool, this one included, and Σ of its stake in them
  epochs          integer  not null,
  staked          numeric(30, 0) not null,
  -- Σ lovelace its stake earned there, as far as paid
  rewards         bigint   not null,
  -- bit i: it delegated to this pool in active_epoch − i, of the last ten epochs
  recent          integer  not null
) partition by list (active_epoch);

-- The same of pools a delegator has left. A row stands from `since` on until a later one of the same delegator and pool
-- (a payout that came after it had left, a second leaving), so that counting an epoch again only replaces that epoch's rows.
create table loyalty_left (
  since           integer  not null,
  credential_kind smallint not null,
  credential      bytea    not null,
  pool_id         bytea    not null,
  -- the last epoch in which it delegated to this pool; bit i of `recent`: last_epoch − i
  last_epoch      integer  not null,
  epochs          integer  not null,
  staked          numeric(30, 0) not null,
  rewards         bigint   not null,
  recent          integer  not null,
  primary key (credential, credential_kind, pool_id, since)
);
create index loyalty_left_by_epoch on loyalty_left (since);

-- Who came to a pool or left one when the snapshot of `active_epoch` took the place of the one before. A pool that is
-- null: it did not delegate, before or since.
create table stake_move (
  active_epoch    integer  not null,
  credential_kind smallint not null,
  credential      bytea    not null,
  from_pool       bytea,
  to_pool         bytea,
  -- lovelace: the larger of the two snapshots'
  stake           bigint   not null,
  primary key (active_epoch, credential, credential_kind),
  check (from_pool is distinct from to_pool)
);
create index stake_move_by_from on stake_move (from_pool, active_epoch);
create index stake_move_by_to on stake_move (to_pool, active_epoch);
