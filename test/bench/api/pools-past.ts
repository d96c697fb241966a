/** Five hundred epochs of three thousand pools: what the pipeline left of each epoch, and what the chain said. */
import {
  inTransaction,
  type Pool,
  quoteIdentifier,
  type Transaction,
} from '../../../packages/shared-utils/src/pg/index.ts';
import { type ApiBenchSize, firstEpochOf, KEPT_FROM, PRESENT } from './size.ts';

/** What one epoch left is left by all that are older: a page reads as many rows whatever they say. */
const OF_POOLS = [
  { table: 'pool_snapshot', epoch: 'active_epoch' },
  { table: 'pool_reward', epoch: 'earned_epoch' },
  { table: 'pool_average', epoch: 'earned_epoch' },
] as const;
const COPIED = [
  ...OF_POOLS,
  { table: 'snapshot_epoch', epoch: 'active_epoch' },
  { table: 'reward_epoch', epoch: 'earned_epoch' },
  { table: 'network_average', epoch: 'earned_epoch' },
  { table: 'epoch_params', epoch: 'epoch' },
  { table: 'epoch_pots', epoch: 'epoch' },
  { table: 'epoch_ledger', epoch: 'epoch' },
  { table: 'epoch_ledger_pool_blocks', epoch: 'epoch' },
] as const;

/** On a server that is filled: what would be checked of each row was checked of the row it is copied from. */
export async function addPoolsPast(pool: Pool, size: ApiBenchSize): Promise<void> {
  const first = firstEpochOf(size);
  await inTransaction(pool, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('update network_average set since = $1', [first]);
    const indexes = await dropIndexes(tx);
    for (const copied of COPIED) await copyDown(tx, { ...copied, from: first, to: KEPT_FROM - 1, gone: null });
    // They were made like living ones, and gone after a fifth of the time.
    const lastOfGone = first + Math.floor((KEPT_FROM - first) / 5);
    for (const copied of OF_POOLS) await copyDown(tx, { ...copied, from: first, to: lastOfGone, gone: RETIRED });
    for (const index of indexes) await tx.query(index);
    await tx.query('analyze pool_snapshot, pool_reward');
    for (const statement of FURTHER) await tx.query(statement, [first, PRESENT]);
    for (const statement of OF_THE_PRESENT) await tx.query(statement.replaceAll(':present', String(PRESENT)));
  });
}

/** All but primary keys of what is filled: built at the end they cost a fifth. @returns what makes them again */
async function dropIndexes(tx: Transaction): Promise<string[]> {
  const { rows } = await tx.query<{ name: string; definition: string }>(
    `select indexname as name, indexdef as definition from pg_indexes
     where schemaname = 'public' and tablename = any($1) and indexname not like '%\\_pkey'`,
    [OF_POOLS.map(({ table }) => table)],
  );
  for (const { name } of rows) await tx.query(`drop index ${quoteIdentifier(name)}`);
  return rows.map(({ definition }) => definition);
}

interface Copying {
  readonly table: string;
  /** the column */
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  /** null: of all pools under their own names; else so many, as pools that are no more */
  readonly gone: number | null;
}

/** The rows of the oldest kept epoch, once for each epoch from one to another. */
async function copyDown(tx: Transaction, { table, epoch, from, to, gone }: Copying): Promise<void> {
  const { rows } = await tx.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  const columns = rows.map(({ name }) => quoteIdentifier(name));
  const values = columns.map((name) => {
    if (name === quoteIdentifier(epoch)) return 'e';
    return gone !== null && name === '"pool_id"' ? `${GONE} || substr(pool_id, 3)` : name;
  });
  await tx.query(
    `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')} from generate_series($1::int, $2::int) e
     cross join (select * from ${table} where ${epoch} = $3 order by 1, 2 limit $4) t on conflict do nothing`,
    [from, to, KEPT_FROM, gone],
  );
}

/** What ids of pools that are no more begin with. */
const GONE = `'\\xdead'::bytea`;
const RETIRED = 200;

/** Of mainnet. */
const FIRST_SLOT = (epoch: string): string =>
  `(case when ${epoch} < 208 then (${epoch}) * 21600::bigint else 4492800 + (${epoch} - 208) * 432000::bigint end)`;

