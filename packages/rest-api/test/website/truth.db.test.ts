import { epochsPerYear } from '@pooltool/domain';
import { HIGHEST_ROS } from '@pooltool/domain/rewards';
import { type ExpectedEpoch, type ExpectedPool, makeSimulation } from '@pooltool/simulator';
import { claimNetwork } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from '../../../epoch-processing/test/stage.ts';
import { type Ask, askerOf } from './website-stage.ts';

/** Where our chain ends. Of the two epochs behind it only the ledger is asked: what becomes of terms that are pending. */
const PRESENT = 6;
/** Pools come, change their terms and go. */
const simulation = makeSimulation({ seed: 11, epochs: PRESENT + 3, epochLength: 300, forkRate: 0 });

type Json = Awaited<ReturnType<Ask>>;

/** What the ledger of the simulation says at the last block of each epoch: nothing of it was computed by what is tried here. */
const expected: ExpectedEpoch[] = [];
const ledger = (of: number): ExpectedEpoch => {
  const found = expected[of];
  if (found === undefined) throw new Error(`the simulation has no epoch ${of}`);
  return found;
};

describe('what the website is told is what the ledger says', () => {
  let stage: Stage;
  let ask: Ask;
  let pools: readonly Json[];
  beforeAll(async () => {
    stage = await startStage(simulation);
    await claimNetwork(stage.pool, simulation.network);
    await stage.follow({ ...simulation, events: untilThePresent });
    await stage.work();
    ask = askerOf({ pool: stage.pool, network: simulation.network });
    pools = await ask('/api/pools');
  }, 120_000);
  afterAll(() => stage?.close());

  /** By pool, of all that are listed. */
  const listed = (of: (pool: Json) => unknown) => Object.fromEntries(pools.map((pool) => [pool.pool_id, of(pool)]));

  test('of blocks: in the newest epoch with any, and in a pool’s life', () => {
    const made = (pool: string) => expected.slice(0, PRESENT + 1).map(({ blocks }) => blocks[pool] ?? 0);
    expect(listed((pool) => [pool.epoch_blocks_epoch, pool.epoch_blocks, pool.life_blocks])).toEqual(
      listed(({ pool_id }) => {
        const newest = made(pool_id).findLastIndex((blocks) => blocks > 0);
        const life = made(pool_id).reduce((sum, blocks) => sum + blocks, 0);
        return newest < 0 ? [0, 0, 0] : [newest, made(pool_id)[newest], life];
      }),
    );
  });

  test('of stake: what elects the present leaders, and 0 of who is not in that snapshot', () => {
    const electing = ledger(PRESENT).set.pools;
    expect(listed(({ live_stake }) => live_stake)).toEqual(
      listed(({ pool_id }) => Number(electing[pool_id]?.stake ?? 0)),
    );
    expect(pools.some(({ pool_id }) => electing[pool_id] === undefined)).toBe(true);
  });

  test('of terms: in force as the next snapshot has them, pending ones as the one behind it', () => {
    const inForce = ledger(PRESENT + 1).mark.pools;
    const later = ledger(PRESENT + 2).mark.pools;
    expect(listed(({ retired }) => retired)).toEqual(listed(({ pool_id }) => inForce[pool_id] === undefined));
    const registered = pools.filter(({ retired }) => !retired);
    expect(registered.map(({ pool_id, cost, pledge, margin }) => [pool_id, cost, pledge, margin])).toEqual(
      registered.map(({ pool_id }) => [pool_id, ...termsOf(inForce[pool_id])]),
    );
    const staying = registered.filter(({ pool_id }) => later[pool_id] !== undefined);
    expect(
      staying.map(({ pool_id, future_cost, future_pledge, future_margin }) => [
        pool_id,
        future_cost,
        future_pledge,
        future_margin,
      ]),
    ).toEqual(staying.map(({ pool_id }) => [pool_id, ...termsOf(later[pool_id])]));
    expect(staying.some(({ pledge, future_pledge }) => pledge !== future_pledge)).toBe(true);
    expect(pools.some(({ retired }) => retired)).toBe(true);
  });

  test.each([
    ['that was paid when the present one began', PRESENT - 2, 'epoch_ros'],
    ['before that', PRESENT - 3, 'prev_epoch_ros'],
  ])('of returns: those of the epoch %s', (_which, earned, field) => {
    expect(listed((pool) => pool[`${field}_epoch`])).toEqual(listed(() => earned));
    for (const pool of pools) {
      const found = earningsOf(pool.pool_id, earned);
      if (found === null) expect(pool[field], pool.pool_id).toBeNull();
      else expect((1 + pool[field]) / (1 + found.ros), pool.pool_id).toBeCloseTo(1, 9);
    }
  });

  test('of fees and rewards: to the lovelace, in the epoch that was paid last', () => {
    expect(listed(({ epoch_tax, epoch_rewards }) => [epoch_tax, epoch_rewards])).toEqual(
      listed(({ pool_id }) => {
        const found = earningsOf(pool_id, PRESENT - 2);
        return found === null ? [null, null] : [Number(found.fee), Number(found.reward)];
      }),
    );
  });

  test('of a pool’s history: blocks, stake, rewards and fees under the epoch in which they were', async () => {
    for (const { pool_id } of pools) {
      const { blocks, stake, delegators_rewards, pool_fees } = await ask(
        '/api/pool/:pool/history',
        `/api/pool/${pool_id}/history?limit=30`,
      );
      const made = byEpoch((of) => ledger(of).blocks[pool_id]);
      expect([pool_id, stake, blocks]).toEqual([
        pool_id,
        byEpoch((of) => ledger(of).set.pools[pool_id]?.stake),
        expect.objectContaining(made),
      ]);
      // Who could have made some and made none has a 0; the present epoch is not over.
      expect(Object.keys(blocks).filter((of) => made[of] === undefined && blocks[of] !== 0)).toEqual([]);
      const earned = (of: number) => (of > PRESENT - 1 ? null : earningsOf(pool_id, of));
      expect([pool_id, delegators_rewards, pool_fees]).toEqual([
        pool_id,
        byEpoch((of) => earned(of)?.reward),
        byEpoch((of) => earned(of)?.fee),
      ]);
    }
  });

  test('of the history of a pool that is gone: the newest epochs that it had', async () => {
    const gone = pools.filter(({ pool_id }) => ledger(PRESENT).set.pools[pool_id] === undefined);
    const left = gone.filter(({ retired, life_blocks }) => retired && life_blocks > 0);
    expect(left.length).toBeGreaterThan(0);
    for (const { pool_id } of left) {
      const stakes = byEpoch((of) => ledger(of).set.pools[pool_id]?.stake);
      const last = Object.keys(stakes).at(-1) ?? '';
      const { stake } = await ask('/api/pool/:pool/history', `/api/pool/${pool_id}/history?limit=1`);
      expect([pool_id, stake]).toEqual([pool_id, { [last]: stakes[last] }]);
    }
  });

  test.each([0, 1, 3, PRESENT])('of epoch %i: its stake, pots and fees', async (of) => {
    const { total_active_stake } = await ask('/api/active_stake/:epoch', `/api/active_stake/${of}`);
    const { reserves, treasury } = await ask('/api/epoch_params/:epoch', `/api/epoch_params/${of}`);
    const { fees, epoch_blocks } = await ask('/api/epoch/:epoch', `/api/epoch/${of}`);
    const known = ledger(of);
    expect([total_active_stake, reserves, treasury, fees]).toEqual(
      [known.set.totalStake, known.reserves, known.treasury, known.fees].map(Number),
    );
    expect(epoch_blocks).toBe(Object.values(known.blocks).reduce((sum, blocks) => sum + blocks, 0));
  });
});

