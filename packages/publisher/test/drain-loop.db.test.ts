import { startRealtimeDatabase } from '@pooltool/local-cloud';
import { makeBell, systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { listen } from '@pooltool/shared-utils/pg';
import { DOCUMENTS_CHANNEL } from '@pooltool/store/documents';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startDrainLoop } from '../src/drain/drain-loop.ts';
import { follow, makeBlock } from './small-truth.ts';
import { firebaseAt, openStage, ROOT, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('the publisher wakes when something is marked, waits for a Firebase that is down, and says so', async () => {
  const { pool } = stage.database;
  const first = await startRealtimeDatabase();
  const firebase = firebaseAt(first.url, () => {}, 300);
  const bell = makeBell(systemClock);
  const listening = await listen(pool, DOCUMENTS_CHANNEL, bell.ring, { onReconnect: bell.ring });
  const stopping = new AbortController();
  const loop = startDrainLoop({
    drain: stage.newDrain({ firebase }),
    bell,
    clock: systemClock,
    log: memoryLog(),
    signal: stopping.signal,
    observePass: () => {},
  });
  const within = { timeout: 15_000, interval: 20 };

  await follow(pool, [makeBlock({ height: 1, pool: 1 })]);
  await vi.waitFor(() => expect(first.read(`/${ROOT}/recent_block`, 'pooltool')).toMatchObject({ block: 1 }), within);
  await vi.waitFor(async () => expect(await stage.waiting()).toEqual([]), within);
  expect(loop.state()).toEqual({ ok: true });

  await first.stop();
  await follow(pool, [makeBlock({ height: 2, pool: 1 })]);
  await vi.waitFor(
    () => expect(loop.state()).toMatchObject({ ok: false, says: expect.stringContaining('POOLTOOL_FIREBASE') }),
    within,
  );
  expect(await stage.waiting()).toContain('recent_block ');

  const second = await startRealtimeDatabase({ port: first.port });
  await vi.waitFor(() => expect(second.read(`/${ROOT}/recent_block`, 'pooltool')).toMatchObject({ block: 2 }), within);
  await vi.waitFor(() => expect(loop.state()).toEqual({ ok: true }), within);

  stopping.abort();
  await loop.ended;
  await listening.close();
  await firebase.close();
  await second.stop();
});
