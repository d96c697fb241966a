import {
  CREDENTIAL_TAG,
  credentialHash,
  credentialKindOf,
  type Epoch,
  lovelace,
  type PoolId,
  poolId,
  ratio,
  type SnapshotPool,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { PoolOfAccount } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** One pool of the snapshot; null when it is not in it, or no rewards of it were recorded. */
export async function readExplainedPool(
  db: Queryable,
  { earned, pool }: { readonly earned: Epoch; readonly pool: PoolId },
): Promise<PoolOfAccount | null> {
  const [found] = await pools(db, { earned, where: `s.pool_id = decode($2, 'hex')`, values: [pool] });
  return found ?? null;
}

/** The pools an account is the reward account of, by id, and the one it delegates to. */
export async function readPoolsOfAccount(
  db: Queryable,
  { earned, credential }: { readonly earned: Epoch; readonly credential: StakeCredential },
): Promise<PoolOfAccount[]> {
  const where = `s.reward_kind = $2 and s.reward_credential = decode($3, 'hex') or s.pool_id = (
    select d.pool_id from stake_snapshot d
    where d.active_epoch = $1 and d.credential_kind = $2 and d.credential = decode($3, 'hex'))`;
  const delegated = `(select d.stake from stake_snapshot d where d.active_epoch = $1 and d.pool_id = s.pool_id
    and d.credential_kind = $2 and d.credential = decode($3, 'hex'))`;
  const values = [CREDENTIAL_TAG[credential.kind], credential.hash];
  return pools(db, { earned, where, values, delegated });
}

async function pools(
  db: Queryable,
  given: {
    readonly earned: Epoch;
    /** SQL about `s`; $1 is the earned epoch, `values` follow */
    readonly where: string;
    readonly values: readonly unknown[];
    readonly delegated?: string;
  },
): Promise<PoolOfAccount[]> {
  const { rows } = await db.query<PoolRow>(
    `select encode(s.pool_id, 'hex') as pool, s.pledge, s.cost, s.margin_numerator, s.margin_denominator, s.reward_kind,
       encode(s.reward_credential, 'hex') as reward_credential,
       array(select encode(owner, 'hex') from unnest(s.owners) as owner) as owners,
       s.stake, s.owner_stake, s.delegators, coalesce(b.blocks, 0) as blocks, ${given.delegated ?? 'null::bigint'} as delegated,
       r.blocks as recorded_blocks, r.stake as recorded_stake, r.owner_stake as recorded_owner_stake, r.pledge_met,
       r.optimal_reward, r.pool_reward, r.leader_reward, r.member_rewards, r.operator_fee, r.delegators_reward
     from pool_snapshot s
       join pool_reward r on r.earned_epoch = s.active_epoch and r.pool_id = s.pool_id
       left join epoch_ledger_pool_blocks b on b.epoch = s.active_epoch and b.pool_id = s.pool_id
     where s.active_epoch = $1 and (${given.where})
     order by s.pool_id`,
    [given.earned, ...given.values],
  );
  return rows.map(poolOf);
}

interface PoolRow {
  readonly pool: string;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin_numerator: bigint;
  readonly margin_denominator: bigint;
  readonly reward_kind: number;
  readonly reward_credential: string;
  readonly owners: readonly string[];
  readonly stake: bigint;
  readonly owner_stake: bigint;
  readonly delegators: number;
  readonly blocks: number;
  readonly delegated: bigint | null;
  readonly recorded_blocks: number;
  readonly recorded_stake: bigint;
  readonly recorded_owner_stake: bigint;
  readonly pledge_met: boolean;
  readonly optimal_reward: bigint;
  readonly pool_reward: bigint;
  readonly leader_reward: bigint;
  readonly member_rewards: bigint;
  readonly operator_fee: bigint;
  readonly delegators_reward: bigint;
}

const poolOf = (row: PoolRow): PoolOfAccount => ({
  pool: parametersOf(row),
  blocks: row.blocks,
  stake: lovelace(row.stake),
  ownerStake: lovelace(row.owner_stake),
  delegatorCount: row.delegators,
  delegated: row.delegated,
  recorded: {
    blocks: row.recorded_blocks,
    stake: row.recorded_stake,
    ownerStake: row.recorded_owner_stake,
    pledgeMet: row.pledge_met,
    optimalReward: row.optimal_reward,
    poolReward: row.pool_reward,
    leaderReward: row.leader_reward,
    memberRewards: row.member_rewards,
    operatorFee: row.operator_fee,
    delegatorsReward: row.delegators_reward,
  },
});

const parametersOf = (row: PoolRow): SnapshotPool => ({
  poolId: poolId(row.pool),
  pledge: lovelace(row.pledge),
  cost: lovelace(row.cost),
  margin: ratio(row.margin_numerator, row.margin_denominator),
  rewardAccount: stakeCredential(credentialKindOf(row.reward_kind), row.reward_credential),
  owners: row.owners.map(credentialHash),
});
