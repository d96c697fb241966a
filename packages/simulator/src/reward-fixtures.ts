import { expectedBlocks, parseCredential, poolId, ratioText } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import type { ExpectedEpoch, ExpectedPayout, ExpectedPool, ExpectedRewards } from './expected.ts';
import type { Simulation } from './simulation.ts';

/** A document of schema rewards-fixture/1, as the recorded epochs of real networks are kept. */
export interface RewardFixtureDocument {
  readonly name: string;
  readonly json: unknown;
}

/** One fixture for every epoch in which the simulated ledger computed rewards; the answers are its own slow literal ones. */
export function rewardFixtures(simulation: Simulation): RewardFixtureDocument[] {
  const epochs = simulation.expected();
  return epochs.flatMap((calculation, index) => {
    const earned = epochs[index - 1];
    if (earned === undefined || calculation.rewards === null || earned.epoch < 2) return [];
    const json = fixtureOf({ simulation, earned, calculation, rewards: calculation.rewards, next: epochs[index + 1] });
    return [{ name: `simulated epoch ${calculation.epoch}`, json }];
  });
}

interface Parts {
  readonly simulation: Simulation;
  readonly earned: ExpectedEpoch;
  readonly calculation: ExpectedEpoch;
  readonly rewards: ExpectedRewards;
  /** the epoch the rewards are paid in; the last epochs have none */
  readonly next: ExpectedEpoch | undefined;
}

function fixtureOf({ simulation, earned, calculation, rewards, next }: Parts): unknown {
  const { network, parameters } = simulation;
  const blocks = Object.values(earned.blocks).reduce((sum, made) => sum + made, 0);
  return {
    schema: 'rewards-fixture/1',
    network: network.name,
    calcEpoch: calculation.epoch,
    earnedEpoch: earned.epoch,
    payoutEpoch: calculation.epoch + 1,
    stakeSnapshotEndOfEpoch: earned.epoch - 2,
    params: {
      k: parameters.optimalPoolCount,
      a0: ratioText(parameters.pledgeInfluence),
      rho: ratioText(parameters.monetaryExpansion),
      tau: ratioText(parameters.treasuryGrowth),
      d: ratioText(parameters.decentralisation),
      activeSlotCoeff: ratioText(network.activeSlotCoefficient),
      slotsPerEpoch: network.epochLength,
      maxLovelaceSupply: `${network.maxLovelaceSupply}`,
      aggregateRewards: true,
      prefilterUnregistered: false,
    },
    pots: { reserves: calculation.reserves, treasury: calculation.treasury },
    fees: rewards.fees,
    blocksTotal: blocks,
    totalStake: `${network.maxLovelaceSupply - BigInt(calculation.reserves)}`,
    activeStake: calculation.go.totalStake,
    expected: {
      eta: `${blocks}/${expectedBlocks(network)}`,
      incentives: rewards.incentives,
      rewardPot: `${BigInt(rewards.incentives) + BigInt(rewards.fees)}`,
      treasuryTax: rewards.treasuryTax,
      availableRewards: rewards.available,
      sumLeaderRewards: sumOf(rewards, 'leader'),
      sumMemberRewards: sumOf(rewards, 'member'),
      returnedToReserves: rewards.unearned,
    },
    boundary: next === undefined || next.paid === null ? null : boundaryOf(calculation, next, next.paid, rewards),
    pools: Object.entries(calculation.go.pools)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, pool]) => poolOf(id, pool, { earned, calculation, rewards })),
  };
}

const sumOf = ({ accounts }: ExpectedRewards, wanted: 'leader' | 'member'): string =>
  `${accounts.reduce((sum, { kind, amount }) => (kind === wanted ? sum + BigInt(amount) : sum), 0n)}`;

function boundaryOf(calculation: ExpectedEpoch, next: ExpectedEpoch, paid: ExpectedPayout, rewards: ExpectedRewards) {
  const unregistered = Object.values(paid.toTreasury).reduce((sum, amount) => sum + BigInt(amount), 0n);
  return {
    reservesNext: next.reserves,
    treasuryNext: next.treasury,
    treasuryExtra: `${BigInt(next.treasury) - BigInt(calculation.treasury) - BigInt(rewards.treasuryTax)}`,
    unregisteredRewards: `${unregistered}`,
    unregistered: Object.entries(paid.toTreasury).map(([account, amount]) => [...credentialPair(account), amount]),
    unclaimedPoolDeposits: paid.poolDepositsToTreasury,
    other: '0',
  };
}

function poolOf(id: string, pool: ExpectedPool, { earned, calculation, rewards }: Omit<Parts, 'simulation' | 'next'>) {
  const members = new Map(
    rewards.accounts.flatMap(({ kind, poolId, credential, amount }) =>
      kind === 'member' && poolId === id ? [[credential, amount]] : [],
    ),
  );
  const delegators = calculation.go.delegations.filter(({ poolId }) => poolId === id);
  return {
    id: encodePoolId(poolId(id)),
    hash: id,
    blocks: earned.blocks[id] ?? 0,
    pledge: pool.pledge,
    cost: pool.cost,
    margin: pool.margin,
    owners: pool.owners,
    rewardAccount: credentialPair(pool.rewardAccount),
    paramsSource: 'simulator',
    delegators: delegators.map(({ credential, stake }) => [...credentialPair(credential), stake]),
    expected: {
      poolReward: rewards.pools[id]?.poolReward ?? '0',
      leaderReward: rewards.pools[id]?.leaderReward ?? '0',
      memberRewards: delegators.map(({ credential }) => members.get(credential) ?? '0'),
    },
  };
}

function credentialPair(text: string): ['k' | 's', string] {
  const { kind, hash } = parseCredential(text);
  return [kind === 'key' ? 'k' : 's', hash];
}
