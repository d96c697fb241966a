import { customNetwork } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SocketStage, socketStage } from './socket-stage.ts';

const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

let database: TestDatabase;
let stage: SocketStage;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, NETWORK);
  stage = await socketStage({ pool: database.pool, network: NETWORK });
});
afterAll(async () => {
  await stage.close();
  await database.close();
});

const POOL = 'ab'.repeat(28);
const get = async (path: string) => (await fetch(`${stage.address}${path}`)).json();

test('from an empty database every channel answers at once, with what the same path answers', async () => {
  const page = await stage.page();
  const asked: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['recent_block', {}],
    ['ecosystem', {}],
    ['syncdata', {}],
    ['heights', {}],
    ['epoch_data', {}],
    ['admin_message', {}],
    ['pools', {}],
    ['pool_stats', { pool_id: POOL }],
    ['blocks', { epoch: 612 }],
    ['stake_hist', { address: POOL }],
  ];
  for (const [channel, params] of asked) page.subscribe(channel, params);
  const told = new Map<string, unknown>();
  for (const [channel, params] of asked) {
    const { data, seq, params: echoed } = await page.snapshot(channel);
    expect([channel, seq, echoed]).toEqual([channel, 1, params]);
    told.set(channel, data);
  }
  expect(told.get('recent_block')).toEqual(await get('/api/recent_block'));
  expect(told.get('ecosystem')).toEqual(await get('/api/ecosystem'));
  expect(told.get('syncdata')).toEqual(await get('/api/syncdata'));
  expect(told.get('epoch_data')).toEqual(await get('/api/epoch/0'));
  expect(told.get('admin_message')).toEqual({ title: '', message: '' });
  expect(told.get('pool_stats')).toMatchObject({ pool_id: POOL, public_note: '', metadata: null, metadata_hash: null });
  expect([told.get('heights'), told.get('pools'), told.get('blocks')]).toEqual([{}, [], {}]);
  expect(told.get('stake_hist')).toMatchObject({ status: 'missing' });
  await page.close();
});
