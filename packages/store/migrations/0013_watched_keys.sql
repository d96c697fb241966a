-- The reward histories that people look at: sums over a lifetime, carried on from epoch to epoch.

-- Clients know 56 hex digits and no kind: of a key and a script with equal bytes one can be watched.
delete from watched_key script using watched_key key
where script.credential = key.credential and script.credential_kind = 1 and key.credential_kind = 0;

alter table watched_key
  add unique (credential),
  -- its rows in watched_sum reach over every paid epoch that was pivoted
  add column summed   boolean     not null default false,
  -- when somebody wanted to see it last, to the day
  add column asked_at timestamptz not null default now();

-- What a watched credential staked and earned in all paid epochs up to `epoch`: one row for each in which it had a part.
create table watched_sum (
  credential_kind  smallint       not null,
  credential       bytea          not null,
  epoch            integer        not null,
  -- lovelace
  amount           numeric(30, 0) not null,
  operator_rewards numeric(30, 0) not null,
  stake_rewards    numeric(30, 0) not null,
  primary key (credential, credential_kind, epoch),
  foreign key (credential, credential_kind) references watched_key (credential, credential_kind) on delete cascade
);

-- Earned epochs whose rewards are in the histories of watched keys.
create table reward_pivot_epoch (
  earned_epoch integer primary key,
  -- of the rewards that were pivoted
  status       text    not null check (status in ('forecast', 'final'))
);

-- Up to which epoch clients were told that something is complete, by marker: they are never told less (clients.md 1.1).
create table published_marker (
  name  text    primary key,
  epoch integer not null
);
