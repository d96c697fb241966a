import { delegatorCredential, type StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { InvalidValue } from '../units/brand.ts';
import { type Ratio, ratio } from '../units/ratio.ts';
import { credentialText } from '../units/stake-credential.ts';
import type { Epoch } from '../units/time.ts';
import { reduced } from './exact-arithmetic.ts';
import { type Fate, fateOf, openInForecast } from './explain-destination.ts';
import { explainPool } from './explain-pool.ts';
import { explainRecordedPots } from './explain-recorded-pots.ts';
import { type Difference, differencesOf, type RewardStep } from './explain-steps.ts';
import type { ExplainedEpoch, RecordedPool, RecordedReward, RewardStatus } from './explained-epoch.ts';
import { memberReward } from './member.ts';
import { poolStakesOf } from './pool-stakes.ts';
import { type RewardRules, rewardRulesOf } from './reward-parameters.ts';

/** What a delegator of the pool got: ⌊rate · stake⌋. */
export interface ExplainedMember extends Fate {
  /** `key:<hash>` or `script:<hash>` */
  readonly credential: string;
  /** lovelace */
  readonly stake: bigint;
  /** an owner's share is inside the leader reward */
  readonly isOwner: boolean;
  /** rate · stake, before the floor */
  readonly exact: Ratio;
  /** lovelace */
  readonly amount: bigint;
}

/** How a pool's rewards of an earned epoch came about. Its JSON: docs/rewards-audit.md. */
export interface PoolExplanation {
  readonly schema: 'pool-reward-explanation/1';
  /** hex */
  readonly poolId: string;
  readonly earned: Epoch;
  readonly status: RewardStatus;
  readonly rules: RewardRules;
  readonly potSteps: readonly RewardStep[];
  readonly poolSteps: readonly RewardStep[];
  readonly leader: Fate & { readonly credential: string; readonly amount: bigint };
  /** in the order of the snapshot */
  readonly members: readonly ExplainedMember[];
  /** f, and where it is: the three parts add up to it */
  readonly sums: {
    readonly poolReward: bigint;
    readonly leader: bigint;
    readonly members: bigint;
    /** what the floors left over → reserves */
    readonly leftOver: bigint;
  };
  /** what a forecast does not know yet */
  readonly open: readonly string[];
  /** empty, or something is wrong */
  readonly differences: readonly Difference[];
}

/**
 * `snapshot` is of this one pool with its delegators. The engine computes everything anew from it; what was recorded is held beside.
 * @throws InvalidValue when `snapshot` is not of exactly one pool
 */
export function explainPoolRewards(given: {
  readonly epoch: ExplainedEpoch;
  readonly snapshot: StakeSnapshot;
  readonly blocks: number;
  readonly recorded: RecordedPool;
  /** the pool's, leader and members */
  readonly rewards: readonly RecordedReward[];
}): PoolExplanation {
  const { epoch, snapshot, recorded } = given;
  const [pool] = snapshot.pools;
  const stakes = poolStakesOf(snapshot);
  const [stake] = stakes.stake;
  const [ownerStake] = stakes.ownerStake;
  if (pool === undefined || stake === undefined || ownerStake === undefined || snapshot.pools.length > 1) {
    throw new InvalidValue({ word: 'pools of the snapshot', given: snapshot.pools.length, rule: 'exactly 1' });
  }
  const { pots, steps: potSteps, differences } = explainRecordedPots(epoch);
  const delegatorCount = snapshot.delegators.count;
  const { earned, ...told } = explainPool({
    ...given,
    ...epoch,
    pool,
    stake,
    ownerStake,
    delegatorCount,
    pots,
    potSteps,
  });

  const rules = rewardRulesOf(epoch.parameters.protocolVersion);
  const recordedOf = new Map(
    given.rewards.map((reward) => [keyOf(reward.kind, credentialText(reward.credential)), reward]),
  );
  const fate = (kind: 'leader' | 'member', credential: string): Fate => {
    const reward = recordedOf.get(keyOf(kind, credential));
    return reward === undefined ? NOTHING_TO_PAY[epoch.status] : fateOf({ ...reward, rules });
  };
  const owners = new Set(stakes.ownerRows);
  const members = Array.from({ length: delegatorCount }, (_, row): ExplainedMember => {
    const credential = credentialText(delegatorCredential(snapshot.delegators, row));
    const staked = snapshot.delegators.stake[row] ?? 0n;
    const isOwner = owners.has(row);
    const { numerator, denominator } = isOwner ? NO_RATE : earned.memberRate;
    return {
      credential,
      stake: staked,
      isOwner,
      exact: reduced(ratio(numerator * staked, denominator)),
      amount: isOwner ? 0n : memberReward(earned.memberRate, staked),
      ...fate('member', credential),
    };
  });
  const leader = { credential: credentialText(pool.rewardAccount), amount: earned.leaderReward };
  const memberSum = members.reduce((sum, { amount }) => sum + amount, 0n);
  const expected = [
    ...(leader.amount === 0n ? [] : [{ key: keyOf('leader', leader.credential), amount: leader.amount as bigint }]),
    ...members
      .filter(({ amount }) => amount > 0n)
      .map(({ credential, amount }) => ({ key: keyOf('member', credential), amount })),
  ];
  const expectedKeys = new Set(expected.map(({ key }) => key));
  return {
    schema: 'pool-reward-explanation/1',
    poolId: pool.poolId,
    earned: epoch.earned,
    status: epoch.status,
    rules,
    potSteps,
    poolSteps: told.steps,
    leader: { ...leader, ...fate('leader', leader.credential) },
    members,
    sums: {
      poolReward: earned.poolReward,
      leader: earned.leaderReward,
      members: memberSum,
      leftOver: earned.poolReward - earned.leaderReward - memberSum,
    },
    open: openInForecast({ status: epoch.status, rules }),
    differences: [
      ...differences,
      ...told.differences,
      ...poolDifferences({ ...earned, memberRewards: memberSum }, recorded),
      ...differencesOf([
        ...expected.map(({ key, amount }) => [key, amount, recordedOf.get(key)?.amount ?? 0n] as const),
        ...[...recordedOf]
          .filter(([key]) => !expectedKeys.has(key))
          .map(([key, { amount }]) => [key, 0n, amount] as const),
      ]),
    ],
  };
}

/** The engine's figures of a pool against the recorded ones; figures that are not given are not compared. */
export const poolDifferences = (earned: Partial<RecordedPool>, recorded: RecordedPool): Difference[] =>
  differencesOf(
    FIGURES.filter(([figure]) => figure in earned).map(
      ([figure, name]) => [name, earned[figure], recorded[figure]] as const,
    ),
  );

const FIGURES = [
  ['blocks', 'n (its blocks)'],
  ['stake', "S (the pool's stake)"],
  ['ownerStake', 'O (owner stake)'],
  ['pledgeMet', 'pledge met'],
  ['optimalReward', 'maxPool (optimal reward)'],
  ['poolReward', 'f (pool reward)'],
  ['leaderReward', 'leader (leader reward)'],
  ['memberRewards', "Σ of its members' rewards"],
  ['operatorFee', 'operator fee'],
  ['delegatorsReward', "delegators' reward"],
] as const satisfies readonly (readonly [keyof RecordedPool, string])[];

/** A reward of 0 lovelace is nowhere recorded and goes nowhere. */
const NOTHING_TO_PAY: Readonly<Record<RewardStatus, Fate>> = {
  forecast: { destination: 'open', reason: null },
  final: { destination: 'account', reason: null },
};

const NO_RATE = ratio(0n, 1n);

const keyOf = (kind: 'leader' | 'member', credential: string): string => `${kind} reward of ${credential}`;
