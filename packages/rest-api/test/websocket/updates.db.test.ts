import { lovelace, preview } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { claimNetwork } from '@pooltool/store';
import { saveAdminMessage } from '@pooltool/store/admin';
import { DOCUMENTS_CHANNEL } from '@pooltool/store/documents';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPurses, type Purses } from '../../../store/test/accounts/paying.ts';
import { credentialNumber } from '../../../store/test/chain/small-chain.ts';
import type { Heard, PageSocket } from './page-socket.ts';
import { type SocketStage, socketStage } from './socket-stage.ts';

/** A chain that grows by a block when somebody pays, and a hub that is woken as the daemon's is. */
const PAYER = credentialNumber(0xa0);

let database: TestDatabase;
let purses: Purses;
let stage: SocketStage;
let listening: Awaited<ReturnType<typeof listen>>;
let page: PageSocket;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, preview);
  purses = await openPurses(database.pool, [PAYER]);
  stage = await socketStage({ pool: database.pool, network: preview });
  listening = await listen(database.pool, DOCUMENTS_CHANNEL, stage.hub.wake);
  page = await stage.page();
});
afterAll(async () => {
  await listening.close();
  await stage.close();
  await database.close();
});

const updateOf =
  (channel: string) =>
  (message: Heard): boolean =>
    message.type === 'update' && message.channel === channel;
const get = async (path: string): Promise<ReturnType<typeof JSON.parse>> =>
  (await fetch(`${stage.address}${path}`)).json();

test('a block is pushed to the header, the epoch, the live list and the list of pools, as it is asked for', async () => {
  const { epoch } = await get('/api/recent_block');
  const channels = ['recent_block', 'epoch_data', 'blocks', 'pools'];
  for (const channel of channels) page.subscribe(channel, channel === 'blocks' ? { epoch } : {});
  for (const channel of channels) await page.snapshot(channel);
  const before = await get('/api/pools');

  await purses.pay(PAYER, { amount: lovelace(2_000_000n) });
  const newest = await get('/api/recent_block');
  const header = await page.heardOf(updateOf('recent_block'));
  expect([header.data, header.seq]).toEqual([newest, 2]);
  expect((await page.heardOf(updateOf('epoch_data'))).data).toEqual(await get(`/api/epoch/${epoch}`));
  const block = (await page.heardOf(updateOf('blocks'))).data;
  expect([block.block, block.hash, block.pool_id]).toEqual([newest.block, newest.hash, newest.leaderPoolId]);
  const pool = (await page.heardOf(updateOf('pools'))).data;
  const own = (one: { readonly pool_id: string }) => one.pool_id === newest.leaderPoolId;
  expect([Object.keys(pool).sort(), pool.id, pool.l]).toEqual([
    ['b', 'eb', 'id', 'l', 'n', 'o', 'oo', 't'],
    newest.leaderPoolId,
    before.find(own).life_blocks + 1,
  ]);
});

test('what an administrator says is shown, and goes when he takes it back', async () => {
  page.subscribe('admin_message');
  await page.snapshot('admin_message');
  for (const said of [
    { title: 'Hear', message: 'what' },
    { title: '', message: '' },
  ]) {
    await inTransaction(database.pool, (tx) => saveAdminMessage(tx, { ...said, kind: 'web', user: null, nowMs: 1 }));
    const { data } = await page.heardOf(
      (message) => updateOf('admin_message')(message) && message.data.title === said.title,
    );
    expect(data).toEqual(said);
  }
});