/** The chain's beginning; what its ledger says is kept of the whole of it. */
function* untilThePresent(): ReturnType<typeof simulation.events> {
  for (const event of simulation.events()) {
    if (event.kind === 'dump') expected.push(event.expected);
    if (expected.length <= PRESENT || (event.kind === 'dump' && event.epoch === PRESENT)) yield event;
  }
}

const byEpoch = (of: (epoch: number) => string | number | bigint | undefined): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: PRESENT + 1 }, (_, epoch) => epoch).flatMap((epoch) => {
      const value = of(epoch);
      return value === undefined ? [] : [[String(epoch), Number(value)]];
    }),
  );

const termsOf = (pool: ExpectedPool | undefined): readonly number[] => {
  const [numerator = 0, denominator = 1] = (pool?.margin ?? '').split('/').map(Number);
  return [Number(pool?.cost), Number(pool?.pledge), Math.round((numerator / denominator) * 10_000) / 100];
};

/** rewards.md 1.6, by hand. Null: the pool was not in the snapshot that earned. */
function earningsOf(pool: string, earned: number) {
  const { rewards, go } = ledger(earned + 1);
  const terms = go.pools[pool];
  if (terms === undefined) return null;
  const all = BigInt(rewards?.pools[pool]?.poolReward ?? 0);
  const cost = BigInt(terms.cost);
  const [numerator = 0n, denominator = 1n] = terms.margin.split('/').map(BigInt);
  const fee = all > cost ? cost + ((all - cost) * numerator) / denominator : all;
  const rate = terms.stake === '0' ? 0 : Number(all - fee) / Number(terms.stake);
  const ros = Math.min((1 + rate) ** epochsPerYear(simulation.network) - 1, HIGHEST_ROS);
  return { fee, reward: all - fee, ros };
}
