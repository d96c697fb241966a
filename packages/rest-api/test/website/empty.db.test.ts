import { customNetwork } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { routesOf } from '../../src/api-routes.ts';
import { AT_ONCE, EMPTY_ARCHIVE, serveApi } from '../served-api.ts';
import { everyRead, expectManners } from './expect-manners.ts';
import { type Ask, askerOf } from './website-stage.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

let database: TestDatabase;
let ask: Ask;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, NETWORK);
  ask = askerOf({ pool: database.pool, network: NETWORK });
});
afterAll(() => database.close());

test('before the first block the header asks no further: the epoch is not above 100', async () => {
  expect(await ask('/api/recent_block')).toMatchObject({ block: 0, epoch: 0, hash: '0'.repeat(64) });
});

test('an epoch that nothing is known of has counted nothing, and null for what somebody has to tell', async () => {
  expect(await ask('/api/epoch/:epoch', '/api/epoch/612')).toMatchObject({ epoch: 612, epoch_blocks: 0 });
  expect(await ask('/api/epoch_params/:epoch', '/api/epoch_params/612')).toMatchObject({ influence: null });
  expect(await ask('/api/active_stake/:epoch', '/api/active_stake/612')).toEqual({ epoch: 612, total_active_stake: 0 });
});

test('the figures of the network are all there, all 58 prices and ada among them', async () => {
  const { prices, ...figures } = await ask('/api/ecosystem');
  expect([Object.keys(prices).length, prices.ada, prices.usd]).toEqual([59, 1, 0]);
  expect(figures).toMatchObject({
    total_staked: 0,
    rewardsCompleteEpoch: null,
    protocolVersions: {},
    recentForkers: {},
  });
});

test('of reports every field is there, because pages never show one that comes later', async () => {
  expect(await ask('/api/syncdata')).toEqual({
    majoritymax: 0,
    syncd: 0,
    samples: 0,
    histogramheight: 0,
    histogramhash: '0'.repeat(64),
    currentepoch: 0,
    currentslot: 0,
  });
  expect(await ask('/api/heights')).toEqual({});
});

test('lists and maps are empty', async () => {
  expect(await ask('/api/pools')).toEqual([]);
  expect(await ask('/api/blocks/:epoch', '/api/blocks/1?block_height=5')).toEqual({});
  expect(await ask('/api/blocks/:epoch', '/api/blocks/1')).toEqual({ blocks: {}, deleted_blocks: {} });
  expect(await ask('/api/ros_histogram', '/api/ros_histogram?type=stake')).toEqual({ epoch: 0, histogramdata: [] });
  expect(await ask('/api/epoch_exchange_rates')).toEqual({});
  expect(await ask('/api/tickers2026')).toEqual({ hash: 0, tickers: {} });
});

test('of a pool that nobody heard of nothing is told but its page, which is not there', async () => {
  const nobody = 'ab'.repeat(28);
  expect(await ask('/api/pool/:pool/history', `/api/pool/${nobody}/history?limit=30`)).toMatchObject({
    blocks: {},
    ros: {},
  });
  expect(await ask('/api/pool/:pool/blocks/:epoch', `/api/pool/${nobody}/blocks/1`)).toEqual([]);
  expect(await ask('/api/pool/:pool/awards', `/api/pool/${nobody}/awards`)).toEqual({ cardano: {}, itn: {} });
});

test('every read has the manners of all, and none is forgotten here', async () => {
  const asked = everyRead({ pool: 'ab'.repeat(28), epoch: 1 });
  const { server, clock } = serveApi({ pool: database.pool, network: NETWORK });
  for (const url of asked) await expectManners(server, url);
  const parts = { pool: database.pool, archive: EMPTY_ARCHIVE, network: NETWORK, inTurn: AT_ONCE, clock };
  const paths = routesOf(parts).flatMap(({ path, tag }) => (tag === 'website' ? [path] : []));
  const patterns = paths.map((path) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`));
  const untried = patterns.filter((pattern) => !asked.some((url) => pattern.test(url.split('?')[0] ?? '')));
  // Of a pool that is none there is no page.
  expect(untried).toEqual([/^\/api\/pool\/[^/]+$/]);
});
