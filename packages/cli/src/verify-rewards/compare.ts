import {
  calculationEpochOf,
  credentialText,
  ratioText,
  rolesOfEarned,
  sameRatio,
  spendableEpochOf,
} from '@pooltool/domain';
import { computeRewards, type EpochRewards, type RewardSettlement, settleRewards } from '@pooltool/domain/rewards';
import type { ExpectedPool, RewardFixture } from './fixture.ts';

/** One figure that is not what the ledger recorded. */
export interface Mismatch {
  /** bech32; absent for figures of the whole epoch */
  readonly pool?: string;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

export interface Comparison {
  readonly pools: number;
  readonly members: number;
  /** how many were compared */
  readonly figures: number;
  readonly mismatches: readonly Mismatch[];
}

type Figure = readonly [field: string, expected: unknown, got: unknown];

/** Recomputes a fixture from its inputs and compares every figure of it. */
export function compareFixture(fixture: RewardFixture): Comparison {
  const rewards = computeRewards(fixture.inputs);
  const figures: { pool?: string; figures: Figure[] }[] = [
    { figures: [...epochFigures(fixture), ...totalFigures(fixture, rewards), ...boundaryFigures(fixture, rewards)] },
    ...fixture.pools.map((pool, index) => ({ pool: pool.name, figures: poolFigures(pool, index, rewards) })),
  ];
  return {
    pools: fixture.pools.length,
    members: fixture.inputs.snapshot.delegators.count,
    figures: figures.reduce((sum, part) => sum + part.figures.length, 0),
    mismatches: figures.flatMap(({ pool, figures: some }) =>
      some
        .filter(([, expected, got]) => expected !== got)
        .map(([field, expected, got]) => ({
          ...(pool === undefined ? {} : { pool }),
          field,
          expected: String(expected),
          got: String(got),
        })),
    ),
  };
}

/** The fixture counts epochs from its calculation, we from the earned one: that both mean the same is worth a look. */
function epochFigures({ epochs }: RewardFixture): Figure[] {
  return [
    ['calcEpoch', epochs.calculation, calculationEpochOf(epochs.earned)],
    ['payoutEpoch', epochs.payout, spendableEpochOf(epochs.earned)],
    ['stakeSnapshotEndOfEpoch', epochs.snapshotEnd, rolesOfEarned(epochs.earned).snapshotEnd],
  ];
}

function totalFigures({ expected }: RewardFixture, { pots, activeStake, totals, ...rewards }: EpochRewards): Figure[] {
  const eta = sameRatio(expected.eta, pots.efficiency) ? expected.eta : pots.efficiency;
  return [
    ['blocksTotal', expected.blocksTotal, pots.poolBlocks],
    ['totalStake', expected.totalStake, pots.circulation],
    ['activeStake', expected.activeStake, activeStake],
    ['expected.eta', ratioText(expected.eta), ratioText(eta)],
    ['expected.incentives', expected.incentives, pots.incentives],
    ['expected.rewardPot', expected.rewardPot, pots.rewardPot],
    ['expected.treasuryTax', expected.treasuryTax, pots.treasuryTax],
    ['expected.availableRewards', expected.availableRewards, pots.availableRewards],
    ['expected.sumLeaderRewards', expected.sumLeaderRewards, totals.leaders],
    ['expected.sumMemberRewards', expected.sumMemberRewards, totals.members],
    ['expected.returnedToReserves', expected.returnedToReserves, rewards.returnedToReserves],
  ];
}

function poolFigures(expected: ExpectedPool, index: number, { pools, memberRewards }: EpochRewards): Figure[] {
  return [
    ['poolReward', expected.poolReward, pools[index]?.poolReward],
    ['leaderReward', expected.leaderReward, pools[index]?.leaderReward],
    ...expected.memberRewards.map(
      (reward, i): Figure => [`memberRewards[${i}]`, reward, memberRewards[expected.firstRow + i]],
    ),
  ];
}

function boundaryFigures({ boundary, treasury, inputs }: RewardFixture, rewards: EpochRewards): Figure[] {
  if (boundary === null) return [];
  const { others, potsNext, unregistered, unregisteredRewards } = boundary;
  const settlement = settleRewards({
    rewards,
    snapshot: inputs.snapshot,
    treasury,
    unregistered: (unregistered ?? []).map(({ credential }) => credential),
    others,
  });
  return [
    ['boundary.reservesNext', potsNext.reserves, settlement.potsNext.reserves],
    ['boundary.treasuryNext', potsNext.treasury, settlement.potsNext.treasury],
    ...(unregisteredRewards === null
      ? []
      : [['boundary.unregisteredRewards', unregisteredRewards, settlement.unclaimed] satisfies Figure]),
    ...(unregistered ?? []).map(({ credential, amount }): Figure => {
      const account = credentialText(credential);
      return [`boundary.unregistered ${account}`, amount, withheldOf(account, settlement)];
    }),
  ];
}

const withheldOf = (account: string, { withheld }: RewardSettlement): bigint =>
  withheld.reduce((sum, { credential, amount }) => (credentialText(credential) === account ? sum + amount : sum), 0n);
