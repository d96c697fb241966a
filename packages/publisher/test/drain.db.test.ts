import { epoch, height, markOf, stakeCredential } from '@pooltool/domain';
import { HIGHEST_ROS } from '@pooltool/domain/rewards';
import { testPoolId } from '@pooltool/domain/testing';
import { awsRefused } from '@pooltool/shared-utils/aws';
import { firebaseUnreachable } from '@pooltool/shared-utils/firebase';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { redraw } from '../src/redraw.ts';
import { BLOCK, HISTOGRAM, STAKE_POOL, STAKE_RECORD } from './contract.ts';
import { shapeFaults } from './shape.ts';
import {
  backTo,
  DELEGATOR,
  follow,
  makeBlock,
  network,
  OWNER,
  POOL_1,
  registration,
  rewardsOf,
  snapshotOf,
} from './small-truth.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

beforeEach(() => stage.clear());

const one = makeBlock({ height: 1, pool: 1 });
const two = makeBlock({ height: 2, pool: 2 });
const mark = (...marks: Parameters<typeof markDocuments>[1]) =>
  inTransaction(stage.database.pool, (tx) => markDocuments(tx, marks));

describe('a block that was recorded', () => {
  test('is in every document that shows it, and no mark waits any more', async () => {
    await follow(stage.database.pool, [one, two]);
    await stage.drain();
    expect(stage.read('recent_block')).toMatchObject({
      block: 2,
      epoch: 0,
      slot: 20,
      cslot: 20,
      time: network.systemStartMs + 20_000,
      leaderPoolId: testPoolId(2),
      transactions: 1,
      fees: 170_000,
      output: 5_000_000,
      size: 100,
    });
    for (const path of ['recent_block', 'blocks/0/1', `pool_blocks/${POOL_1}/0/1`, `pool_blocks_ne/${POOL_1}/1`])
      expect(shapeFaults(stage.read(path), BLOCK, path)).toEqual([]);
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ id: POOL_1, b: 1, eb: 0, l: 1, d: false, x: true });
    expect(stage.read(`pool_stats/${POOL_1}/blocks`)).toEqual([1]);
    expect(stage.read('epochs/0')).toMatchObject({
      blocks: 2,
      fees: 340_000,
      transactions: 2,
      lastBlockTime: network.systemStartMs + 20_000,
    });
    expect(stage.read('mary_db_sync_status')).toEqual({ block_no: 2, epoch_no: 0 });
    expect(await stage.waiting()).toEqual([]);
  });

  test('is nowhere after it was rolled back', async () => {
    await follow(stage.database.pool, [one, two]);
    await stage.drain();
    await backTo(stage.database.pool, one);
    await stage.drain();
    expect(stage.read('recent_block')).toMatchObject({ block: 1, leaderPoolId: POOL_1 });
    expect(stage.read('blocks/0/2')).toBeNull();
    expect(stage.read(`pool_blocks/${testPoolId(2)}`)).toBeNull();
    expect(stage.read(`pool_blocks_ne/${testPoolId(2)}`)).toBeNull();
    expect(stage.read(`stake_pools/${testPoolId(2)}`)).toBeNull();
    expect(stage.read(`pool_stats/${testPoolId(2)}/blocks`)).toBeNull();
    expect(stage.read('epochs/0')).toMatchObject({ blocks: 1 });
  });

  test('gives way to the block of another pool at its height, also in another epoch', async () => {
    const tenth = makeBlock({ height: 10, pool: 1, slot: 99 });
    await follow(stage.database.pool, [one, tenth]);
    await stage.drain();
    await backTo(stage.database.pool, one);
    await follow(stage.database.pool, [makeBlock({ height: 10, pool: 1, slot: 101 })]);
    await stage.drain();
    expect(stage.read('blocks/0/10')).toBeNull();
    expect(stage.read('blocks/1/10')).toMatchObject({ epoch: 1, slot: 1 });
    expect(stage.read(`pool_blocks/${POOL_1}/0/10`)).toBeNull();
    expect(stage.read(`pool_blocks_ne/${POOL_1}/10`)).toMatchObject({ epoch: 1 });
  });
});

