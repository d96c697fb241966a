-- What pools and the network earned over their last epochs and in their lives, and how returns are distributed.

-- ROS is a function of what stands beside it, and windows over several epochs are now the asset `averages` (decision 8):
-- computed with an epoch's rewards they stayed as they were when an earlier epoch's rewards changed.
alter table pool_reward
  drop column ros,
  drop column ros_6,
  drop column ros_12,
  drop column ros_lifetime;

-- The network up to an earned epoch whose rewards are paid: sums over the last 1, 6, 12 and 73 epochs and over all, amounts in
-- lovelace, ROS as annualised fractions. The lifetime's are the running sums that later epochs go on from.
create table network_average (
  earned_epoch integer primary key,
  -- the first earned epoch in the sums: after a gap longer than the longest window they begin anew
  since        integer not null check (since <= earned_epoch),
  pools        integer not null,
  epochs_1 integer not null, stake_1 numeric not null, delegators_reward_1 numeric not null,
  operator_fees_1 numeric not null, ros_1 double precision not null,
  epochs_6 integer not null, stake_6 numeric not null, delegators_reward_6 numeric not null,
  operator_fees_6 numeric not null, ros_6 double precision not null,
  epochs_12 integer not null, stake_12 numeric not null, delegators_reward_12 numeric not null,
  operator_fees_12 numeric not null, ros_12 double precision not null,
  epochs_73 integer not null, stake_73 numeric not null, delegators_reward_73 numeric not null,
  operator_fees_73 numeric not null, ros_73 double precision not null,
  epochs_lifetime integer not null, stake_lifetime numeric not null, delegators_reward_lifetime numeric not null,
  operator_fees_lifetime numeric not null, ros_lifetime double precision not null
);

-- The same of each pool that was in the epoch's stake snapshot.
create table pool_average (
  earned_epoch integer not null references network_average on delete cascade,
  pool_id      bytea   not null check (length(pool_id) = 28),
  epochs_1 integer not null, stake_1 numeric not null, delegators_reward_1 numeric not null,
  operator_fees_1 numeric not null, ros_1 double precision not null,
  epochs_6 integer not null, stake_6 numeric not null, delegators_reward_6 numeric not null,
  operator_fees_6 numeric not null, ros_6 double precision not null,
  epochs_12 integer not null, stake_12 numeric not null, delegators_reward_12 numeric not null,
  operator_fees_12 numeric not null, ros_12 double precision not null,
  epochs_73 integer not null, stake_73 numeric not null, delegators_reward_73 numeric not null,
  operator_fees_73 numeric not null, ros_73 double precision not null,
  epochs_lifetime integer not null, stake_lifetime numeric not null, delegators_reward_lifetime numeric not null,
  operator_fees_lifetime numeric not null, ros_lifetime double precision not null,
  primary key (earned_epoch, pool_id)
);
create index pool_average_by_pool on pool_average (pool_id, earned_epoch);

-- Returns of an earned epoch's pools and accounts, counted by buckets of 0 to 10 % (original.md 3.2, 3.3). Bucket 20
-- is everything above. Percent, annualised: the smallest and the largest in the bucket.
create table ros_histogram_epoch (
  earned_epoch integer primary key
);

create table ros_histogram (
  earned_epoch integer  not null references ros_histogram_epoch on delete cascade,
  subject      text     not null check (subject in ('pools', 'accounts')),
  bucket       smallint not null check (bucket between 0 and 20),
  lowest       double precision not null,
  highest      double precision not null,
  frequency    integer  not null check (frequency > 0),
  primary key (earned_epoch, subject, bucket)
);
