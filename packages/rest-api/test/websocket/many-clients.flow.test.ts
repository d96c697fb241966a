import { lovelace } from '@pooltool/domain';
import { expect, onTestFinished, test } from 'vitest';
import { openPurses } from '../../../store/test/accounts/paying.ts';
import { credentialNumber } from '../../../store/test/chain/small-chain.ts';
import { openIntakeStage } from '../tips/intake-stage.ts';
import { startManyClients } from './many-clients.ts';
import { openPageSocket } from './page-socket.ts';

const PATIENCE = { timeout: 60_000, interval: 50 };
const SLEEPING = 100;
/** What garbage collection leaves one time and not another. */
const GENEROUS_MB = 120;

/** Without what many requests of one address are refused for: here everybody has the same. */
const ROOMY = {
  REST_API_REQUESTS_PER_SECOND: '1000000',
  REST_API_BURST: '1000000',
  REST_API_SOCKETS_OF_ADDRESS: '5000',
  REST_API_SOCKET_PING: '2s',
};

test('a thousand pages, half of them coming and going, some never reading: the others hear every block, also after PostgreSQL was away, and memory stays', async () => {
  const stage = await openIntakeStage({ settings: ROOMY });
  const payer = credentialNumber(0xa0);
  const purses = await openPurses(stage.pool, [payer]);
  const api = await stage.api();
  const url = `${api.address.replace('http', 'ws')}/ws`;
  const figure = async (name: string): Promise<number> => {
    const page = await (await fetch(`${api.address}/metrics`)).text();
    return Number(new RegExp(`^pooltool_${name}\\S* (\\S+)$`, 'm').exec(page)?.[1] ?? Number.NaN);
  };
  const heightNow = async (): Promise<number> => {
    const { rows } = await stage.pool.query<{ height: number }>(`select max(height)::int as height from block`);
    return rows[0]?.height ?? Number.NaN;
  };

  const clients = startManyClients({ url, steady: 400, restless: 500, sleeping: SLEEPING, seed: 7 });
  onTestFinished(() => clients.stop());
  const block = async (): Promise<void> => {
    await purses.pay(payer, { amount: lovelace(1_000_000n) });
    await clients.heardByAll(await heightNow());
  };
  await clients.ready;
  for (let nth = 0; nth < 10; nth += 1) await block();
  const memory = (await figure('process_resident_memory_bytes')) / 1e6;
  for (let nth = 0; nth < 20; nth += 1) await block();

  await stage.takeAway();
  const late = await openPageSocket(url);
  // What nobody has seen yet: what is known already is told as it was known last.
  late.subscribe('blocks', { epoch: 1 });
  expect((await late.heardOf(({ type }) => type === 'error')).code).toMatch(/^POOLTOOL_DATABASE/);
  await stage.bringBack();
  await late.snapshot('blocks');
  await block();

  await expect.poll(() => figure('websocket_dropped_total{why="silent"'), PATIENCE).toBeGreaterThanOrEqual(SLEEPING);
  for (let nth = 0; nth < 10; nth += 1) await block();
  expect((await figure('process_resident_memory_bytes')) / 1e6).toBeLessThan(memory + GENEROUS_MB);

  await clients.stop();
  await late.close();
  for (const what of ['websocket_sockets', 'websocket_subscriptions', 'websocket_topics'])
    await expect.poll(() => figure(what), PATIENCE).toBe(0);
  api.kill('SIGTERM');
  expect(await api.ended).toBe(0);
});