describe("a pool's record", () => {
  test('has what it registered, shows a change as pending, and adopts it when the next epoch begins', async () => {
    const { pool } = stage.database;
    await follow(pool, [makeBlock({ height: 1, pool: 1, effects: [registration(1, 340_000_000n)] })]);
    await follow(pool, [makeBlock({ height: 11, pool: 2, effects: [registration(1, 170_000_000n)] })]);
    await stage.drain();
    const record = () => stage.read(`stake_pools/${POOL_1}`);
    expect(shapeFaults(record(), STAKE_POOL)).toEqual([]);
    expect(record()).toMatchObject({ f: 340_000_000, ff: 170_000_000, m: 5, x: false });
    expect(stage.read(`pool_stats/${POOL_1}`)).toMatchObject({
      firstEpoch: 2,
      owners: [OWNER],
      reward_address: OWNER,
      metadataUrl: 'https://example.com/1.json',
    });
    const boundary = makeBlock({ height: 21, pool: 2 });
    await follow(pool, [boundary]);
    await stage.drain();
    expect(record()).toMatchObject({ f: 170_000_000, ff: 170_000_000 });
    await backTo(pool, makeBlock({ height: 11, pool: 2 }));
    await stage.drain();
    expect(record()).toMatchObject({ f: 340_000_000, ff: 170_000_000 });
  });

  test('leaves alone what administrators write beside it', async () => {
    await follow(stage.database.pool, [one]);
    await stage.drain();
    await stage.sinks.firebase.update(new Map([[`stake_pools/${POOL_1}/g`, 'a group']]));
    await follow(stage.database.pool, [makeBlock({ height: 2, pool: 1 })]);
    await stage.drain();
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ l: 2, g: 'a group' });
  });
});

