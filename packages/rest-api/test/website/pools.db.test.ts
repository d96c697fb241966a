import { gunzipSync } from 'node:zlib';
import { epoch } from '@pooltool/domain';
import { epochsOfPools, poolEpochSlots, poolEpochs, slotsOfPools } from '@pooltool/store/documents';
import { everyPool } from '@pooltool/store/website';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../../epoch-processing/test/stage.ts';
import { serveApi } from '../served-api.ts';
import { type Ask, askerOf, followedStage, row, simulation } from './website-stage.ts';

const { network } = simulation;

let stage: Stage;
let ask: Ask;
let pool: string;
let present: number;
beforeAll(async () => {
  stage = await followedStage();
  ask = askerOf({ pool: stage.pool, network });
  ({ epoch: present } = await row(stage.pool, `select max(epoch) as epoch from epoch_chain`));
  ({ pool } = await row(
    stage.pool,
    `select encode(pool_id, 'hex') as pool from pool_reward where earned_epoch = $1 and delegators_reward > 0 and operator_fee > 0
       and pool_id in (select pool_id from pool_reward where earned_epoch = $1 - 1) limit 1`,
    [present - 2],
  ));
}, 120_000);
afterAll(() => stage.close());

const inPool = (url: string, route: string) => ask(`/api/pool/:pool${route}`, `/api/pool/${pool}${url}`);

test('the list has every pool there is, and of each what its page has', async () => {
  const list = await ask('/api/pools');
  const { pools } = await row(
    stage.pool,
    `select count(distinct p)::int as pools from (select pool_id from pool where life_blocks > 0 or registrations > 0 union select pool_id from pool_snapshot) all_pools (p)`,
  );
  expect(list).toHaveLength(pools);
  const one = await inPool('', '');
  expect(list.find((listed: { pool_id: string }) => listed.pool_id === pool)).toEqual(one.pool);
});

test('pools’ epochs read in one go are what they are read one by one, before the chain and beyond it too', async () => {
  const ranges = (await everyPool(stage.pool)).flatMap((of) => [
    { pool: of, from: epoch(0), to: epoch(present + 3) },
    { pool: of, from: epoch(present - 1), to: epoch(present) },
  ]);
  const epochs = await epochsOfPools(stage.pool, ranges);
  const slots = await slotsOfPools(stage.pool, ranges);
  for (const [at, { pool: of, from, to }] of ranges.entries()) {
    const pairs = Array.from({ length: to - from + 1 }, (_, nth) => ({ pool: of, epoch: epoch(from + nth) }));
    expect(epochs[at]).toEqual(await poolEpochs(stage.pool, pairs));
    const committed = (await poolEpochSlots(stage.pool, pairs)).map(({ epoch, committed }) => ({ epoch, committed }));
    expect(new Set(slots[at])).toEqual(new Set(committed));
  }
});

test('the stake that the page calls active is the snapshot’s, not the live one', async () => {
  const { stake } = await row(
    stage.pool,
    `select stake::float8 as stake from pool_snapshot where active_epoch = $1 and pool_id = decode($2, 'hex')`,
    [present, pool],
  );
  expect((await inPool('', '')).pool.live_stake).toBe(stake);
});

test('returns are of the two epochs that were paid last, beside rewards and fees of the last and of its life', async () => {
  const told = (await inPool('', '')).pool;
  const paid = await row(
    stage.pool,
    `select delegators_reward::float8 as rewards, operator_fee::float8 as tax from pool_reward where earned_epoch = $1 and pool_id = decode($2, 'hex')`,
    [present - 2, pool],
  );
  const life = await row(
    stage.pool,
    `select delegators_reward_lifetime::float8 as rewards, operator_fees_lifetime::float8 as tax, ros_lifetime as ros, ros_6 as six
     from pool_average where pool_id = decode($1, 'hex') order by earned_epoch desc limit 1`,
    [pool],
  );
  expect([told.epoch_ros_epoch, told.prev_epoch_ros_epoch]).toEqual([present - 2, present - 3]);
  expect([told.epoch_rewards, told.epoch_tax]).toEqual([paid.rewards, paid.tax]);
  expect([told.lifetime_rewards, told.lifetime_tax, told.lifetime_ros, told.one_month_ros]).toEqual([
    life.rewards,
    life.tax,
    life.ros,
    life.six,
  ]);
  expect([told.retired, told.genesis, told.future_cost]).toEqual([false, false, told.cost]);
});

