import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Stage } from '../../../epoch-processing/test/stage.ts';
import { contestedBlockSchema } from '../../src/website/shapes/blocks.ts';
import { ecosystemSchema } from '../../src/website/shapes/ecosystem.ts';
import { followedStage, row, simulation } from '../website/website-stage.ts';
import type { PageSocket } from './page-socket.ts';
import { FILES_URL, type SocketStage, socketStage } from './socket-stage.ts';

const { network } = simulation;

let stage: Stage;
let sockets: SocketStage;
let page: PageSocket;
beforeAll(async () => {
  stage = await followedStage();
  sockets = await socketStage({ pool: stage.pool, network });
  page = await sockets.page();
}, 120_000);
afterAll(async () => {
  await sockets.close();
  await stage.close();
});

const get = async (path: string): Promise<ReturnType<typeof JSON.parse>> =>
  (await fetch(`${sockets.address}${path}`)).json();

test.each([
  ['recent_block', '/api/recent_block'],
  ['ecosystem', '/api/ecosystem'],
  ['syncdata', '/api/syncdata'],
  ['heights', '/api/heights'],
  ['pools', '/api/pools'],
])('%s begins with what %s answers', async (channel, path) => {
  page.subscribe(channel);
  expect((await page.snapshot(channel)).data).toEqual(await get(path));
});

test('epoch_data is the present epoch as it is asked for by its number', async () => {
  const { epoch } = await get('/api/recent_block');
  page.subscribe('epoch_data');
  const { data } = await page.snapshot('epoch_data');
  expect(data).toEqual(await get(`/api/epoch/${epoch}`));
  expect(data.epoch_blocks).toBeGreaterThan(0);
});

test('of the network’s figures an update has those that changed, and no others', async () => {
  page.subscribe('ecosystem');
  const { seq: before = 0 } = await page.snapshot('ecosystem');
  await stage.pool.query(
    `insert into exchange_rate (earned_epoch, rates, paid_at, priced_at, asked_at) values (2, '{"usd": "0.5"}', to_timestamp(1700000000), now(), now())`,
  );
  sockets.hub.wake();
  const { data, seq } = await page.heardOf(({ type, channel }) => type === 'update' && channel === 'ecosystem');
  expect([Object.keys(data), data.prices.usd, seq]).toEqual([['prices'], 0.5, before + 1]);
  const { prices, ...others } = ecosystemSchema.properties;
  expect([Object.keys(others).length > 10, [...Value.Errors(prices, data.prices)]]).toEqual([true, []]);
});

test('a pool’s page is told of its note always, and of its metadata under the names that it reads there', async () => {
  const { pool } = await row(stage.pool, `select encode(pool_id, 'hex') as pool from pool_registration limit 1`);
  const { metadataUrl, metadataHash, ...stats } = (await get(`/api/pool/${pool}`)).pool_stats;
  page.subscribe('pool_stats', { pool_id: pool });
  const { data } = await page.snapshot('pool_stats');
  expect(data).toEqual({ ...stats, pool_id: pool, metadata: metadataUrl, metadata_hash: metadataHash });
  expect([typeof data.public_note, typeof data.description, typeof data.homePage]).toEqual([
    'string',
    'string',
    'string',
  ]);
});

test('blocks begins with the sixteen newest heights of the epoch, because the page drops the lowest', async () => {
  const { epoch, block } = await get('/api/recent_block');
  page.subscribe('blocks', { epoch });
  const { data } = await page.snapshot('blocks');
  const heights = Object.keys(data).map(Number);
  expect(heights).toEqual(Array.from({ length: 16 }, (_, at) => block - 15 + at));
  const around = await get(`/api/blocks/${epoch}?block_height=${block}`);
  expect(data[block]).toEqual(around[block]);
  const [byHash] = Object.values<Record<string, unknown>>(data[block]);
  expect([...Value.Errors(contestedBlockSchema, Object.values(byHash ?? {})[0])]).toEqual([]);
});

test('of an epoch that is over the last heights are shown, and nothing of one that never was', async () => {
  const last = await row(stage.pool, `select last_height::int as height from epoch_chain where epoch = 2`);
  page.subscribe('blocks', { epoch: 2 });
  const old = await page.heardOf(({ type, params }) => type === 'snapshot' && params?.['epoch'] === 2);
  expect(Math.max(...Object.keys(old.data).map(Number))).toBe(last.height);
  page.subscribe('blocks', { epoch: 999_999 });
  const never = await page.heardOf(({ type, params }) => type === 'snapshot' && params?.['epoch'] === 999_999);
  expect(never.data).toEqual({});
});

test('a history that is drawn is told with its address, and the page is told as soon as it is', async () => {
  const { key } = await row(
    stage.pool,
    `select encode(credential, 'hex') as key from stake_snapshot where credential_kind = 0 limit 1`,
  );
  page.subscribe('stake_hist', { address: key });
  expect((await page.snapshot('stake_hist')).data).toMatchObject({
    status: 'missing',
    processedThrough: expect.any(Number),
  });
  await stage.pool.query(
    `insert into document_state (kind, subject, content_hash, drawn_at) values ('stake_history_file', $1, '\\x00', now())`,
    [`key:${key}`],
  );
  sockets.hub.wake();
  const { data } = await page.heardOf(({ type, channel }) => type === 'update' && channel === 'stake_hist');
  expect([data.status, data.url]).toEqual(['ready', expect.stringContaining(`${FILES_URL}/`)]);
  expect(data.url).toContain(`stake_history/${key.slice(0, 6)}/${key}.json`);
});
