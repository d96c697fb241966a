/** What a database would hold of computed rewards, so that explanations can be asked for without one. */
import {
  credentialText,
  delegatorCredential,
  delegatorHash,
  epoch,
  lovelace,
  type StakeCredential,
  type StakeSnapshot,
} from '../../src/index.ts';
import {
  type AccountExplanation,
  computeRewards,
  type EpochRewards,
  type ExplainedEpoch,
  explainAccountRewards,
  explainPoolRewards,
  explainPotUses,
  fateOf,
  type PoolExplanation,
  type PotExplanation,
  poolStakesOf,
  type RecordedPool,
  type RecordedReward,
  type RewardInputs,
  type RewardSettlement,
  rewardRulesOf,
  settleRewards,
} from '../../src/rewards/index.ts';
import { testSnapshot } from '../../src/testing.ts';

const TREASURY = lovelace(1_000_000_000_000_000n);

export interface Recorded {
  readonly rewards: EpochRewards;
  readonly settlement: RewardSettlement | null;
  readonly rows: readonly RecordedReward[];
  explainPool(index: number, change?: Partial<RecordedPool>): PoolExplanation;
  explainAccount(credential: StakeCredential): AccountExplanation;
  explainPot(): PotExplanation;
}

interface Gone {
  readonly unregistered?: readonly StakeCredential[];
  readonly unregisteredAtCalculation?: readonly StakeCredential[];
}

/** Computed, and settled unless it is a forecast that is wanted. */
export function recorded(inputs: RewardInputs, given: Gone & { readonly forecast?: boolean } = {}): Recorded {
  const { snapshot } = inputs;
  const rewards = computeRewards(inputs);
  const settlement = given.forecast
    ? null
    : settleRewards({ rewards, snapshot, treasury: TREASURY, unregistered: [], ...given });
  const rows = rowsOf(snapshot, rewards, settlement);
  const epoch = explainedEpoch(inputs, rewards, settlement);
  return {
    rewards,
    settlement,
    rows,
    explainPool: (index, change = {}) => {
      const pool = snapshot.pools[index];
      return explainPoolRewards({
        epoch,
        snapshot: onlyPool(snapshot, index),
        blocks: rewards.pools[index]?.blocks ?? 0,
        recorded: { ...recordedPool(rewards, index), ...change },
        rewards: rows.filter(({ poolId }) => poolId === pool?.poolId),
      });
    },
    explainAccount: (credential) =>
      explainAccountRewards({
        epoch,
        credential,
        pools: poolsOf({ snapshot, rewards, credential }),
        rewards: rows.filter((row) => credentialText(row.credential) === credentialText(credential)),
      }),
    explainPot: () =>
      explainPotUses({
        epoch,
        treasury: TREASURY,
        after: settlement?.potsNext ?? null,
        pools: {
          poolRewards: rewards.pools.reduce((sum, { poolReward }) => sum + poolReward, 0n),
          leaders: rewards.totals.leaders,
          members: rewards.totals.members,
        },
        rewards: rows.map((row) => ({
          kind: row.kind,
          count: 1,
          amount: row.amount,
          ...fateOf({ ...row, rules: rewardRulesOf(inputs.parameters.protocolVersion) }),
        })),
      }),
  };
}

function explainedEpoch(
  { network, parameters, reserves, fees }: RewardInputs,
  { pots, activeStake, totals, ...rewards }: EpochRewards,
  settlement: RewardSettlement | null,
): ExplainedEpoch {
  return {
    earned: epoch(300),
    status: settlement === null ? 'forecast' : 'final',
    network,
    parameters,
    reserves,
    fees,
    poolBlocks: pots.poolBlocks,
    activeStake,
    recorded: {
      incentives: pots.incentives,
      fees,
      rewardPot: pots.rewardPot,
      treasuryTax: pots.treasuryTax,
      available: pots.availableRewards,
      circulation: pots.circulation,
      activeStake,
      leaderRewards: totals.leaders,
      memberRewards: totals.members,
      returnedToReserves: settlement?.returnedToReserves ?? rewards.returnedToReserves,
      unregisteredToTreasury: settlement?.unclaimed ?? null,
    },
  };
}

function recordedPool(rewards: EpochRewards, index: number): RecordedPool {
  const pool = rewards.pools[index];
  if (pool === undefined) throw new Error(`there is no pool ${index}`);
  return { ...pool, memberRewards: pool.memberRewardTotal };
}

function rowsOf(
  { pools, delegators }: StakeSnapshot,
  { pools: earned, memberRewards }: EpochRewards,
  settlement: RewardSettlement | null,
): RecordedReward[] {
  const withheld = new Map(
    settlement?.withheld.map((one) => [`${one.kind} ${credentialText(one.credential)} ${one.poolIndex}`, one]),
  );
  const row = (kind: 'leader' | 'member', credential: StakeCredential, poolIndex: number, amount: bigint) => {
    const pool = pools[poolIndex];
    if (pool === undefined || amount === 0n) return [];
    const reward = withheld.get(`${kind} ${credentialText(credential)} ${poolIndex}`);
    const destination = settlement === null ? ('open' as const) : (reward?.destination ?? ('account' as const));
    return [{ credential, poolId: pool.poolId, kind, amount, destination, outranked: reward?.reason === 'superseded' }];
  };
  return [
    ...earned.flatMap(({ poolIndex, leaderReward }) => {
      const account = pools[poolIndex]?.rewardAccount;
      return account === undefined ? [] : row('leader', account, poolIndex, leaderReward);
    }),
    ...Array.from({ length: delegators.count }, (_, i) =>
      row('member', delegatorCredential(delegators, i), delegators.pool[i] ?? 0, memberRewards[i] ?? 0n),
    ).flat(),
  ];
}

/** The snapshot as if there were no other pool. */
function onlyPool({ pools, delegators }: StakeSnapshot, index: number): StakeSnapshot {
  const rows = Array.from({ length: delegators.count }, (_, row) => row).filter(
    (row) => delegators.pool[row] === index,
  );
  return testSnapshot(
    pools.slice(index, index + 1),
    rows.map((row) => [delegatorCredential(delegators, row), 0, delegators.stake[row] ?? 0n]),
  );
}

function poolsOf(given: { snapshot: StakeSnapshot; rewards: EpochRewards; credential: StakeCredential }) {
  const { snapshot, rewards, credential } = given;
  const { delegators } = snapshot;
  const stakes = poolStakesOf(snapshot);
  const row = Array.from({ length: delegators.count }, (_, i) => i).find(
    (i) =>
      delegatorHash(delegators, i) === credential.hash &&
      credentialText(delegatorCredential(delegators, i)) === credentialText(credential),
  );
  return snapshot.pools.flatMap((pool, index) => {
    const delegates = row !== undefined && delegators.pool[row] === index;
    if (!delegates && credentialText(pool.rewardAccount) !== credentialText(credential)) return [];
    return [
      {
        pool,
        blocks: rewards.pools[index]?.blocks ?? 0,
        stake: stakes.stake[index] ?? lovelace(0n),
        ownerStake: stakes.ownerStake[index] ?? lovelace(0n),
        delegatorCount: stakes.delegatorCount[index] ?? 0,
        recorded: recordedPool(rewards, index),
        delegated: delegates ? (delegators.stake[row] ?? 0n) : null,
      },
    ];
  });
}
