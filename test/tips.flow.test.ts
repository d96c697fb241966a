import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { height, networkText } from '@pooltool/domain';
import { systemClock } from '@pooltool/shared-utils/clock';
import { clientRequest, makeTipNetwork, type NetworkEvent, type NetworkTip } from '@pooltool/simulator/tip-network';
import { claimNetwork } from '@pooltool/store';
import { readContests, readSettledHeight } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { followChain, tellElections } from '../packages/tips/test/network/follow-network.ts';
import { SETTLE_BLOCKS } from '../packages/tips/test/network/network-stage.ts';
import { type Clouds, startClouds } from './tips/clouds.ts';
import { type DaemonProcess, startDaemonProcess } from './tips/daemon-process.ts';
import { grantKeys } from './tips/grant-keys.ts';
import { undisturbed } from './tips/undisturbed.ts';

/**
 * It began so long ago that its slots are over, and not so long that reports of them would be history. No pool has two nodes:
 * which of them speaks for it depends on whose report comes first, and that is not the same in two runs.
 */
const systemStartMs = Math.floor(systemClock.now() / 1_000) * 1_000 - 1_200_000;
const simulated = makeTipNetwork({
  heights: 30,
  reporters: 10,
  forkRate: 0.7,
  systemStartMs,
  late: 0,
  repeated: 0,
  lies: 0,
});
const blocks = simulated.episodes.flatMap((episode) => episode.blocks);
const names = blocks.map(({ block: { hash, height } }) => ({ hash, height }));
const LAST = Math.max(...names.map((one) => one.height));
const within = { timeout: 90_000, interval: 100 };

let folder: string;
let database: TestDatabase;
let clouds: Clouds;
const running = new Map<string, DaemonProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pooltool-tips-'));
  await writeFile(join(folder, 'network.json'), networkText(simulated.network));
  [database, clouds] = await Promise.all([createTestDatabase(), startClouds()]);
  await claimNetwork(database.pool, simulated.network);
  await tellElections(database.pool, simulated);
  await grantKeys(database.pool, simulated.reporters, systemClock.now());
  await Promise.all(['rest-api', 'tips', 'orphans', 'publisher'].map(start));
});
afterAll(async () => {
  await Promise.all([...running.values()].map((daemon) => daemon.stop('SIGKILL')));
  await clouds?.stop();
  await database?.close();
  await rm(folder, { recursive: true });
});

async function start(daemon: string): Promise<void> {
  const settings = {
    DATABASE_URL: database.url,
    NETWORK: join(folder, 'network.json'),
    FIREBASE_DATABASE_URL: clouds.firebaseUrl,
    OBJECT_STORE_ENDPOINT: clouds.objectsUrl,
    OBJECT_STORE_BUCKET: clouds.bucket,
    OBJECT_STORE_ACCESS_KEY_ID: 'test',
    OBJECT_STORE_SECRET_ACCESS_KEY: 'test',
    // Minutes of reports come in seconds here, and all from one address.
    REST_API_REPORTS_OF_ADDRESS: '10000',
    REST_API_REPORTS_PER_SECOND: '1000',
    REST_API_REPORT_BURST: '1000',
  };
  running.set(daemon, await startDaemonProcess(daemon, settings));
}

/** kill -9, and another one as PM2 starts it. */
async function restart(daemon: string): Promise<void> {
  await running.get(daemon)?.stop('SIGKILL');
  await start(daemon);
}

/** Height by height: files of a block are drawn when most nodes are past it, and not soon again for who reports it then. */
async function report(tips: readonly NetworkTip[]): Promise<void> {
  const address = running.get('rest-api')?.address;
  const heights = Map.groupBy(tips, ({ message }) => message.height);
  for (const [, ofHeight] of [...heights].sort(([one], [other]) => one - other)) {
    const answers = await Promise.all(
      ofHeight.map(async (tip) => {
        const { path, body } = clientRequest(tip);
        return (await fetch(`${address}${path}`, { method: 'POST', body })).status;
      }),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
  }
}

/** Our node's chain and everybody's reports of it, each heap of reports when its seconds are over. */
async function live(events: readonly NetworkEvent[]): Promise<void> {
  let heap: NetworkTip[] = [];
  for (const [at, event] of events.entries()) {
    if (event.kind === 'tip') heap.push(event.tip);
    else await followChain(database.pool, simulated.network, event);
    const next = events[at + 1];
    if (next !== undefined && next.atMs < event.atMs + 5_000) continue;
    await report(heap);
    heap = [];
  }
}

const contests = async () => {
  const all = await readContests(database.pool, [...new Set(names.map((one) => height(one.height)))]);
  return [...all.values()];
};

test('killed while reports pour in, and with a settled height rolled back, daemons come to what comes undisturbed', async () => {
  const expected = await undisturbed(simulated, names);
  const events = [...simulated.events()];
  const middle = events.findIndex(({ kind }, at) => kind === 'forward' && at > events.length / 2);

  await live(events.slice(0, middle));
  const restarting = Promise.all([restart('tips'), restart('orphans')]);
  await live(events.slice(middle));
  await restarting;
  await vi.waitFor(async () => expect(await readSettledHeight(database.pool)).toBe(LAST - SETTLE_BLOCKS), within);

  const standing = simulated.episodes.flatMap((episode) => episode.standing);
  const kept = standing.findLast(({ block }) => block.height < LAST - SETTLE_BLOCKS - 4);
  if (kept === undefined) throw new Error('the chain is too short');
  const { slot, hash, height: keptHeight } = kept.block;
  await followChain(database.pool, simulated.network, {
    kind: 'backward',
    to: { slot, hash, height: keptHeight },
    atMs: 0,
  });
  expect(await readSettledHeight(database.pool)).toBe(keptHeight);
  expect((await contests()).filter((one) => one.settled && one.height > keptHeight)).toEqual([]);
  for (const block of standing.filter((one) => one.block.height > keptHeight)) {
    await followChain(database.pool, simulated.network, { kind: 'forward', block, atMs: 0 });
  }

  await vi.waitFor(async () => expect(await contests()).toEqual([...expected.heard.contests.values()]), within);
  await vi.waitFor(async () => expect(await clouds.tipDocuments(names)).toEqual(expected.documents), within);
});
