/**
 * The epoch as the backend before ours wrote it (original.md 2.3, 3.1 to 3.3, 8): one statement an account and floats, on
 * every `sample`th account and pool. The gate writes the snapshot; the rewards are computed twice, as the forecast and
 * as paid, each time read from `stake_history` and put back. Commits are where they were: one a pool, one every 100,000 accounts.
 */
import { delegatorHash, type StakeSnapshot } from '../../../packages/domain/src/index.ts';
import type { EpochRewards } from '../../../packages/domain/src/rewards/index.ts';
import { inTransaction, openPool, type Pool, type Transaction } from '../../../packages/shared-utils/src/pg/index.ts';
import { secondsOf } from '../timing.ts';

const COMMIT_EVERY = 100_000;
const FETCHED = 10_000;
const EPOCH = 520;
const PERIODS_A_YEAR = 73;

const TABLES = `
  create table pool_epoch_params (epoch int, pool_id char(56), reward_address text, owners text[], pledge bigint,
    cost bigint, margin float, constraint pep_idx unique (epoch, pool_id));
  create table pool_stake (epoch int, pool_id char(56), value bigint, constraint pool_stake_pkey primary key (pool_id, epoch));
  create table pool_fees (epoch int, pool_id char(56), value bigint, constraint pool_fees_pkey primary key (pool_id, epoch));
  create table pool_delegators_rewards (epoch int, pool_id char(56), value bigint,
    constraint pool_delegators_rewards_pkey primary key (pool_id, epoch));
  create table pool_ros (epoch int, pool_id char(56), ros float, constraint pool_ros_pkey primary key (pool_id, epoch));
  create table stake_history (epoch int, stake_key char(56), amount bigint, delegated_to_pool char(56),
    delegated_to_ticker text, forecast bool, operator_rewards bigint, stake_rewards bigint, rewards_sent_to char(56),
    reward_address_details jsonb, constraint sh_key unique (epoch, stake_key))`;

export interface OldWay {
  readonly seconds: number;
  /** accounts that were written, three times each */
  readonly accounts: number;
}

export async function oldWay(
  databaseUrl: string,
  {
    snapshot,
    rewards,
    sample,
  }: { readonly snapshot: StakeSnapshot; readonly rewards: EpochRewards; readonly sample: number },
): Promise<OldWay> {
  const pool = openPool({ connectionString: databaseUrl, applicationName: 'bench', max: 1 });
  try {
    await pool.query(TABLES);
    const rows: number[] = [];
    for (let row = 0; row < snapshot.delegators.count; row += sample) rows.push(row);
    const pools = Array.from({ length: Math.ceil(snapshot.pools.length / sample) }, (_, index) => index * sample);
    const seconds = await secondsOf(async () => {
      await gate(pool, { snapshot, rewards, rows, pools });
      await processRewards(pool, { rewards, pools, final: false });
      await processRewards(pool, { rewards, pools, final: true });
    });
    return { seconds, accounts: rows.length };
  } finally {
    await pool.end();
  }
}

interface Sample {
  readonly snapshot: StakeSnapshot;
  readonly rewards: EpochRewards;
  readonly rows: readonly number[];
  readonly pools: readonly number[];
}