describe('what an epoch brings', () => {
  test('is in histories, columns and watched keys, and the markers follow', async () => {
    const { pool } = stage.database;
    await pool.query(`insert into watched_key values (0, decode($1, 'hex')), (0, decode($2, 'hex'))`, [
      OWNER,
      DELEGATOR,
    ]);
    await follow(pool, [one, makeBlock({ height: 31, pool: 1 })]);
    await snapshotOf(pool, epoch(2));
    await rewardsOf(pool, 2, 'final');
    await rewardsOf(pool, 3, 'forecast');
    await snapshotOf(pool, epoch(3));
    await snapshotOf(pool, epoch(5));
    await mark(markOf.rewardColumn(epoch(3)), markOf.syncStatus());
    await mark(markOf.poolStatsEpoch(POOL_1, epoch(2)), markOf.poolStatsEpoch(POOL_1, epoch(3)));
    await stage.drain();
    expect(await stage.object('stake_pool_columns/2/stake.json')).toEqual({ [POOL_1]: 100_000_000 });
    // A fifth of the stake in 100 seconds: more a year than can be shown.
    expect(await stage.object('stake_pool_columns/2/rewards.json')).toEqual({
      [POOL_1]: {
        f: false,
        epochRos: HIGHEST_ROS,
        epochTax: 10_000_000,
        epochRewards: 20_000_000,
        lifetimeRos: 0.031,
        lifetimeTax: 10_000_000,
        lifetimeRewards: 20_000_000,
        lifetimeStake: 100_000_000,
      },
    });
    expect(await stage.object('stake_pool_columns/3/rewards.json')).toEqual({
      [POOL_1]: { f: true, epochRos: HIGHEST_ROS, epochTax: 10_000_000, epochRewards: 20_000_000 },
    });
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ lros: 0.031, sr: 0.029, tr: 0.028 });
    const accounts = stage.read('staticCharts/rewardsHistogram');
    expect(shapeFaults(accounts, HISTOGRAM)).toEqual([]);
    expect(accounts).toEqual({ epoch: 2, histogramdata: [{ min: '3.00', max: '3.14', freq: 2 }] });
    expect(stage.read('staticCharts/poolRewardsHistogram')).toEqual({ epoch: 2 });
    expect(stage.read('total_active_stake/2')).toBe(100_000_000);
    expect(stage.read(`pool_stats/${POOL_1}/ros`)).toMatchObject({ 2: HIGHEST_ROS * 100 });
    // In epoch 2, which is over, it could have made blocks and made none; in epoch 3 it made one.
    expect(stage.read(`pool_stats/${POOL_1}/blocks`)).toEqual([1, null, 0, 1]);
    expect(stage.read(`stake_hist/${DELEGATOR}/2`)).toMatchObject({
      amount: 70_000_000,
      stakeRewards: 14_000_000,
      forecast: false,
      lifeStakeRewards: 14_000_000,
      delegatedTo: POOL_1,
    });
    expect(stage.read(`stake_hist/${OWNER}/2`)).toMatchObject({ operatorRewards: 10_000_000, stakeRewards: 6_000_000 });
    expect(stage.read(`stake_hist/${OWNER}/pivotedToEpoch`)).toBe(2);
    expect(shapeFaults(stage.read(`stake_hist/${OWNER}/2`), STAKE_RECORD)).toEqual([]);
    expect(stage.read('mary_db_sync_status')).toEqual({
      block_no: 31,
      epoch_no: 3,
      waitstake_complete_epoch: 5,
      pool_forecast_calculated_epoch: 3,
      forecast_rewards_complete_epoch: 3,
      pool_actuals_calculated_epoch: 2,
      actual_rewards_complete_epoch: 2,
      new_rewards_complete_epoch: 2,
    });
    stage.forget();
    await mark(markOf.stakeHistory(stakeCredential('key', DELEGATOR)), markOf.rewardColumn(epoch(2)));
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
  });

  test('is promised by no marker before all of it is drawn', async () => {
    const { pool } = stage.database;
    await follow(pool, [one]);
    await snapshotOf(pool, epoch(1));
    const drain = stage.newDrain();
    expect(await drain.pass({ limit: 5 })).toEqual({ complete: false });
    expect(stage.read('mary_db_sync_status')).toBeNull();
    for (let complete = false; !complete; ) ({ complete } = await drain.pass({ limit: 5 }));
    expect(stage.read('mary_db_sync_status')).toMatchObject({ waitstake_complete_epoch: 1 });
  });
});

