import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epoch, networkText } from '@pooltool/domain';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { follow, makeBlock, network, POOL_1, snapshotOf } from './small-truth.ts';
import { BUCKET, openStage, type Stage } from './stage.ts';

let stage: Stage;
let folder: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  stage = await openStage();
  folder = await mkdtemp(join(tmpdir(), 'publisher-'));
  await writeFile(join(folder, 'network.json'), networkText(network));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await stage.close();
  await rm(folder, { recursive: true });
});

/** The daemon as a process of its own, ready to draw. */
function publisher() {
  const child = fork(join(import.meta.dirname, '../src/main.ts'), {
    env: {
      DATABASE_URL: stage.database.url,
      NETWORK: join(folder, 'network.json'),
      FIREBASE_DATABASE_URL: stage.addresses.firebase,
      OBJECT_STORE_BUCKET: 'of-the-servers',
      DOCUMENTS_BUCKET: BUCKET,
      OBJECT_STORE_ENDPOINT: stage.addresses.objects,
      PUBLISHER_PORT: '0',
    },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  running.add(child);
  const ended = once(child, 'close').then(([code]: unknown[]) => {
    running.delete(child);
    return code;
  });
  return { child, ended, ready: once(child, 'message') };
}

const BLOCKS = 5_000;
const within = { timeout: 60_000, interval: 20 };
/** A dense map comes back as a list from 0 on, as with the SDKs. */
const blocksDrawn = () => Object.values(Object(stage.read(`pool_blocks_ne/${POOL_1}`))).filter(Boolean).length;

test('a publisher killed in the middle is followed by one that ends the work, and a second one refuses to start', async () => {
  const blocks = Array.from({ length: BLOCKS }, (_, index) => makeBlock({ height: index + 1, pool: 1 }));
  await follow(stage.database.pool, blocks);
  const first = publisher();
  await vi.waitFor(() => expect(stage.read('blocks')).not.toBeNull(), within);
  first.child.kill('SIGKILL');
  await first.ended;
  expect((await stage.waiting()).length).toBeGreaterThan(0);

  const next = publisher();
  await next.ready;
  const second = publisher();
  expect(await second.ended).toBe(75);
  await vi.waitFor(async () => expect(await stage.waiting()).toEqual([]), within);
  expect(blocksDrawn()).toBe(BLOCKS);
  expect(stage.read('mary_db_sync_status')).toMatchObject({ block_no: BLOCKS });

  await follow(stage.database.pool, [makeBlock({ height: BLOCKS + 1, pool: 1 })]);
  await vi.waitFor(() => expect(stage.read('recent_block')).toMatchObject({ block: BLOCKS + 1 }), within);
  await snapshotOf(stage.database.pool, epoch(2));
  await vi.waitFor(async () => expect(await stage.object('stake_pool_columns/2/stake.json')).not.toBeNull(), within);
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
});