const FURTHER = [
  `insert into pool_epoch_blocks (pool_id, epoch, blocks)
   select pool_id, earned_epoch, blocks from pool_reward where blocks > 0 and earned_epoch >= $1 and $2::int > 0`,
  `insert into pool_epoch_blocks (pool_id, epoch, blocks)
   select pool_id, e, blocks from pool_reward r cross join generate_series($2::int - 1, $2) e
   where earned_epoch = $2 - 2 and blocks > 0 and $1::int >= 0 on conflict do nothing`,
  `insert into epoch_chain (epoch, blocks, transactions, fees, output, size, first_slot, last_slot, last_height)
   select e, 21600, 300000, 95000000000, 12000000000000000, 1400000000, ${FIRST_SLOT('e')}, ${FIRST_SLOT('e')} + 431980,
     12000000 - ($2::int - e) * 21600
   from generate_series($1::int, $2) e on conflict do nothing`,
  `insert into pool (pool_id, life_blocks, registrations, blocks_before)
   select pool_id, coalesce(sum(blocks), 0), 3, 0
   from (select distinct pool_id from pool_snapshot) p left join pool_epoch_blocks using (pool_id)
   where $1::int <= $2::int group by pool_id`,
  // Each registered thrice.
  `insert into pool_registration (slot, transaction_index, certificate_index, epoch, pool_id, vrf_key_hash, pledge, cost,
     margin_numerator, margin_denominator, reward_kind, reward_credential, owners, relays, metadata_url, metadata_hash)
   select ${FIRST_SLOT('at')} + n, n, 0, at, pool_id, sha256(pool_id), pledge, cost, margin_numerator, margin_denominator,
     reward_kind, reward_credential, owners, '[]', 'https://pool.example/' || n || '.json', sha256(pool_id)
   from (select *, row_number() over (order by pool_id) as n from pool_snapshot where active_epoch = $1::int) p
   cross join lateral (values ($1 - 2), ($1 + ($2::int - $1) / 3), ($1 + ($2 - $1) / 2)) as t (at)
   where at = $1 - 2 or substr(pool_id, 1, 2) <> ${GONE}`,
  `insert into pool_retirement (slot, transaction_index, certificate_index, epoch, pool_id, retiring_epoch)
   select ${FIRST_SLOT('$2::int - 300')} + row_number() over (order by pool_id), 0, 0, $1::int + 1, pool_id, $1 + 2
   from pool where substr(pool_id, 1, 2) = ${GONE}`,
  `insert into pool_rank (pool_id, rank, reward, asked_at)
   select pool_id, row_number() over (order by stake desc, pool_id), 1000000, to_timestamp(0) from pool_snapshot
   where active_epoch = $2 and $1::int >= 0`,
  `insert into milestone (pool_id, blocks, hash, height, slot, epoch)
   select pool_id, b, sha256(pool_id || b::text::bytea), 8000000 + b, ${FIRST_SLOT('$1::int')} + b, $1
   from pool cross join unnest(array[1, 10, 100, 1000]) b where life_blocks >= b and $2::int > 0`,
  // One pool in ten commits to its slots.
  `insert into assigned_slots (pool_id, epoch, count, hash)
   select pool_id, e, 30, sha256(pool_id) from pool cross join generate_series(greatest($1::int, $2::int - 60), $2) e
   where get_byte(sha256(pool_id), 5) < 26`,
  `insert into assigned_performance (epoch, pool_id, outcome, assigned, made, slot_battles_lost, height_battles_lost, missed)
   select epoch, pool_id, 'settled', 30, 28, 1, 1, 0 from assigned_slots where epoch < $2::int and $1::int >= 0`,
  `insert into exchange_rate (earned_epoch, rates, paid_at, priced_at, asked_at)
   select e, (select jsonb_object_agg('c' || c, (0.25 + c)::text) from generate_series(1, 58) c), m, m, m
   from generate_series($1::int, $2) e cross join lateral (select to_timestamp(1506203091 + e * 432000::bigint) as m) at`,
  `insert into ros_histogram_epoch (earned_epoch) select generate_series($1::int, $2::int - 3) on conflict do nothing`,
  `insert into ros_histogram (earned_epoch, subject, bucket, lowest, highest, frequency)
   select e, s, b, b / 2.0, b / 2.0 + 0.49, 150 from generate_series($1::int, $2::int - 3) e
   cross join unnest(array['pools', 'accounts']) s cross join generate_series(0, 20) b on conflict do nothing`,
  // As many partitions of assets as five hundred epochs leave.
  `insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, finished_at, inputs)
   select a, e::text, 1, 'ok', 'check', 'bench', 1, 'automatic', to_timestamp(0), to_timestamp(0), '{}'
   from generate_series($1::int, $2) e cross join unnest(array['epoch_params', 'stake_snapshot', 'rewards', 'rewards_forecast',
     'averages', 'loyalty', 'archive', 'reward_export', 'reward_pivot', 'ros_histograms', 'reward_notices', 'propagation']) a`,
  `insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
   select asset, partition, partition::int, 'ok', id, id, 'automatic', to_timestamp(0) from asset_run
   where $1::int <= $2::int`,
] as const;

/** The live stake: everybody of the newest snapshot, as a dump of half an hour ago would have them. */
const OF_THE_PRESENT = [
  `insert into stats_history select to_timestamp(1763000000), :present, 35000000000000000, 7000000000000000, 1500000000000000, 500, '0/1',
     70000000000000, 12, s.active_stake, s.active_stake / 100, s.delegators, s.pools, 1000000000000, 900000000000, 300000000, 340000000, 2.5
   from snapshot_epoch s where active_epoch = :present`,
  `insert into live_generation (sha256, epoch, blocks, slot, taken_at)
   values (sha256('live'), :present, 15000, ${FIRST_SLOT(':present')}, to_timestamp(1763000000))`,
  `insert into live_pool (pool_id, stake, owner_stake, pledge, delegators, delegators_hash)
   select pool_id, stake, owner_stake, pledge, delegators, delegators from pool_snapshot where active_epoch = :present`,
  `insert into live_stake (credential_kind, credential, pool_id, outputs, rewards)
   select credential_kind, credential, pool_id, stake, 0 from stake_snapshot where active_epoch = :present`,
] as const;
