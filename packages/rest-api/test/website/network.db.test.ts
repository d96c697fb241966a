import { slot, slotStartMs } from '@pooltool/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../../epoch-processing/test/stage.ts';
import { serveApi } from '../served-api.ts';
import { everyRead, expectManners } from './expect-manners.ts';
import { type Ask, askerOf, followedStage, row, simulation } from './website-stage.ts';

const { network } = simulation;

let stage: Stage;
let ask: Ask;
beforeAll(async () => {
  stage = await followedStage();
  ask = askerOf({ pool: stage.pool, network });
}, 120_000);
afterAll(() => stage.close());

test('the newest block has both slots: of its epoch, and of the chain', async () => {
  const newest = await row(
    stage.pool,
    `select height::int as block, epoch, epoch_slot, slot::int as slot, encode(hash, 'hex') as hash,
       encode(pool_id, 'hex') as pool from block order by slot desc limit 1`,
  );
  const { leaderPoolId, time, ...told } = await ask('/api/recent_block');
  expect({ ...told, pool: leaderPoolId }).toEqual(newest);
  expect(told.slot).toBeGreaterThan(told.epoch_slot);
  expect(time).toBe(slotStartMs(network, slot(newest.slot)));
});

test('an epoch is told as it was counted, its fees under both names', async () => {
  const counted = await row(
    stage.pool,
    `select blocks, transactions::int as transactions, fees::float8 as fees, output::float8 as output from epoch_chain where epoch = 3`,
  );
  const { epoch_blocks, epoch_tx_count, epoch_feess, fees, epoch_output } = await ask(
    '/api/epoch/:epoch',
    '/api/epoch/3',
  );
  expect({ blocks: epoch_blocks, transactions: epoch_tx_count, fees: epoch_feess, output: epoch_output }).toEqual(
    counted,
  );
  expect(fees).toBe(epoch_feess);
  expect(epoch_blocks).toBeGreaterThan(0);
});

test('parameters are fractions', async () => {
  const told = await ask('/api/epoch_params/:epoch', '/api/epoch_params/3');
  const rules = await row(
    stage.pool,
    `select optimal_pool_count as k, split_part(pledge_influence, '/', 1)::float8 / split_part(pledge_influence, '/', 2)::float8 as a0,
       split_part(monetary_expansion, '/', 1)::float8 / split_part(monetary_expansion, '/', 2)::float8 as rho
     from epoch_params where epoch = 3`,
  );
  expect([told.optimal_pool_count, told.influence, told.monetary_expansion_rate]).toEqual([
    rules.k,
    rules.a0,
    rules.rho,
  ]);
});

test('the active stake is that of the epoch’s snapshot', async () => {
  const { stake } = await row(
    stage.pool,
    `select active_stake::float8 as stake from snapshot_epoch where active_epoch = 4`,
  );
  expect(await ask('/api/active_stake/:epoch', '/api/active_stake/4')).toEqual({ epoch: 4, total_active_stake: stake });
});

test('the network’s figures name the newest epoch that is paid, and what was left for pools in it', async () => {
  const paid = await row(
    stage.pool,
    `select earned_epoch as epoch, available::float8 as available from reward_epoch where status = 'final' order by 1 desc limit 1`,
  );
  const told = await ask('/api/ecosystem');
  expect([told.rewardsCompleteEpoch, told.snapshotCompleteEpoch, told.rewardpot]).toEqual([
    paid.epoch,
    paid.epoch,
    paid.available,
  ]);
  expect([told.epochLength, told.activeSlotCoeff]).toEqual([300, expect.any(Number)]);
});

test('histograms are of the newest epoch that is counted, their edges labels in percent', async () => {
  const told = await ask('/api/ros_histogram', '/api/ros_histogram?type=pool');
  const counted = await row(
    stage.pool,
    `select earned_epoch as epoch, sum(frequency)::int as pools from ros_histogram
     where subject = 'pools' group by earned_epoch order by earned_epoch desc limit 1`,
  );
  expect(told.epoch).toBe(counted.epoch);
  expect(told.histogramdata.reduce((sum: number, { freq }: { freq: number }) => sum + freq, 0)).toBe(counted.pools);
});

test('every pool is among the tickers', async () => {
  const { pools } = await row(stage.pool, `select count(distinct pool_id)::int as pools from pool_snapshot`);
  expect(Object.keys((await ask('/api/tickers2026', '/api/tickers2026?t=1')).tickers).length).toBeGreaterThanOrEqual(
    pools,
  );
});

test('prices stand under the epoch in which the rewards were earned', async () => {
  await stage.pool.query(
    `insert into exchange_rate (earned_epoch, rates, paid_at, priced_at, asked_at) values (2, '{"usd": "0.5"}', to_timestamp(1700000000), now(), now())`,
  );
  expect(await ask('/api/epoch_exchange_rates')).toEqual({
    '2': { rewardDate: 1_700_000_000, adaPrices: { usd: 0.5, ada: 1 } },
  });
});

test('every read has the manners of all where there is much to tell, too', async () => {
  const { pool } = await row(stage.pool, `select encode(pool_id, 'hex') as pool from pool_snapshot order by 1 limit 1`);
  const { server } = serveApi({ pool: stage.pool, network });
  for (const url of [...everyRead({ pool, epoch: 4 }), `/api/pool/${pool}`]) await expectManners(server, url);
});