describe('the drain', () => {
  test('writes nothing of what did not change', async () => {
    await follow(stage.database.pool, [one]);
    await stage.drain();
    stage.forget();
    await mark(markOf.pool(POOL_1), markOf.epoch(epoch(0)), markOf.recentBlock(), markOf.syncStatus());
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
    expect(await stage.waiting()).toEqual([]);
  });

  test('draws a subject once, however often it was marked', async () => {
    for (let at = 1; at <= 9; at += 1) await follow(stage.database.pool, [makeBlock({ height: at, pool: 1 })]);
    await stage.drain();
    expect(Object.fromEntries(stage.drawn)).toMatchObject({
      recent_block: 1,
      pool: 1,
      epoch: 1,
      block: 9,
      sync_status: 1,
    });
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ l: 9 });
  });

  test('draws again what was marked while it was being drawn', async () => {
    await follow(stage.database.pool, [one]);
    let interfered = false;
    const drain = stage.newDrain({
      firebase: {
        async update(values) {
          if (!interfered) {
            interfered = true;
            await follow(stage.database.pool, [makeBlock({ height: 2, pool: 1 })]);
          }
          await stage.sinks.firebase.update(values);
        },
      },
    });
    await drain.pass();
    expect(await stage.waiting()).not.toEqual([]);
    while ((await stage.waiting()).length > 0) await drain.pass();
    expect(stage.read(`stake_pools/${POOL_1}`)).toMatchObject({ l: 2 });
    expect(stage.read('recent_block')).toMatchObject({ block: 2 });
    expect(stage.read('mary_db_sync_status')).toMatchObject({ block_no: 2 });
  });

  test('is not misled by having died between the write and the clearing', async () => {
    await follow(stage.database.pool, [one]);
    await stage.drain();
    await follow(stage.database.pool, [two]);
    const died = new Error('killed');
    const dying = stage.newDrain({
      firebase: {
        async update(values) {
          await stage.sinks.firebase.update(values);
          if (values.has('recent_block')) throw died;
        },
      },
    });
    await expect(dying.pass()).rejects.toBe(died);
    // Written, and nobody knows.
    expect(stage.read('recent_block')).toMatchObject({ block: 2 });
    expect(await stage.waiting()).toContain('recent_block ');
    // The truth goes back to what the last known hash was of.
    await backTo(stage.database.pool, one);
    await stage.drain();
    expect(stage.read('recent_block')).toMatchObject({ block: 1 });
    expect(stage.read('blocks/0/2')).toBeNull();
    expect(stage.read('epochs/0')).toMatchObject({ blocks: 1 });
    expect(await stage.waiting()).toEqual([]);
  });

  test('loses no mark while Firebase is down', async () => {
    await follow(stage.database.pool, [one]);
    const before = await stage.waiting();
    const down = stage.newDrain({ firebase: { update: () => Promise.reject(firebaseUnreachable()) } });
    await expect(down.pass()).rejects.toMatchObject({ code: 'POOLTOOL_FIREBASE_UNREACHABLE' });
    expect(await stage.waiting()).toEqual(before);
    await stage.drain();
    expect(stage.read('recent_block')).toMatchObject({ block: 1 });
  });

  test('leaves a document that cannot be drawn, says which, and draws the others', async () => {
    await follow(stage.database.pool, [one]);
    await mark({ kind: 'block', subject: 'no block' });
    const drain = stage.newDrain();
    await drain.pass();
    expect(await stage.waiting()).toEqual(['block no block']);
    expect(stage.log.entries.filter(({ event }) => event === 'document.refused')).toHaveLength(1);
    expect(stage.read('blocks/0/1')).not.toBeNull();
    await drain.pass();
    expect(stage.log.entries.filter(({ event }) => event === 'document.refused')).toHaveLength(1);
    expect(drain.refused()).toBe(1);
  });

  test('draws what was marked later, however many documents before it cannot be drawn', async () => {
    await mark({ kind: 'block', subject: 'no block' }, { kind: 'pool', subject: 'no pool' });
    await follow(stage.database.pool, [one]);
    const drain = stage.newDrain();
    for (let passes = 0; passes < 20; passes += 1) if ((await drain.pass({ limit: 2 })).complete) break;
    expect(await stage.waiting()).toEqual(['block no block', 'pool no pool']);
    expect(stage.read('mary_db_sync_status')).toMatchObject({ block_no: 1 });
  });

  test('finds the one document that the receiver will never take', async () => {
    await follow(stage.database.pool, [one, two, makeBlock({ height: 3, pool: 3 })]);
    const drain = stage.newDrain({
      firebase: {
        async update(values) {
          if (values.has('blocks/0/2')) throw awsRefused({ message: 'not this one' });
          await stage.sinks.firebase.update(values);
        },
      },
    });
    await drain.pass();
    expect(await stage.waiting()).toEqual(['block 0/2']);
    expect([1, 3].map((at) => stage.read(`blocks/0/${at}`))).not.toContain(null);
  });

  test('draws everything again when asked to, and then also what is there already', async () => {
    await follow(stage.database.pool, [one, two]);
    await stage.drain();
    await stage.sinks.firebase.update(new Map([['epochs', null]]));
    stage.forget();
    expect(await redraw(stage.database.pool, { kinds: ['epoch'] })).toBe(1);
    await stage.drain();
    expect([...stage.billed]).toEqual([]);
    await redraw(stage.database.pool, { kinds: ['epoch'], evenIfUnchanged: true });
    await stage.drain();
    expect(stage.read('epochs/0')).toMatchObject({ blocks: 2 });
    expect(await redraw(stage.database.pool, { kinds: ['block'], subject: '0' })).toBe(2);
    expect(await redraw(stage.database.pool, { kinds: ['block'], subject: `0/${height(2)}` })).toBe(1);
  });
});
