import { epoch, poolId } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import { testPoolId } from '@pooltool/domain/testing';
import { makeSimulation } from '@pooltool/simulator';
import { epochSummaries, type PoolSummary } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 7, epochs: 5, epochLength: 400, forkRate: 0 });

let stage: Stage;
/** of every pool with stake in epoch 3, when that ended: epoch 2 is paid, epoch 3 forecast */
let found: PoolSummary[];
beforeAll(async () => {
  stage = await startStage(simulation);
  await stage.follow(simulation);
  await stage.work();
  const rows = await rowsOf<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from pool_snapshot where active_epoch = 3 order by 1`,
  );
  const pools = rows.map(({ pool }) => poolId(pool));
  found = await epochSummaries(stage.pool, { ended: epoch(3), pools, epochsPerYear: 73 });
}, 180_000);
afterAll(() => stage.close());

const rowsOf = async <Row extends object>(sql: string): Promise<Row[]> => (await stage.pool.query<Row>(sql)).rows;

describe('the summaries of an epoch', () => {
  test('tell the stake, the delegators and the blocks of every pool', async () => {
    const rows = await rowsOf<object>(
      `select encode(s.pool_id, 'hex') as pool, s.stake, s.delegators, b.blocks
       from pool_snapshot s left join pool_epoch_blocks b on b.pool_id = s.pool_id and b.epoch = 3
       where s.active_epoch = 3 order by 1`,
    );
    const told = found.map(({ pool, stake, delegators, blocks }) => ({
      pool,
      stake,
      delegators,
      blocks: blocks || null,
    }));
    expect(told).toEqual(rows);
    expect(found.some(({ blocks }) => blocks !== null && blocks > 0)).toBe(true);
  });

  test.each([
    ['what was paid for the epoch before', 2, (one: PoolSummary) => one.paid],
    ['what the epoch itself is forecast to bring', 3, (one: PoolSummary) => one.forecast],
  ] as const)('tell %s', async (_, earned, of) => {
    const rows = await rowsOf<{ pool: string; stake: bigint; delegatorsReward: bigint; operatorFee: bigint }>(
      `select encode(pool_id, 'hex') as pool, stake, delegators_reward as "delegatorsReward", operator_fee as "operatorFee"
       from pool_reward where earned_epoch = ${earned} order by 1`,
    );
    const told = found.flatMap((one) => {
      const earnings = of(one);
      return earnings === null ? [] : [{ pool: one.pool, ...earnings }];
    });
    const known = new Set(found.map(({ pool }) => `${pool}`));
    expect(told).toEqual(rows.filter(({ pool }) => known.has(pool)).map((row) => ({ ...row, ros: epochRos(row, 73) })));
    expect(told.some(({ ros }) => ros > 0)).toBe(true);
  });

  test('tell the return of a life, and what the next blocks are expected by', async () => {
    const averages = await rowsOf<{ pool: string; ros: number }>(
      `select encode(pool_id, 'hex') as pool, ros_lifetime as ros from pool_average where earned_epoch = 2`,
    );
    const lifetimes = new Map(averages.map(({ pool, ros }) => [pool, ros]));
    expect(found.map(({ pool, lifetimeRos }) => ({ pool, lifetimeRos }))).toEqual(
      found.map(({ pool }) => ({ pool, lifetimeRos: lifetimes.get(pool) ?? null })),
    );
    const [next] = await rowsOf<{ total: bigint }>(
      'select active_stake as total from snapshot_epoch where active_epoch = 4',
    );
    const expected = found.flatMap((one) => one.next ?? []);
    expect(new Set(expected.map(({ totalStake }) => totalStake))).toEqual(new Set([next?.total]));
    expect(expected.length).toBeGreaterThan(2);
  });

  test('say who retired with the end of the epoch or before', async () => {
    const gone = await rowsOf<{ pool: string }>(
      `select distinct encode(pool_id, 'hex') as pool from pool_retirement where retiring_epoch <= 4 order by 1`,
    );
    const told = found.filter(({ retired }) => retired).map(({ pool }) => `${pool}`);
    expect(told.length).toBeGreaterThan(0);
    expect(gone.map(({ pool }) => pool)).toEqual(expect.arrayContaining(told));
    expect(found.length).toBeGreaterThan(told.length);
  });

  test('know nothing of a pool that nobody knows, nor of what came before the first epoch', async () => {
    const [nobody] = await epochSummaries(stage.pool, { ended: epoch(0), pools: [testPoolId(99)], epochsPerYear: 73 });
    expect(nobody).toEqual({
      pool: testPoolId(99),
      retired: false,
      stake: null,
      delegators: null,
      blocks: null,
      lifetimeRos: null,
      paid: null,
      forecast: null,
      next: null,
    });
  });
});
