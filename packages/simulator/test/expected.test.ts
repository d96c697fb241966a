import {
  credentialHash,
  emptyDelegators,
  lovelace,
  type PoolId,
  parseCredential,
  parseRatio,
  poolId,
  type StakeSnapshot,
  setDelegator,
} from '@pooltool/domain';
import { computeRewards, type EpochRewards } from '@pooltool/domain/rewards';
import { describe, expect, test } from 'vitest';
import type { ExpectedEpoch, ExpectedSnapshot } from '../src/index.ts';
import { collected } from './collected.ts';

const SEEDS = [1, 2, 3, 4];
const runs = SEEDS.map((seed) => ({ seed, ...collected({ seed, epochs: 7 }) }));
const epochsOf = (run: (typeof runs)[number]): ExpectedEpoch[] => run.dumps.map(({ expected }) => expected);

describe('what a simulation must come to', () => {
  test('no lovelace is made or lost in any epoch', () => {
    for (const run of runs) {
      for (const { outputs, balances, deposits, feePot, treasury, reserves } of epochsOf(run)) {
        const parts = [outputs, balances, deposits, feePot, treasury, reserves].map(BigInt);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(run.simulation.network.maxLovelaceSupply);
      }
    }
  });

  test('the reward engine, written by others in another way, agrees on every lovelace', () => {
    for (const run of runs) {
      const epochs = epochsOf(run);
      for (const [before, now] of pairsOf(epochs)) {
        const snapshot = snapshotOf(now.go);
        const computed = computeRewards({
          network: run.simulation.network,
          parameters: run.simulation.parameters,
          reserves: lovelace(BigInt(now.reserves)),
          fees: lovelace(BigInt(before.fees)),
          blocks: blocksOf(before),
          snapshot,
        });
        const { rewards } = now;
        if (rewards === null) throw new Error('every epoch but the first computes rewards');
        expect(computed.pots).toMatchObject({
          incentives: BigInt(rewards.incentives),
          treasuryTax: BigInt(rewards.treasuryTax),
          availableRewards: BigInt(rewards.available),
        });
        expect(computed.returnedToReserves).toBe(BigInt(rewards.unearned));
        expect(poolsIn(computed)).toEqual(rewards.pools);
        expect(membersIn(computed, now.go)).toEqual(membersOf(rewards.accounts));
      }
    }
  });

  test('rewards are paid two epochs on: to accounts, and to the treasury where nobody is registered', () => {
    for (const run of runs) {
      for (const [before, now] of pairsOf(epochsOf(run))) {
        if (now.paid === null) continue;
        const earned = (before.rewards?.accounts ?? []).reduce((sum, { amount }) => sum + BigInt(amount), 0n);
        const unclaimed = Object.values(now.paid.toTreasury).reduce((sum, amount) => sum + BigInt(amount), 0n);
        expect(BigInt(now.paid.toAccounts) + unclaimed).toBe(earned);
        const tax = BigInt(before.rewards?.treasuryTax ?? 0) + BigInt(now.paid.poolDepositsToTreasury);
        expect(BigInt(now.treasury) - BigInt(before.treasury)).toBe(tax + unclaimed);
        const leaves = BigInt(before.rewards?.incentives ?? 0) - BigInt(before.rewards?.unearned ?? 0);
        expect(BigInt(before.reserves) - BigInt(now.reserves)).toBe(leaves);
      }
    }
    expect(runs.some((run) => epochsOf(run).some(({ paid }) => Object.keys(paid?.toTreasury ?? {}).length > 0))).toBe(
      true,
    );
  });

  test('a snapshot ages from mark to set to go', () => {
    for (const run of runs) {
      for (const [before, now] of pairsOf(epochsOf(run))) {
        expect(now.set).toEqual(before.mark);
        expect(now.go).toEqual(before.set);
      }
    }
  });

  test('blocks are made by pools that had stake, and counted', () => {
    for (const run of runs) {
      for (const expected of epochsOf(run)) {
        const made = run.main.filter(({ epoch }) => epoch === expected.epoch);
        const counted = Object.values(expected.blocks).reduce((sum, blocks) => sum + blocks, 0);
        expect(counted).toBe(made.length);
        const active = expected.epoch === 0 ? expected.mark : expected.set;
        for (const id of Object.keys(expected.blocks)) expect(BigInt(active.pools[id]?.stake ?? 0)).toBeGreaterThan(0n);
      }
    }
  });

  test('fees are what the transactions of the chain paid', () => {
    for (const run of runs) {
      for (const { epoch, fees } of epochsOf(run)) {
        const paid = run.main
          .filter((event) => event.epoch === epoch)
          .flatMap(({ block }) => block.transactions.map(({ fee }): bigint => fee ?? 0n));
        expect(BigInt(fees)).toBe(paid.reduce((sum, fee) => sum + fee, 0n));
      }
    }
  });

  test('is plain data', () => {
    const [run] = runs;
    const expected = run?.simulation.expected() ?? [];
    expect(expected).toHaveLength(7);
    expect(JSON.parse(JSON.stringify(expected))).toEqual(expected);
  });
});

const pairsOf = <Item>(items: readonly Item[]): (readonly [Item, Item])[] =>
  items.slice(1).flatMap((item, i) => {
    const before = items[i];
    return before === undefined ? [] : [[before, item] as const];
  });

const blocksOf = ({ blocks }: ExpectedEpoch): Map<PoolId, number> =>
  new Map(Object.entries(blocks).map(([id, count]) => [poolId(id), count]));

function snapshotOf(expected: ExpectedSnapshot): StakeSnapshot {
  const ids = Object.keys(expected.pools);
  const delegators = emptyDelegators(expected.delegations.length);
  for (const [row, { credential, poolId: id, stake }] of expected.delegations.entries()) {
    const given = { credential: parseCredential(credential), stake: BigInt(stake), pool: ids.indexOf(id) };
    setDelegator(delegators, row, given);
  }
  const pools = Object.entries(expected.pools).map(([id, pool]) => ({
    poolId: poolId(id),
    pledge: lovelace(BigInt(pool.pledge)),
    cost: lovelace(BigInt(pool.cost)),
    margin: parseRatio(pool.margin),
    rewardAccount: parseCredential(pool.rewardAccount),
    owners: pool.owners.map(credentialHash),
  }));
  return { pools, delegators };
}

const poolsIn = ({ pools }: EpochRewards) =>
  Object.fromEntries(
    pools
      .filter(({ blocks }) => blocks > 0)
      .map(({ poolId: id, poolReward, leaderReward }) => [
        id,
        { poolReward: `${poolReward}`, leaderReward: `${leaderReward}` },
      ]),
  );

const membersIn = ({ memberRewards }: EpochRewards, { delegations }: ExpectedSnapshot) =>
  Object.fromEntries(
    delegations
      .map(({ credential }, row) => [credential, `${memberRewards[row]}`])
      .filter(([, amount]) => amount !== '0'),
  );

const membersOf = (accounts: NonNullable<ExpectedEpoch['rewards']>['accounts']) =>
  Object.fromEntries(
    accounts.filter(({ kind }) => kind === 'member').map(({ credential, amount }) => [credential, amount]),
  );