async function gate(db: Pool, { snapshot, rewards, rows, pools }: Sample): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.query('delete from pool_epoch_params where epoch = $1', [EPOCH]);
    for (const index of pools) {
      const pool = snapshot.pools[index];
      if (pool === undefined) continue;
      const margin = Number(pool.margin.numerator) / Number(pool.margin.denominator);
      await tx.query(
        `insert into pool_epoch_params (epoch, pool_id, reward_address, owners, pledge, cost, margin)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [
          EPOCH,
          pool.poolId,
          pool.rewardAccount.hash,
          [...pool.owners].sort(),
          pool.pledge,
          pool.cost,
          margin.toFixed(6),
        ],
      );
      await tx.query(
        `insert into pool_stake (epoch, pool_id, value) values ($1, $2, $3)
         on conflict on constraint pool_stake_pkey do update set value = excluded.value`,
        [EPOCH, pool.poolId, rewards.pools[index]?.stake ?? 0n],
      );
    }
  });
  await inTransaction(db, (tx) => tx.query('delete from stake_history where epoch = $1', [EPOCH]));
  const { delegators } = snapshot;
  await committed(db, rows, async (tx, row) => {
    const key = delegatorHash(delegators, row);
    await tx.query(
      `insert into stake_history (epoch, stake_key, amount, delegated_to_pool, delegated_to_ticker, forecast,
         operator_rewards, stake_rewards, rewards_sent_to, reward_address_details)
       values ($1, $2, $3, $4, $5, true, 0, 0, $6, '{}')`,
      [EPOCH, key, delegators.stake[row], snapshot.pools[delegators.pool[row] ?? 0]?.poolId, 'TICKR', key],
    );
  });
}

interface Account {
  readonly stake_key: string;
  readonly amount: bigint;
  readonly delegated_to_pool: string;
  readonly rewards_sent_to: string;
}

async function processRewards(
  db: Pool,
  { rewards, pools, final }: { rewards: EpochRewards; pools: readonly number[]; final: boolean },
): Promise<void> {
  const accounts = await readAccounts(db);
  const byPool = new Map(rewards.pools.map((pool) => [String(pool.poolId), pool]));
  if (final) for (const index of pools) await writePool(db, rewards.pools[index]);
  await committed(db, accounts, async (tx, { stake_key, amount, delegated_to_pool, rewards_sent_to }) => {
    const pool = byPool.get(delegated_to_pool);
    // Who came to an empty pool since earns nothing there.
    const share = Math.floor((Number(amount) * Number(pool?.delegatorsReward ?? 0n)) / Number(pool?.stake || 1n));
    const details = {
      [stake_key + delegated_to_pool]: {
        amount: Number(amount),
        pool: delegated_to_pool,
        stakeRewards: share,
        operatorRewards: 0,
        forecast: !final,
      },
    };
    await tx.query(
      `insert into stake_history (epoch, stake_key, amount, delegated_to_pool, delegated_to_ticker, forecast,
         operator_rewards, stake_rewards, rewards_sent_to, reward_address_details)
       values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)
       on conflict on constraint sh_key do update set operator_rewards = excluded.operator_rewards,
         stake_rewards = excluded.stake_rewards, rewards_sent_to = excluded.rewards_sent_to,
         reward_address_details = excluded.reward_address_details`,
      [EPOCH, stake_key, amount, delegated_to_pool, 'TICKR', true, share, rewards_sent_to, JSON.stringify(details)],
    );
  });
  if (!final) return;
  await inTransaction(db, (tx) => tx.query('update stake_history set forecast = false where epoch = $1', [EPOCH]));
}

async function writePool(db: Pool, pool: EpochRewards['pools'][number] | undefined): Promise<void> {
  if (pool === undefined) return;
  const { poolId, operatorFee, delegatorsReward, stake } = pool;
  const ros = stake === 0n ? 0 : ((1 + Number(delegatorsReward) / Number(stake)) ** PERIODS_A_YEAR - 1) * 100;
  const values = [
    ['pool_fees', 'value', operatorFee],
    ['pool_delegators_rewards', 'value', delegatorsReward],
    ['pool_ros', 'ros', ros],
  ] as const;
  await inTransaction(db, async (tx) => {
    await tx.query(
      `select sum(f.value) as fees, sum(d.value) as rewards, sum(s.value) as stake from pool_stake s
       left join pool_fees f using (pool_id, epoch) left join pool_delegators_rewards d using (pool_id, epoch)
       where s.pool_id = $1 and s.epoch <= $2`,
      [poolId, EPOCH],
    );
    for (const [table, column, value] of values) {
      await tx.query(
        `insert into ${table} (epoch, pool_id, ${column}) values ($1, $2, $3)
         on conflict on constraint ${table}_pkey do update set ${column} = excluded.${column}`,
        [EPOCH, poolId, value],
      );
    }
  });
}

/** Through a cursor on the server, ten thousand at a time. */
async function readAccounts(db: Pool): Promise<Account[]> {
  const accounts: Account[] = [];
  await inTransaction(db, async (tx) => {
    await tx.query(`declare accounts cursor for
      select stake_key, amount, delegated_to_pool, rewards_sent_to from stake_history where epoch = ${EPOCH}`);
    for (;;) {
      const { rows } = await tx.query<Account>(`fetch ${FETCHED} from accounts`);
      if (rows.length === 0) return;
      accounts.push(...rows);
    }
  });
  return accounts;
}

async function committed<Item>(
  db: Pool,
  items: readonly Item[],
  write: (tx: Transaction, item: Item) => Promise<unknown>,
): Promise<void> {
  for (let first = 0; first < items.length; first += COMMIT_EVERY) {
    await inTransaction(db, async (tx) => {
      for (const item of items.slice(first, first + COMMIT_EVERY)) await write(tx, item);
    });
  }
}
