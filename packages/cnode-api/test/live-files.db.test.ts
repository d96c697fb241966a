import { blockHash, epoch, liveStakeArrivalText, slot, unixMs } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { databaseServer } from '../../cnode/src/hand-over/database-server.ts';
import { sweepLiveFiles } from '../src/sweep-live-files.ts';
import { type DatabaseServerOfTest, DEVNET, SECRET, startDatabaseServer } from './cnode-api-server.ts';

const DAY_MS = 24 * 60 * 60_000;

let server: DatabaseServerOfTest;
beforeAll(async () => {
  server = await startDatabaseServer();
  // The object store's clock is the machine's; ours must not be behind it.
  await server.clock.advance(Math.max(0, Date.now() - server.clock.now()));
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.pool.query('truncate live_stake_arrival');
  for await (const { key } of server.objects.list('')) await server.objects.delete([key]);
});

const put = (key: string, text: string) =>
  server.objects.put({ key, body: new TextEncoder().encode(text), contentType: 'application/octet-stream' });

/** Live stake of a later block each time: its file is put, and it is told. */
let blocks = 0;
async function arrive(text: string): Promise<{ key: string; outcome: string }> {
  blocks += 1;
  await server.clock.advance(1);
  const sha256 = sha256Hex(text);
  const key = `live-stake/devnet42/${sha256}.live`;
  await put(key, text);
  const { url, clock } = server;
  const cnode = databaseServer({ url: url(), secret: SECRET, clock, signal: new AbortController().signal });
  const outcome = await cnode.tellLiveStake(
    liveStakeArrivalText({
      magic: DEVNET.magic,
      place: { epoch: epoch(3), blocks },
      point: { slot: slot(blocks), hash: blockHash('ab'.repeat(32)) },
      takenAtMs: unixMs(clock.now()),
      file: { key, sha256, bytes: text.length },
      delegators: 1,
      pools: 1,
    }),
  );
  return { key, outcome };
}

async function keys(): Promise<string[]> {
  const all: string[] = [];
  for await (const { key } of server.objects.list('')) all.push(key);
  return all;
}

test('files that are a day old go when a newer one arrives; the newest stays however old it is, and so does all else', async () => {
  const first = await arrive('first');
  const second = await arrive('second');
  await put('live-stake/mainnet/of-another-network.live', 'x');
  await put('live-stake/devnet42/notes.txt', 'x');
  expect(await keys()).toHaveLength(4);
  await server.clock.advance(2 * DAY_MS);
  expect((await arrive('second')).outcome).toBe('known');
  expect(await keys(), 'nothing newer has arrived').toHaveLength(4);
  // Put again when it was told again, so it is as young as the machine's clock says: two days behind ours.
  const third = await arrive('third');
  expect(third.outcome).toBe('recorded');
  const left = await keys();
  expect(left).not.toContain(first.key);
  expect(left).not.toContain(second.key);
  expect(new Set(left)).toEqual(
    new Set([third.key, 'live-stake/mainnet/of-another-network.live', 'live-stake/devnet42/notes.txt']),
  );
});

test('files of the last day stay: who reads or tells of one is not disturbed', async () => {
  const first = await arrive('one');
  await sweepLiveFiles({ ...server, network: DEVNET, newest: 'live-stake/devnet42/none.live', clock: systemClock });
  expect(await keys()).toContain(first.key);
});

test('an object store that does not answer fails no arrival', async () => {
  await put('live-stake/devnet42/old.live', 'x');
  await server.clock.advance(2 * DAY_MS);
  const broken = { ...server.objects, delete: () => Promise.reject(new Error('no line')) };
  await sweepLiveFiles({ ...server, network: DEVNET, objects: broken, newest: 'live-stake/devnet42/none.live' });
  expect(server.log.of('live-stake.files-left')).toHaveLength(1);
  expect(await keys()).toEqual(['live-stake/devnet42/old.live']);
});
