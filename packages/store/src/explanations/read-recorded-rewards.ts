import {
  CREDENTIAL_TAG,
  credentialKindOf,
  type Delegators,
  type Epoch,
  emptyDelegators,
  type PoolId,
  poolId,
  type StakeCredential,
  setDelegator,
  stakeCredential,
} from '@pooltool/domain';
import {
  fateOf,
  type RecordedReward,
  type RewardRules,
  type RewardSum,
  type ToldDestination,
} from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';

const DESTINATIONS: readonly ToldDestination[] = ['open', 'account', 'treasury', 'reserves'];
const KIND = ['leader', 'member'] as const;

/**
 * Of a reward that stays in the reserves: its account was paid another one, or lost another one to the treasury, or has a leader
 * reward of nothing, which is not recorded and still comes first. Asked of no other row, and only before Babbage there are such rows.
 */
const OUTRANKED = `case when a.destination <> 3 then false else
  exists (select from account_reward o where o.earned_epoch = a.earned_epoch and o.credential = a.credential
    and o.credential_kind = a.credential_kind and o.destination in (1, 2))
  or exists (select from pool_snapshot s join pool_reward r on r.earned_epoch = s.active_epoch and r.pool_id = s.pool_id
    where s.active_epoch = a.earned_epoch and s.reward_kind = a.credential_kind and s.reward_credential = a.credential
      and r.blocks > 0 and r.leader_reward = 0) end`;

interface RewardRow {
  readonly credential_kind: number;
  readonly credential: string;
  readonly pool: string;
  readonly kind: number;
  readonly amount: bigint;
  readonly destination: number;
  readonly outranked: boolean;
}

const SELECT = `select a.credential_kind, encode(a.credential, 'hex') as credential, encode(a.pool_id, 'hex') as pool, a.kind,
  a.amount, a.destination, ${OUTRANKED} as outranked from account_reward a`;

const rewardOf = (row: RewardRow): RecordedReward => ({
  credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
  poolId: poolId(row.pool),
  kind: KIND[row.kind] ?? 'member',
  amount: row.amount,
  destination: DESTINATIONS[row.destination] ?? 'open',
  outranked: row.outranked,
});

/** Every reward recorded of an account, of whatever pool. */
export async function readAccountsRewards(
  db: Queryable,
  { earned, credential }: { readonly earned: Epoch; readonly credential: StakeCredential },
): Promise<RecordedReward[]> {
  const { rows } = await db.query<RewardRow>(
    `${SELECT} where a.earned_epoch = $1 and a.credential_kind = $2 and a.credential = decode($3, 'hex')
     order by a.kind, a.pool_id`,
    [earned, CREDENTIAL_TAG[credential.kind], credential.hash],
  );
  return rows.map(rewardOf);
}

/** Every reward recorded from a pool. Looks through the whole epoch: a tenth of a second on mainnet. */
export async function readPoolsRewards(
  db: Queryable,
  { earned, pool }: { readonly earned: Epoch; readonly pool: PoolId },
): Promise<RecordedReward[]> {
  const { rows } = await db.query<RewardRow>(`${SELECT} where a.earned_epoch = $1 and a.pool_id = decode($2, 'hex')`, [
    earned,
    pool,
  ]);
  return rows.map(rewardOf);
}

/** Who delegates to one pool, as rows of a snapshot in which it is the only one. */
export async function readDelegatorsOf(
  db: Queryable,
  { active, pool }: { readonly active: Epoch; readonly pool: PoolId },
): Promise<Delegators> {
  const { rows } = await db.query<{ credential_kind: number; credential: string; stake: bigint }>(
    `select credential_kind, encode(credential, 'hex') as credential, stake from stake_snapshot
     where active_epoch = $1 and pool_id = decode($2, 'hex') order by credential_kind, credential`,
    [active, pool],
  );
  const delegators = emptyDelegators(rows.length);
  rows.forEach(({ credential_kind, credential, stake }, row) => {
    setDelegator(delegators, row, {
      credential: stakeCredential(credentialKindOf(credential_kind), credential),
      stake,
      pool: 0,
    });
  });
  return delegators;
}

/** All rewards of an epoch, summed by kind and fate. */
export async function readRewardSums(db: Queryable, earned: Epoch, rules: RewardRules): Promise<RewardSum[]> {
  const { rows } = await db.query<Pick<RewardRow, 'kind' | 'destination' | 'outranked' | 'amount'> & { count: bigint }>(
    `select kind, destination, outranked, count(*) as count, sum(amount)::bigint as amount
     from (select a.kind, a.amount, a.destination, ${OUTRANKED} as outranked from account_reward a where a.earned_epoch = $1) r
     group by kind, destination, outranked order by destination, kind, outranked`,
    [earned],
  );
  return rows.map(({ kind, destination, outranked, count, amount }) => ({
    kind: KIND[kind] ?? 'member',
    count: Number(count),
    amount,
    ...fateOf({ destination: DESTINATIONS[destination] ?? 'open', outranked, rules }),
  }));
}

/** Σ over the recorded pools; lovelace. */
export async function readPoolSums(
  db: Queryable,
  earned: Epoch,
): Promise<{ readonly poolRewards: bigint; readonly leaders: bigint; readonly members: bigint }> {
  const { rows } = await db.query<{ poolRewards: bigint; leaders: bigint; members: bigint }>(
    `select coalesce(sum(pool_reward), 0)::bigint as "poolRewards", coalesce(sum(leader_reward), 0)::bigint as leaders,
       coalesce(sum(member_rewards), 0)::bigint as members
     from pool_reward where earned_epoch = $1`,
    [earned],
  );
  return rows[0] ?? { poolRewards: 0n, leaders: 0n, members: 0n };
}
