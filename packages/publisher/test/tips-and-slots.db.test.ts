import { type AssignedPerformance, epoch, type PoolPropagation, propagationEdges, slot } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { commitSlots, saveAssignedPerformance, savePropagation } from '@pooltool/store';
import { markAgain } from '@pooltool/store/documents';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ASSIGNED_SLOTS, PROPAGATION, STAKE_POOL } from './contract.ts';
import { shapeFaults } from './shape.ts';
import { network } from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

const POOL = testPoolId(1);
const OTHER = testPoolId(2);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.clear();
  await stage.database.pool.query(
    'truncate assigned_slots, assigned_performance, propagation_epoch, document_state cascade',
  );
  await stage.database.pool.query(
    `insert into pool (pool_id, life_blocks) values (decode($1, 'hex'), 1), (decode($2, 'hex'), 1)`,
    [POOL, OTHER],
  );
  stage.forget();
});
const write = (work: Parameters<typeof inTransaction>[1]) => inTransaction(stage.database.pool, work);

describe('how fast a pool’s blocks travel', () => {
  const counted = (of: number, ...pools: readonly PoolPropagation[]) =>
    write((tx) => savePropagation(tx, { epoch: epoch(of), blocks: 9, reportedBlocks: 9, pools }));
  /** Three delays of 400, 410 and 490 ms. */
  const delays = (given: Partial<PoolPropagation> = {}): PoolPropagation => ({
    pool: POOL,
    side: 'producer',
    counts: Array.from({ length: 100 }, (_, bin) => (bin === 54 ? 3 : 0)),
    datapoints: 3,
    outliers: 1,
    sumMs: 1_300n,
    medianMs: 410,
    uniquePools: 2,
    ...given,
  });
  const file = (side: string, pool = POOL) => stage.object(`stats/pools/${pool}/by_${side}.json`);
  const EMPTY = {
    epoch: 0,
    hist: [Array.from({ length: 100 }, () => 0), propagationEdges()],
    avg: 0,
    median: null,
    unique_pools: 0,
    datapoints: 0,
    outliers: 0,
  };

  test('lies in two files, by producer and by receiver', async () => {
    await counted(500, delays());
    await stage.drain();
    expect(await file('producer')).toEqual({
      epoch: 500,
      hist: [delays().counts, propagationEdges()],
      avg: 433.33,
      median: 410,
      unique_pools: 2,
      datapoints: 3,
      outliers: 1,
    });
    expect(await file('receiver')).toEqual(EMPTY);
    for (const side of ['producer', 'receiver']) expect(shapeFaults(await file(side), PROPAGATION)).toEqual([]);
  });

  test('is of the last epoch that has any of it', async () => {
    await counted(500, delays());
    await counted(501, delays({ pool: OTHER }));
    await stage.drain();
    expect(await file('producer')).toMatchObject({ epoch: 500 });
    expect(await file('producer', OTHER)).toMatchObject({ epoch: 501 });
  });

  test('is an empty but valid file for every pool there is, when nobody ever reported anything', async () => {
    await write((tx) => markAgain(tx, { kinds: ['pool_propagation'] }));
    await stage.drain();
    for (const pool of [POOL, OTHER]) expect(await file('receiver', pool)).toEqual(EMPTY);
  });

  test('is written only when it changed', async () => {
    await counted(500, delays());
    await stage.drain();
    stage.forget();
    await counted(500, delays());
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
    expect(stage.drawn.get('pool_propagation')).toBe(0);
  });
});

describe('assigned slots', () => {
  const commit = (of: number, count: number) =>
    write((tx) =>
      commitSlots(tx, {
        network: { ...network, byron: null, epochLength: 100 },
        pool: POOL,
        epoch: epoch(of),
        commitment: { count, hash: 'ab'.repeat(32) },
        present: slot(of * 100),
      }),
    );
  const judge = (of: number, performance: AssignedPerformance) =>
    write((tx) => saveAssignedPerformance(tx, { epoch: epoch(of), pools: [{ pool: POOL, performance }] }));
  const settled = (made: number, lost: number, missed: number): AssignedPerformance => ({
    outcome: 'settled',
    assigned: made + lost + missed,
    made,
    slotBattlesLost: lost,
    heightBattlesLost: 0,
    missed,
  });
  const record = () => stage.read(`stake_pools/${POOL}`);
  const ofEpoch = (of: number) => stage.read(`pool_stats/${POOL}/assigned_slots/${of}`);

  test('stand in the pool’s record from the commitment on: how many, and of which epoch', async () => {
    await commit(7, 5);
    await stage.drain();
    expect(record()).toMatchObject({ z: 5, ez: 7 });
    expect(record()).not.toHaveProperty('zs');
    expect(ofEpoch(7)).toEqual({ slots: 5, processed: false, cheater: false });
    expect(shapeFaults(record(), STAKE_POOL)).toEqual([]);
    expect(shapeFaults(ofEpoch(7), ASSIGNED_SLOTS)).toEqual([]);
  });

  test('come to a performance in which battles lost count as kept, over all settled epochs', async () => {
    await commit(7, 5);
    await commit(8, 4);
    await judge(7, settled(3, 1, 1));
    await stage.drain();
    expect(record()).toMatchObject({ z: 4, ez: 8, zl: 4, zs: 5 });
    await judge(8, settled(4, 0, 0));
    await stage.drain();
    expect(record()).toMatchObject({ zl: 8, zs: 9 });
    await judge(7, settled(5, 0, 0));
    await stage.drain();
    expect(record()).toMatchObject({ zl: 9, zs: 9 });
    expect(ofEpoch(7)).toEqual({ slots: 5, processed: true, cheater: false });
  });

  test.each([
    ['contradicted', true],
    ['unrevealed', false],
  ] as const)('that are %s are processed, and no performance', async (outcome, cheater) => {
    await commit(7, 1);
    await judge(7, { outcome, assigned: 1, made: 2 });
    await stage.drain();
    expect(ofEpoch(7)).toEqual({ slots: 1, processed: true, cheater });
    expect(record()).not.toHaveProperty('zl');
  });

  test('are absent for a pool that never committed to any', async () => {
    await write((tx) => markAgain(tx, { kinds: ['pool'] }));
    await stage.drain();
    expect(Object.keys(Object(record())).filter((key) => /^(z|ez|zl|zs)$/.test(key))).toEqual([]);
  });
});
