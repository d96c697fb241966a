-- The chain as we followed it. Facts carry their slot, so that a roll backward is "delete what lies after the point";
-- counters are recomputed for the epochs and pools that were touched.

-- Which chain this database belongs to. One row; a daemon configured for another network refuses to start.
create table network (
  only_row    boolean primary key default true check (only_row),
  name        text   not null,
  magic       bigint not null,
  description jsonb  not null
);

-- Where a feed has got to: written in the transaction of the block itself.
create table sync_point (
  feed   text   primary key,
  slot   bigint not null,
  hash   bytea  not null check (length(hash) = 32),
  height bigint not null
);

create table block (
  hash            bytea    primary key check (length(hash) = 32),
  parent_hash     bytea    check (length(parent_hash) = 32),
  height          bigint   not null,
  slot            bigint   not null,
  epoch           integer  not null,
  epoch_slot      integer  not null,
  -- the ledger's number of the era: 0 Byron boundary, 1 Byron, 2 Shelley … 7 Conway
  era             smallint not null,
  pool_id         bytea    check (length(pool_id) = 28),
  issuer_key      bytea,
  certificate_no  bigint,
  leader_vrf      bytea,
  block_vrf       bytea,
  protocol_major  integer  not null,
  protocol_minor  integer  not null,
  body_size       integer  not null,
  size            integer  not null,
  transactions    integer  not null,
  invalid_transactions integer not null,
  -- null in Byron, where a fee is inputs minus outputs
  fees            bigint,
  output          numeric(30, 0) not null,
  memory_units    bigint   not null,
  step_units      bigint   not null
);
create index block_by_slot on block (slot, height);
create index block_by_height on block (height);
create index block_by_pool on block (pool_id, epoch, height);

create table epoch_chain (
  epoch        integer primary key,
  blocks       integer not null,
  transactions bigint  not null,
  fees         bigint  not null,
  output       numeric(40, 0) not null,
  size         bigint  not null,
  first_slot   bigint  not null,
  last_slot    bigint  not null,
  last_height  bigint  not null
);

create table pool_epoch_blocks (
  pool_id bytea   not null check (length(pool_id) = 28),
  epoch   integer not null,
  blocks  integer not null,
  primary key (pool_id, epoch)
);
create index pool_epoch_blocks_by_epoch on pool_epoch_blocks (epoch);

-- Every pool that ever made a block or registered.
create table pool (
  pool_id     bytea   primary key check (length(pool_id) = 28),
  life_blocks integer not null default 0,
  -- how many registration certificates stand on the chain; 0: a genesis pool or one we did not see register
  registrations integer not null default 0
);

-- pledge, cost and margin are 64-bit unsigned on the chain and chosen by the operator: numeric holds them all.
create table pool_registration (
  slot               bigint  not null,
  transaction_index  integer not null,
  certificate_index  integer not null,
  epoch              integer not null,
  pool_id            bytea   not null check (length(pool_id) = 28),
  vrf_key_hash       bytea   not null check (length(vrf_key_hash) = 32),
  pledge             numeric(20, 0) not null,
  cost               numeric(20, 0) not null,
  margin_numerator   numeric(20, 0) not null,
  margin_denominator numeric(20, 0) not null,
  reward_kind        smallint not null,
  reward_credential  bytea   not null check (length(reward_credential) = 28),
  owners             bytea[] not null,
  relays             jsonb   not null,
  metadata_url       text,
  metadata_hash      bytea,
  primary key (slot, transaction_index, certificate_index)
);
create index pool_registration_by_pool on pool_registration (pool_id, slot);

create table pool_retirement (
  slot              bigint  not null,
  transaction_index integer not null,
  certificate_index integer not null,
  epoch             integer not null,
  pool_id           bytea   not null check (length(pool_id) = 28),
  retiring_epoch    integer not null,
  primary key (slot, transaction_index, certificate_index)
);
create index pool_retirement_by_pool on pool_retirement (pool_id, slot);

-- What certificates did to stake credentials. One certificate may register and delegate: `effect` keeps their order.
create table stake_certificate (
  slot              bigint   not null,
  transaction_index integer  not null,
  certificate_index integer  not null,
  effect            smallint not null,
  -- 0 registration, 1 deregistration, 2 delegation
  kind              smallint not null check (kind between 0 and 2),
  credential_kind   smallint not null check (credential_kind between 0 and 1),
  credential        bytea    not null check (length(credential) = 28),
  pool_id           bytea    check (length(pool_id) = 28),
  -- the deposit taken or refunded, where the certificate states it
  amount            bigint,
  primary key (slot, transaction_index, certificate_index, effect)
);
create index stake_certificate_by_credential on stake_certificate (credential, credential_kind, slot);

-- The present state of each credential the chain spoke of, derived from its latest certificates.
create table account (
  credential_kind smallint not null check (credential_kind between 0 and 1),
  credential      bytea    not null check (length(credential) = 28),
  registered      boolean  not null,
  pool_id         bytea    check (length(pool_id) = 28),
  primary key (credential, credential_kind)
);
create index account_by_pool on account (pool_id);
