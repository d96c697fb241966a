import { blockHash, epoch, height, nodeName, syncFigures, syncShare, unixMs } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  pruneSyncSamples,
  readEpochSyncSamples,
  readSyncSamples,
  type SyncSample,
  saveSyncSample,
} from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate sync_sample, document_mark'));

const share = syncShare(
  [
    {
      reporter: { pool: testPoolId(1), node: nodeName('') },
      receivedAt: unixMs(1_000),
      height: height(7),
      hash: blockHash(hash32(7)),
      version: '10.1.4',
      platform: 'linux',
    },
  ],
  unixMs(1_000),
);
const sample = (at: number, of: number): SyncSample => ({
  at: unixMs(at),
  epoch: epoch(of),
  figures: syncFigures(share, null, unixMs(at)),
});
const save = (...samples: readonly SyncSample[]) =>
  inTransaction(database.pool, async (tx) => {
    for (const one of samples) await saveSyncSample(tx, one);
  });

test('samples are read as they were saved: the newest, and an epoch’s', async () => {
  await save(sample(45_000, 4), sample(15_000, 3), sample(30_000, 3), sample(30_000, 9));
  expect(await readSyncSamples(database.pool, { limit: 2 })).toEqual([sample(30_000, 3), sample(45_000, 4)]);
  expect(await readEpochSyncSamples(database.pool, epoch(3))).toEqual([sample(15_000, 3), sample(30_000, 3)]);
});

test('old samples go, but not before their epoch’s file is drawn', async () => {
  await save(sample(1, 1), sample(2, 2), sample(3, 3));
  await database.pool.query(`insert into document_mark (kind, subject) values ('epoch_sync_data', '2')`);
  const prune = () => inTransaction(database.pool, (tx) => pruneSyncSamples(tx, epoch(3)));
  expect(await prune()).toBe(1);
  await database.pool.query(`truncate document_mark`);
  expect(await prune()).toBe(1);
  expect(await readSyncSamples(database.pool, { limit: 9 })).toEqual([sample(3, 3)]);
});
