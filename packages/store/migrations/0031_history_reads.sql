-- What a pool's page reads of hundreds of epochs lies side by side in an index: a handful of pages, where the rows themselves are
-- one page an epoch. These rows are written once; counters that change with each block stay out of indexes.
drop index pool_snapshot_by_pool;
create index pool_snapshot_by_pool on pool_snapshot (pool_id, active_epoch) include (stake);

drop index pool_reward_by_pool;
create index pool_reward_by_pool on pool_reward (pool_id, earned_epoch) include (delegators_reward, operator_fee, stake);

create index epoch_ledger_pool_blocks_by_pool on epoch_ledger_pool_blocks (pool_id, epoch) include (blocks);