test('a pool’s history has its blocks, stake and earnings by epoch, and its return as a fraction', async () => {
  const told = await inPool('/history?limit=3', '/history');
  const { ros } = await row(
    stage.pool,
    `select ros_1 as ros from pool_average where earned_epoch = $1 and pool_id = decode($2, 'hex')`,
    [present - 2, pool],
  );
  expect(told.ros[present - 2]).toBeCloseTo(ros, 12);
  const { rows } = await stage.pool.query(
    `select active_epoch as epoch, stake::float8 as stake from pool_snapshot where pool_id = decode($1, 'hex') and active_epoch between $2 and $3`,
    [pool, present - 2, present],
  );
  expect(told.stake).toEqual(Object.fromEntries(rows.map(({ epoch, stake }) => [epoch, stake])));
  const { rows: made } = await stage.pool.query(
    `select epoch, blocks from pool_epoch_blocks where pool_id = decode($1, 'hex') and epoch between $2 and $3 order by epoch`,
    [pool, present - 2, present],
  );
  expect(told.blocks).toMatchObject(Object.fromEntries(made.map(({ epoch, blocks }) => [epoch, blocks])));
});

test('a pool that lost no block in an epoch has a list of those it made', async () => {
  const { epoch, heights } = await row(
    stage.pool,
    `select epoch, array_agg(height::int order by height) as heights from block where pool_id = decode($1, 'hex') and epoch = 3 group by epoch`,
    [pool],
  );
  const told = await inPool(`/blocks/${epoch}`, '/blocks/:epoch');
  expect(told.map(({ block }: { block: number }) => block)).toEqual(heights);
});

test('awards have a key of their own, and none are of the testnet', async () => {
  const { rows } = await stage.pool.query(
    `select blocks, encode(hash, 'hex') as hash from milestone where pool_id = decode($1, 'hex') order by blocks`,
    [pool],
  );
  const { cardano, itn } = await inPool('/awards', '/awards');
  expect(Object.keys(cardano).sort()).toEqual(rows.map(({ blocks }) => `blocks-${String(blocks).padStart(5, '0')}`));
  expect(cardano['blocks-00001']).toMatchObject({ type: 'MAINBLOCKS', hash: rows[0]?.hash });
  expect(itn).toEqual({});
});

test('a page that is loaded directly asks for a pool named undefined, and hears 404', async () => {
  const { server, log } = serveApi({ pool: stage.pool, network });
  for (const url of ['/api/pool/undefined', '/api/pool/undefined/blocks/3', '/api/pool/undefined/awards']) {
    expect((await server.inject(url)).statusCode, url).toBe(404);
  }
  expect((await server.inject(`/api/pool/${'ab'.repeat(28)}`)).statusCode).toBe(404);
  expect((await server.inject('/api/pool/nonsense')).statusCode).toBe(400);
  expect(log.entries.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('who knows the list hears 304, and the list once more when something changed', async () => {
  const { server, clock } = serveApi({ pool: stage.pool, network });
  const [first] = await Promise.all(
    Array.from({ length: 5 }, () => server.inject({ url: '/api/pools', headers: { 'accept-encoding': 'gzip' } })),
  );
  expect(first?.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(first?.rawPayload ?? '').toString())).toEqual(await ask('/api/pools'));

  const again = () => server.inject({ url: '/api/pools', headers: { 'if-none-match': String(first?.headers.etag) } });
  await clock.advance(2_000);
  const known = await again();
  expect([known.statusCode, known.body]).toEqual([304, '']);

  const change = (by: number) =>
    stage.pool.query(`update pool set life_blocks = life_blocks + $2 where pool_id = decode($1, 'hex')`, [pool, by]);
  await change(1);
  await clock.advance(60_000);
  expect((await again()).statusCode).toBe(200);
  await change(-1);
});
