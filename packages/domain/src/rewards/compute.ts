import type { SnapshotPool, StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { InvalidValue } from '../units/brand.ts';
import type { PoolId } from '../units/hashes.ts';
import { type Lovelace, lovelace, NO_LOVELACE } from '../units/lovelace.ts';
import { ratio, ratioText } from '../units/ratio.ts';
import type { EpochRewards, PoolReward } from './epoch-rewards.ts';
import { computeMemberRewards } from './member.ts';
import { splitPoolReward } from './operator-split.ts';
import * as rule from './pool.ts';
import { poolStakesOf } from './pool-stakes.ts';
import { blocksDoNotCount, computePots, type RewardPots } from './pots.ts';
import { type RewardNetwork, type RewardParameters, rewardRulesOf } from './reward-parameters.ts';

/** What the reward of an earned epoch is computed from. Which epoch each comes from: calendar/epoch-roles.ts. */
export interface RewardInputs {
  readonly network: RewardNetwork;
  /** in force in the earned epoch */
  readonly parameters: RewardParameters;
  /** of the calculation epoch */
  readonly reserves: Lovelace;
  /** collected in the earned epoch */
  readonly fees: Lovelace;
  /** made by pools in the earned epoch; also of pools that are no longer there */
  readonly blocks: ReadonlyMap<PoolId, number>;
  /** active in the earned epoch */
  readonly snapshot: StakeSnapshot;
}

/**
 * Every reward of an earned epoch, exact: what the ledger computes during the calculation epoch (rewards.md 1.2, 1.3), before anybody
 * asks who is still registered (`settleRewards`).
 * @throws InvalidValue for inputs no chain can have: a margin above 1, a delegator of an unknown pool, reserves above the supply.
 */
export function computeRewards(inputs: RewardInputs): EpochRewards {
  const { parameters, snapshot, blocks } = inputs;
  const pots = computePots({ ...inputs, poolBlocks: sumOf(blocks.values()) });
  const stakes = poolStakesOf(snapshot);
  const earned = snapshot.pools.map((pool, poolIndex) =>
    poolEarnings({
      pool,
      poolIndex,
      pots,
      parameters,
      blocks: blocks.get(pool.poolId) ?? 0,
      stake: stakes.stake[poolIndex] ?? NO_LOVELACE,
      ownerStake: stakes.ownerStake[poolIndex] ?? NO_LOVELACE,
      delegatorCount: stakes.delegatorCount[poolIndex] ?? 0,
      activeStake: stakes.activeStake,
    }),
  );
  const members = computeMemberRewards({
    delegators: snapshot.delegators,
    shares: earned.map(({ memberRate, poolReward }) => ({ rate: memberRate, poolReward })),
    ownerRows: stakes.ownerRows,
  });
  const pools = earned.map((pool, i) => ({ ...pool, memberRewardTotal: members.totals[i] ?? NO_LOVELACE }));
  const totals = {
    leaders: lovelace(pools.reduce((sum, { leaderReward }) => sum + leaderReward, 0n)),
    members: lovelace(pools.reduce((sum, { memberRewardTotal }) => sum + memberRewardTotal, 0n)),
  };
  return {
    rules: rewardRulesOf(parameters.protocolVersion),
    pots,
    activeStake: stakes.activeStake,
    pools,
    memberRewards: members.rewards,
    totals,
    returnedToReserves: lovelace(pots.availableRewards - totals.leaders - totals.members),
  };
}

/** What one pool's rewards depend on. */
export interface PoolEarningInputs {
  readonly pool: SnapshotPool;
  readonly poolIndex: number;
  readonly blocks: number;
  /** S */
  readonly stake: Lovelace;
  /** O */
  readonly ownerStake: Lovelace;
  readonly delegatorCount: number;
  /** A */
  readonly activeStake: Lovelace;
  readonly pots: RewardPots;
  readonly parameters: RewardParameters;
}

/**
 * One pool on its own: all of its reward but the members' total, which needs their rows.
 * @throws InvalidValue for a margin above 1
 */
export function poolEarnings(given: PoolEarningInputs): Omit<PoolReward, 'memberRewardTotal'> {
  const { pool, poolIndex, blocks, stake, ownerStake, delegatorCount, activeStake, pots, parameters } = given;
  const { pledge, cost, margin } = pool;
  if (margin.numerator > margin.denominator) {
    throw new InvalidValue({ word: `margin of pool ${pool.poolId}`, given: ratioText(margin), rule: 'at most 1' });
  }
  const known = {
    poolIndex,
    poolId: pool.poolId,
    blocks,
    delegatorCount,
    stake,
    ownerStake,
    pledgeMet: rule.isPledgeMet({ pledge, ownerStake }),
  };
  if (blocks === 0) return { ...known, ...NOTHING_EARNED };

  const apparentPerformance = rule.apparentPerformance({
    blocks,
    poolBlocks: pots.poolBlocks,
    stake,
    activeStake,
    blocksDoNotCount: blocksDoNotCount(parameters.decentralisation),
  });
  const optimalReward = rule.optimalReward({ ...pots, ...parameters, stake, ownerStake, pledge });
  const poolReward = rule.poolReward({ performance: apparentPerformance, optimalReward });
  const leaderReward = rule.leaderReward({ poolReward, cost, margin, stake, ownerStake });
  return {
    ...known,
    apparentPerformance,
    optimalReward,
    poolReward,
    leaderReward,
    memberRate: rule.memberRate({ poolReward, cost, margin, stake }),
    ...splitPoolReward({ poolReward, leaderReward, cost, margin }),
  };
}

const NOTHING_EARNED = {
  apparentPerformance: ratio(0n, 1n),
  optimalReward: NO_LOVELACE,
  poolReward: NO_LOVELACE,
  leaderReward: NO_LOVELACE,
  memberRate: ratio(0n, 1n),
  operatorFee: NO_LOVELACE,
  delegatorsReward: NO_LOVELACE,
  ownerPart: NO_LOVELACE,
};

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
